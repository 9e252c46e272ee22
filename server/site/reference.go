package site

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"memberpulse/shared"
)

// Reference is the description of the API as people read it: made of the document that programs read, and of nothing else.
type Reference struct {
	Title, Version string
	Roles          []roleLine
	Refusals       []answer // what each status means, on any route
	Groups         []group
	Schemas        []schemaCard
}

// roleLine says what a role may do.
type roleLine struct{ Role, Name, Capabilities string }

type group struct {
	Name       string
	Operations []operation
}

type operation struct {
	ID, Method, Path, Summary, Needs string
	Parameters                       []parameter
	Body                             *shape
	Answers                          []answer
	Refusals                         []string // by their status
}

type parameter struct {
	Name, In, About string
	Required        bool
	Shape           shape
}

type answer struct {
	Status, Words string
	Shape         *shape
}

type schemaCard struct {
	Name   string
	Shape  *shape // of what is no object
	Fields []field
}

type field struct {
	Name     string
	Optional bool
	Shape    shape
}

// shape is what a value may be, in words, with the schema that it refers to.
type shape struct {
	Words, Of string // "list of", "Member"
	OneOf     []string
	Notes     []string
}

// NewReference reads an OpenAPI document.
func NewReference(document []byte) (*Reference, error) {
	var d apiDocument
	if err := json.Unmarshal(document, &d); err != nil {
		return nil, fmt.Errorf("read the description of the API: %w", err)
	}
	r := &Reference{Title: d.Info.Title, Version: d.Info.Version, Roles: rolesInWords()}
	groups, refusals := map[string][]operation{}, map[string]string{}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			if o, there := d.Paths[path][method]; there {
				name := strings.Join(o.Tags, " ")
				groups[name] = append(groups[name], o.view(method, path, &d, refusals))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		r.Groups = append(r.Groups, group{name, groups[name]})
	}
	for _, status := range slices.Sorted(maps.Keys(refusals)) {
		r.Refusals = append(r.Refusals, answer{Status: status, Words: refusals[status]})
	}
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		r.Schemas = append(r.Schemas, d.Components.Schemas[name].card(name))
	}
	return r, nil
}

func rolesInWords() []roleLine {
	out := make([]roleLine, len(shared.Roles))
	for i, role := range shared.Roles {
		words := []string{}
		for _, c := range shared.Capabilities([]shared.Role{role}) {
			words = append(words, string(c))
		}
		out[i] = roleLine{string(role), role.Name(), strings.Join(words, ", ")}
	}
	return out
}

// view is an operation as the page tells it; what its refusals mean is told once for all.
func (o apiOperation) view(method, path string, d *apiDocument, refusals map[string]string) operation {
	out := operation{ID: o.OperationID, Method: strings.ToUpper(method), Path: path, Summary: o.Summary, Needs: needs(o.Capability)}
	for _, p := range o.Parameters {
		out.Parameters = append(out.Parameters, parameter{p.Name, p.In, p.Description, p.Required, p.Schema.shape()})
	}
	if o.RequestBody != nil {
		out.Body = o.RequestBody.Content.shape()
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		a := o.Responses[status]
		if a.Ref != "" {
			a = d.Components.Responses[lastPart(a.Ref)]
		}
		line := answer{status, a.Description, a.Content.shape()}
		switch {
		case strings.HasPrefix(status, "2") || strings.HasPrefix(status, "3"):
			out.Answers = append(out.Answers, line)
		case status != "default":
			out.Refusals = append(out.Refusals, status)
			refusals[status] = a.Description
		}
	}
	return out
}

// needs says in words what a route asks of its caller.
func needs(capability shared.Capability) string {
	switch capability { //nolint:exhaustive // the rest are what roles may do
	case shared.AccessAnyone:
		return "nothing: anyone may ask"
	case shared.AccessSignature:
		return "WorkOS’s signature"
	case shared.AccessSignedIn:
		return "a session or an API key, of any role"
	}
	return "the capability " + string(capability)
}

