package scim

import (
	"strings"
)

func everyRouteNeedsTheBearer(h *house) {
	t := h.T
	t.Helper()
	other, otherToken := h.directory("Other")
	id, gid := h.addUser("ana@x.test"), h.addGroup("Staff")
	unknown := ""
	for _, route := range []string{
		"GET /Users", "POST /Users", "GET /Users/" + id, "PUT /Users/" + id, "PATCH /Users/" + id, "DELETE /Users/" + id, "POST /Users/.search",
		"GET /Groups", "POST /Groups", "GET /Groups/" + gid, "PUT /Groups/" + gid, "PATCH /Groups/" + gid, "DELETE /Groups/" + gid, "POST /Groups/.search",
		"GET /Schemas", "GET /Schemas/" + userURN, "GET /ResourceTypes", "GET /ServiceProviderConfig", "POST /.search", "GET /nothing", "POST /Bulk",
	} {
		method, path, _ := strings.Cut(route, " ")
		for _, root := range []string{"/scim/v2.0/" + h.dir.ExternalKey, "/directories/" + h.dir.ID + "/scim/v2"} {
			for _, auth := range []string{"", "Bearer", "Bearer ", "Bearer " + otherToken, "Basic " + h.token, h.token, "Bearer " + h.dir.Tokens[0].Hash} {
				r := h.ask(method, root+path, "{}", "Authorization", auth).want(401)
				if r.header.Get("WWW-Authenticate") == "" {
					t.Errorf("%s: no WWW-Authenticate", route)
				}
				unknown = r.raw
			}
		}
		if r := h.ask(method, "/scim/v2.0/"+other.ExternalKey+path, "{}", "Authorization", "Bearer "+h.token).want(401); r.raw != unknown {
			t.Errorf("%s: an answer that differs: %s", route, r.raw)
		}
		if r := h.ask(method, "/scim/v2.0/doesnotexist"+path, "{}", "Authorization", "Bearer "+h.token).want(401); r.raw != unknown {
			t.Errorf("%s: an unknown directory can be told from a wrong token: %s", route, r.raw)
		}
	}
	// A resource of another directory is not there, even with a good token.
	h.ask("GET", "/scim/v2.0/"+other.ExternalKey+"/Users/"+id, "", "Authorization", "Bearer "+otherToken).want(404)
	h.ask("DELETE", "/scim/v2.0/"+other.ExternalKey+"/Groups/"+gid, "", "Authorization", "Bearer "+otherToken).want(404)
	// The seed's address and WorkOS's lead to the same directory.
	h.ask("GET", "/directories/"+h.dir.ID+"/scim/v2/Users/"+id, "", "Authorization", "Bearer "+h.token).want(200)
}

func twoTokens(h *house) {
	t := h.T
	t.Helper()
	// Two tokens work side by side; a revoked one does not.
	d, second, err := h.World.RotateToken(h.dir.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.do("GET", "/Users", "").want(200)
	h.do("GET", "/Users", "", "Authorization", "bearer "+second).want(200)
	if _, err := h.World.RevokeToken(d.ID, d.Tokens[0].ID); err != nil {
		t.Fatal(err)
	}
	h.do("GET", "/Users", "").want(401)
	h.do("GET", "/Users", "", "Authorization", "Bearer "+second).want(200)
}
