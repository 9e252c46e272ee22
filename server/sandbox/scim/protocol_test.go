package scim

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAMethodThatARouteHasNotIsNamedWithThoseItHas(t *testing.T) {
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
}

func TestWhatIsNotThereIs404(t *testing.T) {
	t.Parallel()
	h, id := peopled(t)
	for _, path := range []string{"/", "/x", "/Users/x/y", "/Schemas/urn:x", "/ResourceTypes/Thing", "/Users/" + id + "/x", "/ServiceProviderConfig/x"} {
		h.do("GET", path, "").want(404)
	}
	for _, method := range []string{"PUT", "PATCH", "DELETE"} {
		h.do(method, "/Users/nobody", patchOp(`{"op":"replace","path":"title","value":"x"}`)).want(404)
		h.do(method, "/Groups/nobody", patchOp(`{"op":"replace","path":"displayName","value":"x"}`)).want(404)
	}
}

func TestABodyThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	h, _ := peopled(t)
	for _, body := range []string{"", "[]", "null", "{", `{"userName":"a"}{}`, `{"schemas":["urn:x"],"userName":"a@x.test"}`, strings.Repeat(`{"a":`, 20000)} {
		h.do("POST", "/Users", body, "Content-Type", "application/json").wantType(400, invalidSyntax)
	}
	h.do("POST", "/Users", user("b@x.test"), "Content-Type", "text/plain").want(415)
}

func TestTheServerTellsWhatItCan(t *testing.T) {
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
}

func TestAnAnswerShowsTheAttributesAskedFor(t *testing.T) {
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
}

func TestASearchIsAListByPOST(t *testing.T) {
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
}

func TestMeIsNotOffered(t *testing.T) {
	t.Parallel()
	h, _ := peopled(t)
	h.do("GET", "/Me", "").want(501)
}

// peopled is a house with one person, and her id.
func peopled(t *testing.T) (*house, string) {
	t.Helper()
	h := newHouse(t)
	return h, h.addUser("ana@x.test")
}
