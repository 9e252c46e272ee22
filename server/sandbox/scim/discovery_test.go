package scim

import (
	"strings"
)

func schemasTell(h *house) {
	t := h.T
	t.Helper()
	r := h.do("GET", "/Schemas", "").want(200)
	got := map[string]bool{}
	list, _ := r.at("Resources").([]any)
	for _, v := range list {
		s := v.(map[string]any)
		attrs, _ := s["attributes"].([]any)
		for _, a := range attrs {
			m := a.(map[string]any)
			name := m["name"].(string)
			got[strings.ToLower(s["id"].(string)+":"+name)] = true
			subs, _ := m["subAttributes"].([]any)
			for _, sub := range subs {
				got[strings.ToLower(s["id"].(string)+":"+name+"."+sub.(map[string]any)["name"].(string))] = true
			}
		}
	}
	for _, want := range []string{
		userURN + ":userName", userURN + ":active", userURN + ":displayName", userURN + ":title", userURN + ":emails.value", userURN + ":name.givenName",
		userURN + ":addresses.locality", userURN + ":phoneNumbers.value", enterpriseURN + ":manager", enterpriseURN + ":department",
		groupURN + ":displayName", groupURN + ":members",
	} {
		if !got[strings.ToLower(want)] {
			t.Errorf("/Schemas does not show %s", want)
		}
	}
}
