package scim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"memberpulse/server/sandbox/world"
)

// TestTraps is what other SCIM servers have fallen into.
func TestTraps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		run  func(*house)
	}{
		{"T1 userName is unique in any case", func(h *house) {
			h.addUser("Ana@x.test")
			h.do("POST", "/Users", user("aNA@X.TEST")).wantType(409, uniqueness)
			id := h.addUser("bea@x.test")
			h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","path":"userName","value":"ANA@x.test"}`)).wantType(409, uniqueness)
		}},
		{"T2 attribute names in any case", func(h *house) {
			t := h.T
			r := h.do("POST", "/Users", `{"SCHEMAS":["`+userURN+`"],"USERNAME":"ana@x.test","NAME":{"GIVENNAME":"Ana"},"EXTERNALID":"e"}`).want(201)
			if r.str("userName") != "ana@x.test" || r.str("name/givenName") != "Ana" || r.str("externalId") != "e" {
				t.Errorf("%s", r.raw)
			}
			if r := h.do("GET", "/Users"+query1(`USERNAME EQ "ana@x.test" AND Name.GivenName pr`), "").want(200); r.total() != 1 {
				t.Errorf("%s", r.raw)
			}
		}},
		{"T3 externalId is the client's, never an id", func(h *house) {
			t := h.T
			first := h.addUser("root@x.test")
			r := h.do("POST", "/Users", user("evil@x.test", `"externalId":"1"`)).want(201)
			if r.str("id") == "1" || r.str("id") == first || r.str("externalId") != "1" {
				t.Errorf("%s", r.raw)
			}
			h.do("GET", "/Users/1", "").want(404)
			r = h.do("POST", "/Users", user("evil2@x.test", `"externalId":"`+first+`"`)).want(201)
			if r.str("id") == first {
				t.Error("an externalId became an id")
			}
			if r := h.do("GET", "/Users/"+first, "").want(200); r.str("userName") != "root@x.test" {
				t.Errorf("%s", r.raw)
			}
			other, token := h.directory("Other") // the same externalId elsewhere is someone else
			h.ask("POST", "/scim/v2.0/"+other.ExternalKey+"/Users", user("evil@x.test", `"externalId":"1"`), "Authorization", "Bearer "+token).want(201)
		}},
		{"T4 id is ours and stays", func(h *house) {
			t := h.T
			r := h.do("POST", "/Users", user("ana@x.test", `"id":"mine","meta":{"version":"9"}`)).want(201)
			id := r.str("id")
			if id == "mine" || r.str("meta/version") != etag(1) {
				t.Errorf("%s", r.raw)
			}
			if r := h.do("PUT", "/Users/"+id, user("ana@x.test", `"id":"mine"`)).want(200); r.str("id") != id {
				t.Errorf("%s", r.raw)
			}
			h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","path":"id","value":"mine"}`)).wantType(400, mutability)
			if r := h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","value":{"id":"mine","title":"x"}}`)).want(200); r.str("id") != id || r.str("title") != "x" {
				t.Errorf("%s", r.raw)
			}
		}},
		{"T5 a filter is long or deep only so far", func(h *house) {
			h.do("GET", "/Users"+query1(`userName eq "`+strings.Repeat("x", 5000)+`"`), "").wantType(400, invalidFilter)
			h.do("GET", "/Users"+query1(strings.Repeat("(", 40)+"title pr"+strings.Repeat(")", 40)), "").wantType(400, invalidFilter)
			h.do("GET", "/Users"+query1(`userName eq "a" or 1=1`), "").wantType(400, invalidFilter)
			h.do("GET", "/Users"+query1(`*)(uid=*`), "").wantType(400, invalidFilter)
		}},
		{"T6 an unknown filter is never the whole list", func(h *house) {
			h.addUser("ana@x.test")
			h.addGroup("Staff")
			for _, f := range []string{`shoeSize eq "42"`, `urn:x:y:z eq "1"`, `password pr`} {
				h.do("GET", "/Users"+query1(f), "").wantType(400, invalidFilter)
				h.do("GET", "/Groups"+query1(f), "").wantType(400, invalidFilter)
			}
			h.do("GET", "/Users?filter=", "").wantType(400, invalidFilter)
			h.do("GET", "/Groups"+query1(`userName eq "a"`), "").wantType(400, invalidFilter)
		}},
		{"T7 a stale version is 412", staleVersions},
		{"T8 paging bounds", func(h *house) {
			t := h.T
			for i := range 3 {
				h.addUser(fmt.Sprintf("u%d@x.test", i))
			}
			for query, want := range map[string][3]float64{ // startIndex, itemsPerPage, totalResults
				"startIndex=0": {1, 3, 3}, "startIndex=-5&count=2": {1, 2, 3}, "count=-1": {1, 0, 3}, "count=0": {1, 0, 3},
				"startIndex=3&count=9999": {3, 1, 3}, "startIndex=99": {99, 0, 3},
			} {
				r := h.do("GET", "/Users?"+query, "").want(200)
				if got := [3]float64{r.at("startIndex").(float64), r.at("itemsPerPage").(float64), r.at("totalResults").(float64)}; got != want {
					t.Errorf("%s: %v, want %v", query, got, want)
				}
				if _, ok := r.body["Resources"].([]any); !ok {
					t.Errorf("%s: no Resources: %s", query, r.raw)
				}
			}
			h.do("GET", "/Users?startIndex=abc", "").wantType(400, invalidValue)
			h.do("GET", "/Users?count=99999999999999999999", "").wantType(400, invalidValue)
		}},
		{"T8 count is capped", func(h *house) {
			t := h.T
			for i := range maxCount + 5 {
				h.addGroup(fmt.Sprintf("g%d", i))
			}
			if r := h.do("GET", "/Groups?count=5000", "").want(200); r.at("itemsPerPage") != float64(maxCount) {
				t.Errorf("%v", r.at("itemsPerPage"))
			}
		}},
		{"T9 paging sees each one once while others come", func(h *house) {
			t := h.T
			seen := map[string]int{}
			for i := range 10 {
				h.addUser(fmt.Sprintf("u%d@x.test", i))
			}
			for start := 1; start <= 10; start += 3 {
				r := h.do("GET", fmt.Sprintf("/Users?startIndex=%d&count=3", start), "").want(200)
				for _, v := range r.at("Resources").([]any) {
					seen[v.(map[string]any)["userName"].(string)]++
				}
				h.addUser(fmt.Sprintf("new%d@x.test", start))
			}
			for i := range 10 {
				if n := seen[fmt.Sprintf("u%d@x.test", i)]; n != 1 {
					t.Errorf("u%d was seen %d times", i, n)
				}
			}
		}},
		{"T10 a PATCH is all or nothing", func(h *house) {
			t := h.T
			id := h.addUser("ana@x.test")
			from := h.Here()
			h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","path":"title","value":"Lead"}`, `{"op":"replace","path":"active","value":"False"}`,
				`{"op":"replace","path":"nonsense","value":"x"}`)).wantType(400, invalidPath)
			if r := h.do("GET", "/Users/"+id, "").want(200); r.at("title") != nil || r.at("active") != true || r.header.Get("ETag") != etag(1) {
				t.Errorf("%s", r.raw)
			}
			if told := h.Told(from); told != nil {
				t.Errorf("a refused PATCH made events: %v", told)
			}
		}},
		{"T11 a group's name is unique in any case", func(h *house) {
			h.addGroup("Staff")
			h.do("POST", "/Groups", group("STAFF")).wantType(409, uniqueness)
			id := h.addGroup("Other")
			h.do("PATCH", "/Groups/"+id, patchOp(`{"op":"replace","path":"displayName","value":"staff"}`)).wantType(409, uniqueness)
			h.do("PATCH", "/Groups/"+id, patchOp(`{"op":"replace","path":"displayName","value":"OTHER"}`)).want(204) // its own name
		}},
		{"T12 remove without a path", func(h *house) {
			h.do("PATCH", "/Users/"+h.addUser("ana@x.test"), patchOp(`{"op":"remove"}`)).wantType(400, noTarget)
		}},
		{"T13 a member added twice", func(h *house) {
			t := h.T
			u := h.addUser("ana@x.test")
			g := h.addGroup("Staff", u)
			from := h.Here()
			h.do("PATCH", "/Groups/"+g, patchOp(`{"op":"add","path":"members","value":[{"value":"`+u+`"}]}`)).want(204)
			if told := h.Told(from); told != nil {
				t.Errorf("nothing changed, but there were events: %v", told)
			}
		}},
		{"T14 who comes back is a new directory user, and the same person", func(h *house) {
			t := h.T
			id := h.addUser("ana@x.test", `"externalId":"00u1"`)
			before, _ := h.World.SCIMUser(h.dir.ID, id)
			h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","value":{"active":false}}`)).want(200)
			r := h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","value":{"active":true}}`)).want(200)
			after, _ := h.World.SCIMUser(h.dir.ID, id)
			if r.str("id") != id || after.ID == before.ID || after.IDPID != before.IDPID {
				t.Errorf("SCIM id %s → %s, directory user %s → %s", id, r.str("id"), before.ID, after.ID)
			}
		}},
		{"T15 one primary at most", func(h *house) {
			h.do("POST", "/Users", `{"userName":"ana@x.test","emails":[{"value":"a@x.test","primary":true},{"value":"b@x.test","primary":true}]}`).wantType(400, invalidValue)
		}},
		{"T16 NUL, bidi and 64 kB", func(h *house) {
			t := h.T
			h.do("POST", "/Groups", `{"displayName":"a\u0000b"}`).wantType(400, invalidValue)
			h.do("POST", "/Users", `{"userName":"a\u0000b@x.test"}`).wantType(400, invalidValue)
			bidi := "\u202eevil\u2066"
			if r := h.do("POST", "/Groups", `{"displayName":"`+bidi+`"}`).want(201); r.str("displayName") != bidi {
				t.Errorf("%q", r.str("displayName"))
			}
			long := strings.Repeat("ü", 32<<10)
			if r := h.do("POST", "/Groups", `{"displayName":"`+long+`"}`).want(201); r.str("displayName") != long {
				t.Errorf("%d bytes came back", len(r.str("displayName")))
			}
		}},
		{"T17 inactive means deleted, or updated, as the environment is set", inactivePolicy},
		{"T18 a deleted group takes nothing else along", func(h *house) {
			t := h.T
			u := h.addUser("ana@x.test")
			a, b := h.addGroup("A", u), h.addGroup("B", u)
			from := h.Here()
			h.do("DELETE", "/Groups/"+a, "").want(204)
			if diff := cmp.Diff([]string{"dsync.group.deleted"}, h.Told(from)); diff != "" {
				t.Error(diff)
			}
			if r := h.do("GET", "/Users/"+u, "").want(200); r.str("groups/0/value") != b || r.at("groups/1") != nil || r.at("active") != true {
				t.Errorf("%s", r.raw)
			}
		}},
		{"T19 every route needs this directory's bearer", everyRouteNeedsTheBearer},
		{"a group keeps its name", func(h *house) {
			g := h.addGroup("Staff")
			h.do("PATCH", "/Groups/"+g, patchOp(`{"op":"remove","path":"displayName"}`)).wantType(400, mutability)
			h.do("PATCH", "/Groups/"+g, patchOp(`{"op":"replace","path":"displayName","value":null}`)).wantType(400, invalidValue)
		}},
		{"T20 members change in one go, also at once", func(h *house) {
			t := h.T
			g := h.addGroup("Staff")
			ids := make([]string, 20)
			for i := range ids {
				ids[i] = h.addUser(fmt.Sprintf("u%d@x.test", i))
			}
			var wg sync.WaitGroup
			for _, id := range ids {
				wg.Go(func() {
					h.do("PATCH", "/Groups/"+g, patchOp(`{"op":"add","path":"members","value":[{"value":"`+id+`"}]}`)).want(204)
				})
			}
			wg.Wait()
			slices.Sort(ids)
			if diff := cmp.Diff(ids, h.World.GroupMemberIDs(g)); diff != "" {
				t.Errorf("members were lost: %s", diff)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(newHouse(t))
		})
	}
}

