package scim

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"memberpulse/server/sandbox/sandboxtest"
	"memberpulse/server/sandbox/world"
)

// house is one directory with its SCIM server, as an identity provider sees it.
type house struct {
	*sandboxtest.House
	dir   world.Directory
	token string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{House: sandboxtest.New(t)}
	New(h.World, h.Log).Routes(h.Mux)
	h.dir, h.token = h.directory("Northwind")
	return h
}

func (h *house) directory(name string) (world.Directory, string) {
	h.T.Helper()
	o, err := h.World.CreateOrganization(world.OrganizationInput{Name: name})
	h.Must(err)
	d, token, err := h.World.CreateDirectory(world.DirectoryInput{OrganizationID: o.ID, Type: "okta scim v2.0"})
	h.Must(err)
	return d, token
}

// reply is what came back.
type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   map[string]any
	raw    string
}

// do asks the directory; headers come in pairs.
func (h *house) do(method, path, body string, headers ...string) *reply {
	h.T.Helper()
	return h.ask(method, "/scim/v2.0/"+h.dir.ExternalKey+path, body, append([]string{"Authorization", "Bearer " + h.token}, headers...)...)
}

func (h *house) ask(method, path, body string, headers ...string) *reply {
	h.T.Helper()
	res := h.Ask(method, path, body, func(r *http.Request) {
		if body != "" {
			r.Header.Set("Content-Type", "application/scim+json; charset=utf-8")
		}
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
	})
	out := &reply{t: h.T, status: res.Status, header: res.Header, raw: res.Body}
	if res.Body != "" {
		if err := json.Unmarshal([]byte(res.Body), &out.body); err != nil {
			h.T.Fatalf("%s %s answered no JSON: %s", method, path, res.Body)
		}
		if ct := res.Header.Get("Content-Type"); !strings.HasPrefix(ct, "application/scim+json") {
			h.T.Errorf("%s %s answered %s", method, path, ct)
		}
	}
	return out
}

// want checks the status, and of an error its schema.
func (r *reply) want(status int) *reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d: %s", r.status, status, clip(r.raw))
	}
	if status >= 400 {
		schemas, _ := r.body["schemas"].([]any)
		if len(schemas) != 1 || schemas[0] != errorURN || r.body["status"] != itoa(status) || r.str("detail") == "" {
			r.t.Errorf("not the Error schema: %s", r.raw)
		}
	}
	return r
}

func (r *reply) wantType(status int, scimType string) {
	r.t.Helper()
	r.want(status)
	if r.body["scimType"] != scimType {
		r.t.Errorf("scimType %v, want %s: %s", r.body["scimType"], scimType, r.raw)
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// at walks into the body: names and list places, dotted.
func (r *reply) at(path string) any {
	var v any = r.body
	for _, part := range strings.Split(path, "/") {
		switch in := v.(type) {
		case map[string]any:
			v = in[part]
		case []any:
			i := int(part[0] - '0')
			if i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

func (r *reply) str(path string) string {
	s, _ := r.at(path).(string)
	return s
}

func (r *reply) total() int {
	n, ok := r.at("totalResults").(float64)
	if !ok {
		r.t.Fatalf("no totalResults: %s", r.raw)
	}
	return int(n)
}

func user(name string, more ...string) string {
	return `{"schemas":["` + userURN + `"],"userName":"` + name + `","active":true,"name":{"givenName":"Ana","familyName":"Silva"},` +
		`"emails":[{"primary":true,"type":"work","value":"` + name + `"}]` + strings.Join(append([]string{""}, more...), ",") + `}`
}

func group(name string, members ...string) string {
	list := make([]string, len(members))
	for i, m := range members {
		list[i] = `{"value":"` + m + `"}`
	}
	return `{"schemas":["` + groupURN + `"],"displayName":"` + name + `","members":[` + strings.Join(list, ",") + `]}`
}

func patchOp(ops ...string) string {
	return `{"schemas":["` + patchURN + `"],"Operations":[` + strings.Join(ops, ",") + `]}`
}

func (h *house) addUser(name string, more ...string) string {
	h.T.Helper()
	return h.do("POST", "/Users", user(name, more...)).want(201).str("id")
}

func (h *house) addGroup(name string, members ...string) string {
	h.T.Helper()
	return h.do("POST", "/Groups", group(name, members...)).want(201).str("id")
}

func query1(filter string) string {
	return "?filter=" + strings.NewReplacer(" ", "%20", `"`, "%22", "[", "%5B", "]", "%5D", "+", "%2B", "&", "%26").Replace(filter)
}
