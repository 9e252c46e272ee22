package world

import (
	"slices"
	"strings"
)

// maxAttributeDepth bounds what an attribute may nest.
const maxAttributeDepth = 8

// textAttributes are WorkOS's predefined ones, which are text.
var textAttributes = strings.Fields("job_title employee_type department_name division_name cost_center_name organization employee_number manager_email username")

// Plain takes a value of a customer's own: nulls in objects are left out, and what cannot be kept is refused.
func Plain(v any) (any, error) { return plainAt(v, 0) }

func plainAt(v any, depth int) (any, error) {
	if depth > maxAttributeDepth {
		return nil, invalid("custom_attributes", "invalidValue", "The attributes are nested deeper than 8 levels.")
	}
	switch v := v.(type) {
	case string:
		return v, withoutNUL(v)
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			one, err := plainAt(item, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, one)
		}
		return out, nil
	case map[string]any:
		out := map[string]any{}
		for key, item := range v {
			one, err := plainAt(item, depth+1)
			if err == nil {
				err = withoutNUL(key)
			}
			if err != nil {
				return nil, err
			}
			if one != nil {
				out[key] = one
			}
		}
		return out, nil
	}
	return v, nil
}

func withoutNUL(s string) error {
	if strings.ContainsRune(s, 0) {
		return invalid("custom_attributes", "invalidValue", "The attributes have a NUL character in them.")
	}
	return nil
}

// withAttributes is a copy of the attributes with others laid over them; one that is null is taken away.
func withAttributes(old, change map[string]any) (map[string]any, error) {
	m := mergeKeys(old, nil)
	for name, value := range change {
		if _, text := value.(string); !text && value != nil && slices.Contains(textAttributes, name) {
			return nil, invalid("custom_attributes", "invalidValue", "The attribute "+name+" must be text.")
		}
		if value == nil {
			delete(m, name)
		}
	}
	clean, err := Plain(change)
	if err != nil {
		return nil, err
	}
	return mergeKeys(m, clean.(map[string]any)), nil
}

// Role is a role as WorkOS writes it.
type Role struct {
	Slug string `json:"slug"`
}

// Check refuses a role that has no slug that WorkOS would take.
func (r Role) Check() error {
	if r.Slug == "" || len(r.Slug) > 48 || strings.ContainsAny(r.Slug, " \t\r\n\x00") {
		return invalid("role", "invalid_role", `A role is named by its slug, of at most 48 characters and no spaces, such as {"slug":"member"}.`)
	}
	return nil
}