func staleVersions(h *house) {
	t := h.T
	t.Helper()
	r := h.do("POST", "/Users", user("ana@x.test")).want(201)
	id, first := r.str("id"), r.header.Get("ETag")
	if first != r.str("meta/version") || !strings.HasPrefix(first, `W/"`) {
		t.Errorf("ETag %s, meta.version %s", first, r.str("meta/version"))
	}
	h.do("GET", "/Users/"+id, "", "If-None-Match", first).want(304)
	second := h.do("PUT", "/Users/"+id, user("ana@x.test", `"title":"Lead"`), "If-Match", first).want(200).header.Get("ETag")
	for _, method := range []string{"PUT", "PATCH", "DELETE"} {
		h.do(method, "/Users/"+id, map[string]string{
			"PUT": user("ana@x.test"), "PATCH": patchOp(`{"op":"replace","path":"title","value":"x"}`),
		}[method], "If-Match", first).want(412)
	}
	h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","path":"title","value":"x"}`), "If-Match", `"nope", `+second).want(200)
	h.do("DELETE", "/Users/"+id, "", "If-Match", "*").want(204)
	g := h.do("POST", "/Groups", group("Staff")).want(201)
	h.do("PATCH", "/Groups/"+g.str("id"), patchOp(`{"op":"replace","path":"displayName","value":"B"}`), "If-Match", g.header.Get("ETag")).want(204)
	h.do("DELETE", "/Groups/"+g.str("id"), "", "If-Match", g.header.Get("ETag")).want(412)
}