// ServeReference shows the description of the API. The page needs no script.
func (s *Site) ServeReference(w http.ResponseWriter, r *Reference) {
	s.render(w, http.StatusOK, "reference.html", struct {
		base
		API *Reference
	}{s.base, r})
}

// The parts of an OpenAPI document that the page tells of.
type (
	apiDocument struct {
		Info       struct{ Title, Version string }
		Paths      map[string]map[string]apiOperation
		Components struct {
			Schemas   map[string]*apiSchema
			Responses map[string]apiResponse
		}
	}
	apiOperation struct {
		OperationID, Summary string
		Tags                 []string
		Capability           shared.Capability `json:"x-capability"`
		Parameters           []struct {
			Name, In, Description string
			Required              bool
			Schema                *apiSchema
		}
		RequestBody *struct{ Content apiContent }
		Responses   map[string]apiResponse
	}
	apiResponse struct {
		Ref         string `json:"$ref"`
		Description string
		Content     apiContent
	}
	apiContent map[string]struct{ Schema *apiSchema }
	apiSchema  struct {
		Ref              string `json:"$ref"`
		Type             any
		Format           string
		Enum             []any
		Items            *apiSchema
		AnyOf            []*apiSchema
		Properties       map[string]*apiSchema
		Required         []string
		Minimum, Maximum *float64
		Default          any
		Additional       json.RawMessage `json:"additionalProperties"`
	}
)

func (c apiContent) shape() *shape {
	if len(c) == 0 {
		return nil
	}
	media := slices.Sorted(maps.Keys(c))[0] // routes answer in one
	out := c[media].Schema.shape()
	if media != "application/json" && media != "application/problem+json" {
		out.Notes = append(out.Notes, media)
	}
	return &out
}

func (s *apiSchema) card(name string) schemaCard {
	if len(s.Properties) == 0 {
		of := s.shape()
		return schemaCard{Name: name, Shape: &of}
	}
	card := schemaCard{Name: name}
	for _, key := range slices.Sorted(maps.Keys(s.Properties)) {
		card.Fields = append(card.Fields, field{key, !slices.Contains(s.Required, key), s.Properties[key].shape()})
	}
	return card
}

// shape tells a schema in words.
func (s *apiSchema) shape() shape {
	if s == nil {
		return shape{Words: "anything"}
	}
	if s.Ref != "" {
		return shape{Of: lastPart(s.Ref)}
	}
	if len(s.AnyOf) > 0 {
		out := s.AnyOf[0].shape()
		out.Notes = append(out.Notes, "or null")
		return out
	}
	kind, null := s.kind()
	out := shape{Words: kind}
	switch {
	case kind == "list" && s.Items != nil:
		out = s.Items.shape()
		out.Words = strings.TrimSpace("list of " + out.Words)
	case kind == "object":
		var values apiSchema
		if json.Unmarshal(s.Additional, &values) == nil && (values.Ref != "" || values.Type != nil) {
			out = values.shape()
			out.Words = strings.TrimSpace("object of " + out.Words)
		}
	case s.Format == "date-time":
		out.Words = "time"
	}
	for _, word := range s.Enum {
		out.OneOf = append(out.OneOf, fmt.Sprint(word))
	}
	if s.Minimum != nil && s.Maximum != nil {
		out.Notes = append(out.Notes, fmt.Sprintf("%v to %v", *s.Minimum, *s.Maximum))
	}
	if s.Default != nil {
		out.Notes = append(out.Notes, fmt.Sprintf("%v where it is left out", s.Default))
	}
	if null {
		out.Notes = append(out.Notes, "or null")
	}
	return out
}

// kind is a schema's type in words, and whether it may be null besides.
func (s *apiSchema) kind() (word string, null bool) {
	words := map[string]string{"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "array": "list", "object": "object"}
	types, several := s.Type.([]any)
	if !several {
		types = []any{s.Type}
	}
	for _, t := range types {
		name, _ := t.(string)
		if name == "null" {
			null = true
			continue
		}
		word = words[name]
	}
	return cmp.Or(word, "any JSON"), null
}

func lastPart(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }
