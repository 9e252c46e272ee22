package api_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// spec is what was cut out of WorkOS's OpenAPI description.
type spec struct {
	Answers map[string]map[string]any `json:"answers"`
	Schemas map[string]any            `json:"schemas"`
}

func loadSpec(t *testing.T) spec {
	t.Helper()
	raw, err := os.ReadFile("testdata/workos-schemas.json")
	if err != nil {
		t.Fatal(err)
	}
	var s spec
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// check says what is wrong with a value by its schema; a field that the schema does not name is wrong too.
func (s spec) check(schema any, value any, at string) []string {
	m, ok := schema.(map[string]any)
	if !ok {
		return nil
	}
	if ref, ok := m["$ref"].(string); ok {
		return s.check(s.Schemas[ref], value, at)
	}
	if one, ok := m["oneOf"].([]any); ok {
		return s.oneOf(one, value, at)
	}
	var faults []string
	if all, ok := m["allOf"].([]any); ok {
		for _, part := range all {
			faults = append(faults, s.check(loose(s, part), value, at)...)
		}
		return faults
	}
	if want, ok := m["const"]; ok && !reflect.DeepEqual(want, value) {
		faults = append(faults, fmt.Sprintf("%s: is %v, must be %v", at, value, want))
	}
	if enum, ok := m["enum"].([]any); ok && !slices.Contains(enum, value) {
		faults = append(faults, fmt.Sprintf("%s: %v is not one of %v", at, value, enum))
	}
	if !typed(m["type"], value) {
		return append(faults, fmt.Sprintf("%s: %v is no %v", at, value, m["type"]))
	}
	switch v := value.(type) {
	case string:
		faults = append(faults, text(m, v, at)...)
	case []any:
		for i, item := range v {
			faults = append(faults, s.check(m["items"], item, fmt.Sprintf("%s[%d]", at, i))...)
		}
	case map[string]any:
		faults = append(faults, s.object(m, v, at)...)
	}
	return faults
}

// loose lets a part of an allOf see the fields of the others.
func loose(s spec, part any) any {
	m := part.(map[string]any)
	if ref, ok := m["$ref"].(string); ok {
		m = s.Schemas[ref].(map[string]any)
	}
	if _, isObject := m["properties"]; !isObject {
		return m
	}
	open := map[string]any{"additionalProperties": map[string]any{}}
	for k, v := range m {
		open[k] = v
	}
	return open
}

func (s spec) oneOf(schemas []any, value any, at string) []string {
	var first []string
	for i, one := range schemas {
		faults := s.check(one, value, at)
		if len(faults) == 0 {
			return nil
		}
		if i == 0 || len(faults) < len(first) {
			first = faults
		}
	}
	return first
}

func text(m map[string]any, v, at string) []string {
	if m["format"] == "date-time" {
		if _, err := time.Parse("2006-01-02T15:04:05.000Z", v); err != nil {
			return []string{fmt.Sprintf("%s: %q is no time with milliseconds and Z", at, v)}
		}
	}
	return nil
}

func (s spec) object(m, v map[string]any, at string) []string {
	var faults []string
	fields, _ := m["properties"].(map[string]any)
	extra, open := m["additionalProperties"]
	required, _ := m["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			faults = append(faults, fmt.Sprintf("%s: %v is missing", at, name))
		}
	}
	for name, field := range v {
		schema, known := fields[name]
		switch {
		case known:
			faults = append(faults, s.check(schema, field, at+"."+name)...)
		case !open && fields != nil:
			faults = append(faults, fmt.Sprintf("%s: WorkOS has no field %s here", at, name))
		case open:
			faults = append(faults, s.check(extra, field, at+"."+name)...)
		}
	}
	return faults
}

func typed(want any, value any) bool {
	var names []any
	switch w := want.(type) {
	case nil:
		return true
	case string:
		names = []any{w}
	case []any:
		names = w
	}
	is := map[string]func() bool{
		"string":  func() bool { _, ok := value.(string); return ok },
		"boolean": func() bool { _, ok := value.(bool); return ok },
		"number":  func() bool { _, ok := value.(float64); return ok },
		"integer": func() bool { n, ok := value.(float64); return ok && n == float64(int64(n)) },
		"array":   func() bool { _, ok := value.([]any); return ok },
		"object":  func() bool { _, ok := value.(map[string]any); return ok },
		"null":    func() bool { return value == nil },
	}
	return slices.ContainsFunc(names, func(n any) bool { return is[n.(string)]() })
}

func TestTheCheckFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := loadSpec(t)
	good := map[string]any{"object": "redirect_uri", "id": "a", "uri": "b", "default": true, "created_at": "c", "updated_at": "d"}
	if faults := s.check(s.Schemas["RedirectUri"], good, "x"); len(faults) > 0 {
		t.Errorf("a good answer: %v", faults)
	}
	for _, c := range []struct {
		field string
		value any
	}{{"object", "other"}, {"default", "yes"}, {"more", 1.0}} {
		wrong := map[string]any{}
		for k, v := range good {
			wrong[k] = v
		}
		wrong[c.field] = c.value
		if faults := s.check(s.Schemas["RedirectUri"], wrong, "x"); len(faults) != 1 || !strings.HasPrefix(faults[0], "x") {
			t.Errorf("%s = %v gave %v", c.field, c.value, faults)
		}
	}
}