func inactivePolicy(h *house) {
	t := h.T
	t.Helper()
	off := patchOp(`{"op":"replace","value":{"active":false}}`)
	id := h.addUser("ana@x.test")
	from := h.Here()
	h.do("PATCH", "/Users/"+id, off).want(200)
	if diff := cmp.Diff([]string{"dsync.user.deleted"}, h.Told(from)); diff != "" {
		t.Error(diff)
	}
	h.do("POST", "/Users", strings.Replace(user("off@x.test"), `"active":true`, `"active":false`, 1)).wantType(400, invalidValue)
	retain := true
	if _, err := h.World.ChangeSettings(world.SettingsPatch{RetainInactive: &retain}); err != nil {
		t.Fatal(err)
	}
	id = h.addUser("bea@x.test")
	from = h.Here()
	h.do("PATCH", "/Users/"+id, off).want(200)
	if diff := cmp.Diff([]string{"dsync.user.updated"}, h.Told(from)); diff != "" {
		t.Error(diff)
	}
	if u, err := h.World.SCIMUser(h.dir.ID, id); err != nil || u.State != "inactive" {
		t.Errorf("%v %v", u.State, err)
	}
	h.do("POST", "/Users", strings.Replace(user("off@x.test"), `"active":true`, `"active":false`, 1)).want(201)
}

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

func TestWorkOSRulesOfSCIM(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.do("POST", "/Users", `{"userName":"nomail"}`).wantType(400, invalidValue)
	h.do("POST", "/Users", `{"userName":"  ","emails":[{"value":"a@x.test"}]}`).wantType(400, invalidValue)
	h.do("POST", "/Users", `{"emails":[{"value":"a@x.test"}]}`).wantType(400, invalidValue)
	h.addUser("ana@x.test")
	h.do("POST", "/Users", `{"userName":"other","emails":[{"value":"ANA@x.test"}]}`).wantType(409, uniqueness)
	id := h.do("POST", "/Users", `{"userName":"odd","emails":[{"value":"not an address","type":"work"}]}`).want(201).str("id")
	if u, err := h.World.SCIMUser(h.dir.ID, id); err != nil || u.Email != "" {
		t.Errorf("a malformed e-mail became the primary one: %q %v", u.Email, err)
	}
	id = h.do("POST", "/Users", `{"userName":"several","externalId":"00u9","emails":[{"value":"h@x.test","type":"home"},{"value":"w@x.test","type":"work"}],
		"title":"Analyst","userType":"Contractor","urn:example:hr:2.0:User":{"badge":7,"site":"Porto"},
		"`+enterpriseURN+`":{"department":"Finance","division":"EMEA","costCenter":"4","employeeNumber":"77","organization":"N"}}`).want(201).str("id")
	u, err := h.World.SCIMUser(h.dir.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"job_title": "Analyst", "employee_type": "Contractor", "department_name": "Finance", "division_name": "EMEA", "cost_center_name": "4",
		"employee_number": "77", "organization": "N", "username": "several", "badge": 7.0, "site": "Porto",
	}
	if diff := cmp.Diff(want, u.CustomAttributes); diff != "" {
		t.Error(diff)
	}
	if u.Email != "w@x.test" || u.IDPID != "00u9" {
		t.Errorf("e-mail %s, idp id %s", u.Email, u.IDPID)
	}
	g := h.do("POST", "/Groups", group("Staff", id, "nobody")).want(201)
	if g.str("members/0/value") != id || g.at("members/1") != nil {
		t.Errorf("unknown members are dropped: %s", g.raw)
	}
	h.do("POST", "/Groups", `{"displayName":""}`).wantType(400, invalidValue)
	h.do("POST", "/Groups", `{"displayName":"X","externalId":"g1"}`).want(201)
	h.do("POST", "/Groups", `{"displayName":"Y","externalId":"g1"}`).wantType(409, uniqueness)
	h.do("POST", "/Users", user("big@x.test", `"nickName":"`+strings.Repeat("x", maxBody)+`"`)).want(413)
}

func TestProtocol(t *testing.T) {
	t.Parallel()
	t.Run("405", func(t *testing.T) {
		t.Parallel()
		h, id := peopled(t)
		for route, allow := range map[string]string{
			"DELETE /Users": "GET, POST", "POST /Users/" + id: "DELETE, GET, PATCH, PUT", "POST /Schemas": "GET", "PUT /ServiceProviderConfig": "GET",
			"GET /.search": "POST", "GET /Users/.search": "POST", "PATCH /ResourceTypes": "GET",
		} {
			method, path, _ := strings.Cut(route, " ")
			if r := h.do(method, path, "{}").want(405); r.header.Get("Allow") != allow {
				t.Errorf("%s: Allow %q, want %q", route, r.header.Get("Allow"), allow)
			}
		}
	})
	t.Run("404", func(t *testing.T) {
		t.Parallel()
		h, id := peopled(t)
		for _, path := range []string{"/", "/x", "/Users/x/y", "/Schemas/urn:x", "/ResourceTypes/Thing", "/Users/" + id + "/x", "/ServiceProviderConfig/x"} {
			h.do("GET", path, "").want(404)
		}
		for _, method := range []string{"PUT", "PATCH", "DELETE"} {
			h.do(method, "/Users/nobody", patchOp(`{"op":"replace","path":"title","value":"x"}`)).want(404)
			h.do(method, "/Groups/nobody", patchOp(`{"op":"replace","path":"displayName","value":"x"}`)).want(404)
		}
	})
	t.Run("bad bodies", func(t *testing.T) {
		t.Parallel()
		h, _ := peopled(t)
		for _, body := range []string{"", "[]", "null", "{", `{"userName":"a"}{}`, `{"schemas":["urn:x"],"userName":"a@x.test"}`, strings.Repeat(`{"a":`, 20000)} {
			h.do("POST", "/Users", body, "Content-Type", "application/json").wantType(400, invalidSyntax)
		}
		h.do("POST", "/Users", user("b@x.test"), "Content-Type", "text/plain").want(415)
	})
	t.Run("discovery", func(t *testing.T) {
		t.Parallel()
		h, _ := peopled(t)
		r := h.do("GET", "/ServiceProviderConfig", "").want(200)
		for _, path := range []string{"patch/supported", "filter/supported", "etag/supported"} {
			if r.at(path) != true {
				t.Errorf("%s is %v", path, r.at(path))
			}
		}
		for _, urn := range []string{userURN, enterpriseURN, groupURN} {
			if r := h.do("GET", "/Schemas/"+urn, "").want(200); r.str("id") != urn {
				t.Errorf("%s", clip(r.raw))
			}
		}
		if r := h.do("GET", "/ResourceTypes/User", "").want(200); r.str("endpoint") != "/Users" || r.str("schemaExtensions/0/schema") != enterpriseURN {
			t.Errorf("%s", r.raw)
		}
		h.do("GET", "/Schemas"+query1(`id eq "x"`), "").want(403)
	})
	t.Run("attributes", func(t *testing.T) {
		t.Parallel()
		h, id := peopled(t)
		r := h.do("GET", "/Users/"+id+"?attributes=userName,name.givenName,EMAILS.value", "").want(200)
		want := map[string]any{"schemas": []any{userURN}, "id": id, "userName": "ana@x.test", "name": map[string]any{"givenName": "Ana"}, "emails": []any{map[string]any{"value": "ana@x.test"}}}
		if diff := cmp.Diff(want, r.body); diff != "" {
			t.Error(diff)
		}
		r = h.do("GET", "/Users?excludedAttributes=emails,name.familyName,meta,id", "").want(200)
		if r.at("Resources/0/emails") != nil || r.at("Resources/0/meta") != nil || r.str("Resources/0/name/givenName") != "Ana" ||
			r.at("Resources/0/name/familyName") != nil || r.str("Resources/0/id") != id {
			t.Errorf("%s", r.raw)
		}
		h.do("GET", "/Users?attributes=id&excludedAttributes=name", "").wantType(400, invalidValue)
	})
	t.Run("search", func(t *testing.T) {
		t.Parallel()
		h, id := peopled(t)
		h.addGroup("Staff", id)
		body := `{"schemas":["` + searchURN + `"],"attributes":["displayName","userName"],"filter":"userName sw \"ana\"","startIndex":1,"count":10}`
		for _, path := range []string{"/.search", "/Users/.search"} {
			if r := h.do("POST", path, body).want(200); r.total() != 1 || r.str("Resources/0/userName") != "ana@x.test" || r.at("Resources/0/emails") != nil {
				t.Errorf("%s: %s", path, r.raw)
			}
		}
		h.do("POST", "/Groups/.search", body).wantType(400, invalidFilter)
		if r := h.do("POST", "/.search", `{"filter":"meta.resourceType pr"}`).want(200); r.total() != 2 {
			t.Errorf("%s", r.raw)
		}
		if r := h.do("GET", "/Users"+query1(`groups.display eq "staff"`), "").want(200); r.total() != 1 {
			t.Errorf("by group: %s", r.raw)
		}
	})
	t.Run("501", func(t *testing.T) {
		t.Parallel()
		h, _ := peopled(t)
		h.do("GET", "/Me", "").want(501)
	})
}

// peopled is a house with one person, and her id.
func peopled(t *testing.T) (*house, string) {
	t.Helper()
	h := newHouse(t)
	return h, h.addUser("ana@x.test")
}

// TestEventsOfADay tells which events a push makes, and that a change of nothing
// makes none.
func TestEventsOfADay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	from := h.Here()
	u := h.addUser("ana@x.test")
	g := h.addGroup("Staff", u)
	h.do("PUT", "/Users/"+u, user("ana@x.test")).want(200)
	h.do("PATCH", "/Users/"+u, patchOp(`{"op":"replace","path":"title","value":"Lead"}`)).want(200)
	h.do("PATCH", "/Users/"+u, patchOp(`{"op":"replace","path":"title","value":"Lead"}`)).want(200)
	h.do("PATCH", "/Groups/"+g, patchOp(`{"op":"replace","value":{"id":"`+g+`","displayName":"People"}}`)).want(204)
	h.do("PATCH", "/Groups/"+g, patchOp(`{"op":"remove","path":"members[value eq \"`+u+`\"]"}`)).want(204)
	h.do("PUT", "/Groups/"+g, group("People", u)).want(200)
	h.do("DELETE", "/Users/"+u, "").want(204)
	h.do("DELETE", "/Groups/"+g, "").want(204)
	want := []string{
		"dsync.user.created", "dsync.group.created", "dsync.group.user_added", "dsync.user.updated", "dsync.group.updated",
		"dsync.group.user_removed", "dsync.group.user_added", "dsync.user.deleted", "dsync.group.deleted",
	}
	if diff := cmp.Diff(want, h.Told(from)); diff != "" {
		t.Error(diff)
	}
}

