package scim

import (
	"maps"
	"net/mail"
	"reflect"
	"slices"
	"strings"

	"memberpulse/server/sandbox/world"
)

// userDoc is the person as a client may write them: the document that came last,
// with the row's own word over it, because the sandbox's console can change a
// person behind SCIM's back.
func userDoc(u world.DirectoryUser) map[string]any {
	doc := stored(u.SCIM)
	doc["userName"], doc["active"] = u.UserName, u.Active()
	put(doc, "externalId", orNil(u.ExternalID))
	name, _ := doc["name"].(map[string]any)
	name = cloneMap(name)
	put(name, "givenName", orNil(u.FirstName))
	put(name, "familyName", orNil(u.LastName))
	delete(doc, "name")
	if len(name) > 0 {
		doc["name"] = name
	}
	if was := primaryEmail(doc); u.Email != "" && !strings.EqualFold(was, u.Email) {
		doc["emails"] = readdressed(doc["emails"], was, u.Email)
	}
	was := customOf(doc)
	for _, m := range customAttributes {
		if now := u.CustomAttributes[m.name]; !reflect.DeepEqual(now, was[m.name]) {
			text, _ := now.(string)
			m.at.set(doc, orNil(text))
		}
	}
	tellCustom(doc, u.CustomAttributes, was)
	return doc
}

// customURN is the extension that carries what was said of a person elsewhere,
// in a customer's own words.
const customURN = "urn:ietf:params:scim:schemas:extension:custom:2.0:User"

// tellCustom brings the customer's own attributes up to the row's: each stays in
// the extension that had it.
func tellCustom(doc, now, was map[string]any) {
	names := maps.Clone(was)
	maps.Copy(names, now)
	for _, name := range sortedKeys(names) {
		if ours(name) || reflect.DeepEqual(now[name], was[name]) {
			continue
		}
		home := customURN
		for _, key := range sortedKeys(doc) {
			if ext, _ := doc[key].(map[string]any); isURN(key) && key != enterpriseURN && ext[name] != nil {
				home = key
				put(doc, key, without(ext, name))
			}
		}
		if now[name] != nil {
			ext, _ := doc[home].(map[string]any)
			ext = cloneMap(ext)
			ext[name] = now[name]
			doc[home] = ext
		}
	}
}

// ours says that an attribute is made of the resource's own.
func ours(name string) bool {
	return name == "username" || name == "manager_email" || slices.ContainsFunc(customAttributes, func(m customAttribute) bool { return m.name == name })
}

// readdressed are the addresses with one that has changed, in its place.
func readdressed(emails any, was, now string) []any {
	list, _ := emails.([]any)
	for i, v := range list {
		if m, ok := v.(map[string]any); ok && m["value"] == was {
			next := cloneMap(m)
			next["value"] = now
			list[i] = next
			return list
		}
	}
	return append([]any{map[string]any{"value": now, "type": canonicalWork, "primary": true}}, list...)
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// primaryEmail picks the address as WorkOS does: the primary one, else the first
// of type work, else of type home; addresses that are none are passed over. A
// userName that is an address stands in, and last an address without a type,
// which Okta's suite sends.
func primaryEmail(doc map[string]any) string {
	list, _ := doc["emails"].([]any)
	first := func(is func(map[string]any) bool) string {
		for _, v := range list {
			m, _ := v.(map[string]any)
			if s, _ := m["value"].(string); looksLikeEmail(s) && is(m) {
				return s
			}
		}
		return ""
	}
	kind := func(want string) func(map[string]any) bool {
		return func(m map[string]any) bool { s, _ := m["type"].(string); return strings.EqualFold(s, want) }
	}
	for _, is := range []func(map[string]any) bool{
		func(m map[string]any) bool { return m["primary"] == true }, kind(canonicalWork), kind("home"), kind(""),
	} {
		if s := first(is); s != "" {
			return s
		}
	}
	if name, _ := doc["userName"].(string); looksLikeEmail(name) {
		return name
	}
	return first(func(map[string]any) bool { return true })
}

// looksLikeEmail takes a bare address with a domain.
func looksLikeEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 320
}

// customAttribute says where WorkOS's predefined attribute comes from.
type customAttribute struct {
	name string
	at   target
}

var customAttributes = []customAttribute{
	{"job_title", target{attr: userType.attr("title")}},
	{"employee_type", target{attr: userType.attr("userType")}},
	{"department_name", enterprise("department")},
	{"division_name", enterprise("division")},
	{"cost_center_name", enterprise("costCenter")},
	{"organization", enterprise("organization")},
	{"employee_number", enterprise("employeeNumber")},
}

func enterprise(name string) target {
	return target{urn: enterpriseURN, attr: find(enterpriseSchema.Attributes, name)}
}

// customOf are the custom attributes that a document tells by itself: WorkOS's
// predefined ones under its names, and whatever a customer's own extension carries
// under its own.
func customOf(doc map[string]any) map[string]any {
	out := map[string]any{}
	for _, key := range sortedKeys(doc) {
		if isURN(key) && key != enterpriseURN {
			own, _ := doc[key].(map[string]any)
			maps.Copy(out, own)
		}
	}
	for _, m := range customAttributes {
		put(out, m.name, orKeep(out[m.name], m.at.get(doc)))
	}
	if name, _ := doc["userName"].(string); name != "" {
		out["username"] = name
	}
	return out
}

// custom collects the custom attributes of a document, the manager's address
// among them.
func (c *call) custom(doc map[string]any) map[string]any {
	out := customOf(doc)
	ext, _ := doc[enterpriseURN].(map[string]any)
	manager, _ := ext["manager"].(map[string]any)
	if id, _ := manager["value"].(string); id != "" {
		if u, err := c.s.world.SCIMUser(c.dir.ID, id); err == nil && u.Email != "" {
			out["manager_email"] = u.Email
		} else if looksLikeEmail(id) {
			out["manager_email"] = id
		}
	}
	return out
}

func orKeep(old, next any) any {
	if next == nil {
		return old
	}
	return next
}
