package directory

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/tidwall/gjson"
)

// changedUser names the fields that differ, in WorkOS's order, but those that are left out.
func changedUser(before, after attributes, leave ...string) []string {
	var out []string
	add := func(field string, differs bool) {
		if differs && !slices.Contains(leave, field) {
			out = append(out, field)
		}
	}
	add(fieldIdpID, before.idpID != after.idpID)
	add("email", deref(before.email) != deref(after.email))
	add("first_name", deref(before.firstName) != deref(after.firstName))
	add("last_name", deref(before.lastName) != deref(after.lastName))
	add(fieldState, before.state != after.state)
	for _, name := range changedKeys(before.custom, after.custom) {
		add(fieldCustom+name, true)
	}
	add(fieldRole, !slices.Equal(before.roleSlugs, after.roleSlugs))
	return out
}

func changedGroup(before, after attributes) []string {
	var out []string
	if before.name != after.name {
		out = append(out, fieldName)
	}
	if before.idpID != after.idpID {
		out = append(out, fieldIdpID)
	}
	return out
}

// changedKeys names the keys whose values differ between two JSON objects. No value and null are alike: WorkOS tells
// no event when one becomes the other.
func changedKeys(before, after string) []string {
	if before == after {
		return nil
	}
	var out []string
	old, fresh := gjson.Parse(before).Map(), gjson.Parse(after).Map()
	for name, value := range fresh {
		if !alike(old[name], value) {
			out = append(out, name)
		}
	}
	for name, value := range old {
		if _, ok := fresh[name]; !ok && value.Type != gjson.Null {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func alike(a, b gjson.Result) bool {
	if a.Type != b.Type {
		return false
	}
	switch a.Type {
	case gjson.Number:
		return a.Num == b.Num
	case gjson.JSON:
		return a.Raw == b.Raw || sameJSON(a.Raw, b.Raw)
	default:
		return a.Str == b.Str
	}
}

// sameJSON compares past the order of keys and blanks, which PostgreSQL's jsonb does not keep.
func sameJSON(a, b string) bool {
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	return reflect.DeepEqual(x, y)
}
