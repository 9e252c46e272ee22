package scim

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"memberpulse/server/sandbox/world"
)

// house is one directory with its SCIM server, as an identity provider sees it.
type house struct {
	t     *testing.T
	world *world.World
	mux   *http.ServeMux
	dir   world.Directory
	token string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	w, err := world.Open("", func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &house{t: t, world: w, mux: http.NewServeMux()}
	New(w, slog.New(slog.DiscardHandler)).Routes(h.mux)
	h.dir, h.token = h.directory("Northwind")
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) directory(name string) (world.Directory, string) {
	h.t.Helper()
	o, err := h.world.CreateOrganization(world.OrganizationInput{Name: name})
	if err != nil {
		h.t.Fatal(err)
	}
	d, token, err := h.world.CreateDirectory(world.DirectoryInput{OrganizationID: o.ID, Type: "okta scim v2.0"})
	if err != nil {
		h.t.Fatal(err)
	}
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
	h.t.Helper()
	return h.ask(method, "/scim/v2.0/"+h.dir.ExternalKey+path, body, append([]string{"Authorization", "Bearer " + h.token}, headers...)...)
}

func (h *house) ask(method, path, body string, headers ...string) *reply {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), method, "http://sandbox.test"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/scim+json; charset=utf-8")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	h.mux.ServeHTTP(rec, r)
	res := rec.Result()
	defer func() { _ = res.Body.Close() }() // a recorder's body closes without fail
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	out := &reply{t: h.t, status: res.StatusCode, header: res.Header, raw: string(raw)}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &out.body); err != nil {
			h.t.Fatalf("%s %s answered no JSON: %s", method, path, raw)
		}
		if ct := res.Header.Get("Content-Type"); !strings.HasPrefix(ct, "application/scim+json") {
			h.t.Errorf("%s %s answered %s", method, path, ct)
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
	h.t.Helper()
	return h.do("POST", "/Users", user(name, more...)).want(201).str("id")
}

func (h *house) addGroup(name string, members ...string) string {
	h.t.Helper()
	return h.do("POST", "/Groups", group(name, members...)).want(201).str("id")
}

// told are the names of the events since a place in the log, and that place's next.
func (h *house) told(from int) []string {
	var out []string
	for _, e := range h.world.EventLog(from) {
		out = append(out, e.Name)
	}
	return out
}

func (h *house) here() int { return len(h.world.EventLog(0)) }

func query1(filter string) string {
	return "?filter=" + strings.NewReplacer(" ", "%20", `"`, "%22", "[", "%5B", "]", "%5D", "+", "%2B", "&", "%26").Replace(filter)
}
