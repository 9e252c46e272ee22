package httpx

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"memberpulse/shared"

	"github.com/danielgtaylor/huma/v2"
)

const (
	schemaPath  = "#/components/schemas/"
	mediaJSON   = "application/json"
	mediaFaults = "application/problem+json"
)

// Describe writes the description of the API (OpenAPI 3.1) from the table of
// routes and the types that they read and answer, so that it cannot say something
// else than the program does. It has the routes for programs, and no pages.
func Describe(title, version string, routes []Route) ([]byte, error) {
	schemas := huma.NewMapRegistry(schemaPath, schemaName)
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: title, Version: version},
		Components: &huma.Components{
			Schemas: schemas,
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"session": {Type: "apiKey", In: "cookie", Name: "__Host-mp_session", Description: "The session of a signed-in browser (mp_session over http)."},
				"api_key": {Type: "http", Scheme: "bearer", Description: "An API key: mp_…"},
			},
		},
	}
	for _, route := range routes {
		if forPrograms(route.Pattern) {
			doc.AddOperation(operation(schemas, route))
		}
	}
	exact(schemas)
	out, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("describe the API: %w", err)
	}
	return out, nil
}

// schemaName keeps the shared types' own names, and puts the package before those
// of a room, where two rooms may have chosen the same.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if room := path.Base(t.PkgPath()); t.PkgPath() != "" && room != "shared" {
		name = strings.ToUpper(room[:1]) + room[1:] + name
	}
	return name
}

func operation(schemas huma.Registry, route Route) *huma.Operation {
	in, out := route.Types()
	op := &huma.Operation{
		Method: route.Method, Path: strings.TrimSuffix(route.Pattern, "/{$}"), OperationID: operationID(route),
		Summary: route.Summary, Parameters: parameters(route.Pattern, out),
		Tags:       []string{tag(route.Pattern)},
		Extensions: map[string]any{"x-capability": string(route.Capability)},
		Responses: map[string]*huma.Response{
			"default": {Description: "What went wrong, and who does what next.", Content: content(schemas, mediaFaults, reflect.TypeFor[shared.Problem]())},
		},
	}
	if route.Capability != shared.AccessAnyone && route.Capability != shared.AccessSignature {
		op.Security = []map[string][]string{{"session": {}}, {"api_key": {}}}
	}
	if in != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: content(schemas, mediaJSON, in)}
	}
	switch {
	case out != nil:
		op.Responses["200"] = &huma.Response{Description: "The answer.", Content: content(schemas, mediaJSON, out)}
	case route.Stream:
		op.Responses["200"] = &huma.Response{Description: "A stream of server-sent events.", Content: map[string]*huma.MediaType{
			"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}},
		}}
	default:
		status := or(route.Answers, http.StatusNoContent)
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: successes[status]}
	}
	return op
}

// successes say what an answer without a JSON body means.
var successes = map[int]string{
	http.StatusOK:        "Taken.",
	http.StatusNoContent: "Done; there is nothing to say.",
	http.StatusFound:     "On to the next address of the sign-in.",
	http.StatusSeeOther:  "Back to a page of this site.",
}

// exact says of the schemas what reflection left out: a list is never null, and a pointer to an object may be.
func exact(schemas huma.Registry) {
	for name, schema := range schemas.Map() {
		t := schemas.TypeFromRef(schemaPath + name)
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			continue
		}
		for i := range t.NumField() {
			field := t.Field(i)
			key, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			p := schema.Properties[key]
			switch {
			case p == nil:
			case p.Type == huma.TypeArray:
				p.Nullable = false
			case p.Ref != "" && field.Type.Kind() == reflect.Pointer && options != "omitempty":
				schema.Properties[key] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}}
			}
		}
	}
}

func content(schemas huma.Registry, media string, of reflect.Type) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{media: {Schema: schemas.Schema(of, true, of.Name())}}
}

var wildcard = regexp.MustCompile(`\{([a-z_]+)(?:\.\.\.)?\}`)

// parameters are the parts of the path, and the cursors of a list.
func parameters(pattern string, out reflect.Type) []*huma.Param {
	var params []*huma.Param
	for _, part := range wildcard.FindAllStringSubmatch(pattern, -1) {
		params = append(params, &huma.Param{Name: part[1], In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	if out == nil || !strings.HasPrefix(out.Name(), "List[") {
		return params
	}
	least, most := float64(1), float64(MaxLimit)
	return append(params,
		&huma.Param{Name: "limit", In: "query", Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most, Default: DefaultLimit}},
		&huma.Param{Name: "before", In: "query", Schema: &huma.Schema{Type: huma.TypeString}},
		&huma.Param{Name: "after", In: "query", Schema: &huma.Schema{Type: huma.TypeString}},
		&huma.Param{Name: "order", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"asc", "desc"}, Default: "desc"}},
	)
}

var notInAnID = regexp.MustCompile(`[^a-z0-9]+`)

func operationID(route Route) string {
	return strings.Trim(notInAnID.ReplaceAllString(strings.ToLower(route.Method+" "+route.Pattern), "-"), "-")
}

// tag is the noun that a route is about: the first part after /api/.
func tag(pattern string) string {
	noun, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(pattern, "/api"), "/"), "/")
	return noun
}

// Description is the route of GET /api/openapi.json for a table, itself included.
func Description(title, version string, routes []Route) (Route, error) {
	self := Route{Method: http.MethodGet, Pattern: "/api/openapi.json", Capability: shared.AccessAnyone, Summary: "This description"}
	self.out = reflect.TypeFor[map[string]any]()
	doc, err := Describe(title, version, append(routes[:len(routes):len(routes)], self))
	if err != nil {
		return Route{}, err
	}
	self.Handler = func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", mediaJSON)
		_, err := w.Write(doc)
		return gone(err)
	}
	return self, nil
}
