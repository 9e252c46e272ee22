package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"memberpulse/server/sandbox"
)

// look sends a request as a browser does, without the key, and does not follow a redirect.
func (r *running) look(path string) (status int, location string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Location")
}

func TestEveryPartOfTheSandboxIsServed(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{Seed: true})
	s := r.box.Seeded()
	link := r.must("POST", "/portal/generate_link", fmt.Sprintf(`{"organization":%q,"intent":"sso"}`, s.OrganizationID))["link"].(string)
	status, to := r.look(strings.TrimPrefix(link, r.url))
	if status/100 != 3 || !strings.Contains(to, "/portal/") {
		t.Errorf("the portal's link answers %d %q", status, to)
	}
	if status, _ := r.look(to); status != http.StatusOK && status/100 != 3 {
		t.Errorf("the portal answers %d", status)
	}
	if status, to := r.look("/sso/authorize?response_type=code&client_id=client_sandbox&connection=" + s.ConnectionID + "&redirect_uri=https://evil.example/"); to != "" || status/100 != 4 {
		t.Errorf("an unknown redirect URI answers %d %q", status, to)
	}
	anywhereHere := "/sso/authorize?response_type=code&client_id=client_sandbox&connection=" + s.ConnectionID + "&redirect_uri=http://127.0.0.1:2/any"
	if status, to := r.look(anywhereHere); status != http.StatusFound || to == "" {
		t.Errorf("before a redirect URI is registered, one on this machine answers %d %q", status, to)
	}
	r.must("POST", "/user_management/redirect_uris", `{"uri":"http://127.0.0.1:1/callback"}`)
	if status, to := r.look(anywhereHere); to != "" || status/100 != 4 {
		t.Errorf("beside a registered redirect URI, another answers %d %q", status, to)
	}
	if status, to := r.look("/sso/authorize?response_type=code&client_id=client_sandbox&connection=" + s.ConnectionID + "&redirect_uri=http://127.0.0.1:1/callback"); status != http.StatusFound || to == "" {
		t.Errorf("a sign-in begins with %d %q", status, to)
	}
	if status, _ := r.look("/directories/" + s.DirectoryID + "/scim/v2/Users"); status != http.StatusUnauthorized {
		t.Errorf("SCIM without a token answers %d", status)
	}
	if status, to := r.look("/"); status != http.StatusSeeOther || to != "/_sandbox/" {
		t.Errorf("the front door answers %d %q", status, to)
	}
	if status, _ := r.look("/_sandbox/"); status != http.StatusOK && status != http.StatusUnauthorized && status/100 != 3 {
		t.Errorf("the console answers %d", status)
	}
	if status, _ := r.look("/_sandbox/nothing"); status != http.StatusNotFound {
		t.Errorf("an unknown path answers %d", status)
	}
}
