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
			Schemas:   schemas,
			Responses: refusals(schemas),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"session": {Type: "apiKey", In: "cookie", Name: "__Host-mp_session", Description: "The session of a signed-in browser (mp_session over http)."},
				"api_key": {Type: "http", Scheme: "bearer", Description: "An API key: mp_…"},
			},
		},
	}
	for _, route := range routes {
		if forPrograms(route.Pattern) && !route.Page {
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
	in, _ := route.Types()
	op := &huma.Operation{
		Method: route.Method, Path: strings.TrimSuffix(route.Pattern, "/{$}"), OperationID: operationID(route),
		Summary: route.Summary, Parameters: parameters(route),
		Tags:       []string{tag(route.Pattern)},
		Extensions: map[string]any{"x-capability": string(route.Capability)},
		Responses:  refused(route),
	}
	if route.Capability != shared.AccessAnyone && route.Capability != shared.AccessSignature {
		op.Security = []map[string][]string{{"session": {}}, {"api_key": {}}}
	}
	if in != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: content(schemas, mediaJSON, in)}
	}
	for status, answer := range answers(schemas, route) {
		op.Responses[status] = answer
	}
	return op
}

// answers are the successes of a route.
func answers(schemas huma.Registry, route Route) map[string]*huma.Response {
	_, out := route.Types()
	switch {
	case out != nil:
		all := map[string]*huma.Response{"200": {Description: "The answer.", Content: content(schemas, mediaJSON, out)}}
		if route.Answers != 0 {
			all[strconv.Itoa(route.Answers)] = &huma.Response{Description: successes[route.Answers], Content: content(schemas, mediaJSON, out)}
		}
		return all
	case route.Stream:
		return map[string]*huma.Response{"200": {Description: "A stream of server-sent events.", Content: map[string]*huma.MediaType{
			"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}},
		}}}
	}
	status := or(route.Answers, http.StatusNoContent)
	return map[string]*huma.Response{strconv.Itoa(status): {Description: successes[status]}}
}

// successes say what an answer without a JSON body means.
var successes = map[int]string{
	http.StatusOK:        "Taken.",
	http.StatusAccepted:  "Taken; it is done in a moment.",
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

// parameters are the parts of the path, and what the route declares.
func parameters(route Route) []*huma.Param {
	var params []*huma.Param
	for _, part := range wildcard.FindAllStringSubmatch(route.Pattern, -1) {
		params = append(params, &huma.Param{Name: part[1], In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	for _, p := range route.params {
		in := "query"
		if p.Header {
			in = "header"
		}
		told := &huma.Param{Name: p.Name, In: in, Description: p.About, Required: p.Required, Schema: p.schema()}
		if p.Many {
			told.Style, told.Explode = "form", new(bool) // joined by commas
		}
		params = append(params, told)
	}
	return params
}

// schema is what a parameter may be.
func (p Param) schema() *huma.Schema {
	text := &huma.Schema{Type: huma.TypeString}
	for _, word := range p.OneOf {
		text.Enum = append(text.Enum, word)
	}
	switch {
	case p.list && p.Name == "limit":
		least, most := float64(1), float64(MaxLimit)
		return &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most, Default: DefaultLimit}
	case p.list && p.Name == "order":
		text.Default = orderDescending
	case p.Time:
		text.Format = "date-time"
	case p.Many:
		text = &huma.Schema{Type: huma.TypeArray, Items: text}
	}
	return text
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

// Description is the route of GET /api/openapi.json for a table, itself included, and what it answers.
func Description(title, version string, routes []Route) (self Route, document []byte, err error) {
	self = Route{Method: http.MethodGet, Pattern: "/api/openapi.json", Capability: shared.AccessAnyone, Summary: "This description"}
	self.out = reflect.TypeFor[map[string]any]()
	document, err = Describe(title, version, append(routes[:len(routes):len(routes)], self))
	if err != nil {
		return Route{}, nil, err
	}
	self.Handler = func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", mediaJSON)
		_, err := w.Write(document)
		return gone(err)
	}
	return self, document, nil
}