// TestAnotherPrimaryAddress makes an address that is known the primary one: it is
// the person's e-mail from then on, and the product is told.
func TestAnotherPrimaryAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.do("POST", "/Users", `{"userName":"ana","emails":[{"value":"w@x.test","type":"work","primary":true},{"value":"h@x.test","type":"home"}]}`).want(201).str("id")
	from := h.Here()
	r := h.do("PATCH", "/Users/"+id, patchOp(`{"op":"add","path":"emails","value":[{"value":"h@x.test","type":"home","primary":true}]}`)).want(200)
	if r.at("emails/0/primary") != false || r.at("emails/1/primary") != true {
		t.Errorf("%s", r.raw)
	}
	told := h.World.EventLog(from)
	if len(told) != 1 || told[0].Name != "dsync.user.updated" {
		t.Fatalf("%v", h.Told(from))
	}
	var event struct {
		Data struct {
			Email    string         `json:"email"`
			Previous map[string]any `json:"previous_attributes"`
		} `json:"data"`
	}
	if err := json.Unmarshal(told[0].Body, &event); err != nil || event.Data.Email != "h@x.test" || event.Data.Previous["email"] != "w@x.test" {
		t.Errorf("%v %s", err, told[0].Body)
	}
}

// TestAPersonChangedElsewhere is the console renaming somebody SCIM has pushed.
func TestAPersonChangedElsewhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.addUser("ana@x.test", `"nickName":"A"`)
	u, err := h.World.SCIMUser(h.dir.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.World.ReplaceDirectoryUser(h.dir.ID, id, 0, world.DirectoryUserInput{
		UserName: u.UserName, Email: "renamed@x.test", FirstName: "Bea", LastName: u.LastName, Active: true, SCIM: u.SCIM,
	})
	if err != nil {
		t.Fatal(err)
	}
	r := h.do("GET", "/Users/"+id, "").want(200)
	if r.str("name/givenName") != "Bea" || r.str("emails/0/value") != "renamed@x.test" || r.str("nickName") != "A" {
		t.Errorf("%s", r.raw)
	}
}

// TestTheConsoleChangesOnlyWhatItWasAskedTo holds a change of the console's
// against what the SCIM client has sent: the rest of the resource stays.
func TestTheConsoleChangesOnlyWhatItWasAskedTo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.do("POST", "/Users", `{"userName":"noor","nickName":"N","title":"Planner","phoneNumbers":[{"type":"mobile","value":"+1"}],
		"name":{"givenName":"Noor","familyName":"Berg","honorificPrefix":"Dr"},
		"emails":[{"value":"noor@x.test","type":"work","primary":true},{"value":"noor@home.test","type":"home"}],
		"`+enterpriseURN+`":{"department":"Travel","costCenter":"4"},"urn:example:hr:2.0:User":{"badge":7,"employee_type":["a","b"]}}`).want(201).str("id")
	u, err := h.World.SCIMUser(h.dir.ID, id)
	h.Must(err)
	p, err := h.World.AdoptPerson(u.ID)
	h.Must(err)
	h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","path":"name.familyName","value":"van der Berg"}`)).want(200)
	before := h.do("GET", "/Users/"+id, "").want(200)
	from := h.Here()
	title, department := "Head of Travel", ""
	_, err = h.World.UpdatePerson(p.ID, world.PersonChange{JobTitle: &title, Department: &department})
	h.Must(err)
	want := before.body
	want["title"] = title
	want[enterpriseURN] = map[string]any{"costCenter": "4"}
	got := h.do("GET", "/Users/"+id, "").want(200).body
	delete(want, "meta")
	delete(got, "meta")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"dsync.user.updated"}, h.Told(from)); diff != "" {
		t.Error(diff)
	}
	h.Must(func() error {
		email := "noor@elsewhere.test"
		_, err := h.World.UpdatePerson(p.ID, world.PersonChange{Email: &email})
		return err
	}())
	if r := h.do("GET", "/Users"+query1(`userName eq "noor"`), "").want(200); r.total() != 1 || r.str("Resources/0/emails/0/value") != "noor@elsewhere.test" ||
		r.str("Resources/0/emails/1/value") != "noor@home.test" {
		t.Errorf("%s", r.raw)
	}
}
