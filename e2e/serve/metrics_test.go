package serve

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"memberpulse/e2e/program"
	"memberpulse/server/workos"
	"memberpulse/shared"
	"memberpulse/shared/api"
)

// field is a running program with an organization of one person, who can sign in.
type field struct {
	*program.Parts
	ops, org, person, email string
	platform                string // an API key
}

func newField(t *testing.T) *field {
	t.Helper()
	f := &field{ops: program.FreeAddr(t), email: "ana@field.example"}
	f.Parts = program.StartParts(t, "MEMBERPULSE_OPS_ADDR="+f.ops)
	f.org = f.make(t, "organizations", map[string]any{"name": "Field", "domains": []string{"field.example"}})
	f.make(t, "connections", map[string]any{"organization_id": f.org, "type": "OktaSAML", "name": "Okta"})
	directory := f.make(t, "directories", map[string]any{"organization_id": f.org, "type": "okta scim v2.0", "name": "Okta"})
	f.person = f.make(t, "people", map[string]any{"directory_id": directory, "email": f.email, "groups": []string{"MemberPulse Admins"}})
	f.Sandbox.Call(t, "PUT", "/_sandbox/settings", map[string]any{"auto_sign_in": true}, nil)
	f.platform = program.APIKey(t, f.Env(), "ROLE_PLATFORM_ADMIN", "")
	program.Until(t, "the organization is known", time.Minute, func() bool {
		return f.get(t, http.DefaultClient, "/api/organizations/"+f.org, f.platform, nil).status == http.StatusOK
	})
	return f
}

func (f *field) make(t *testing.T, what string, in map[string]any) string {
	t.Helper()
	var out struct {
		ID string `json:"id"`
	}
	f.Sandbox.Call(t, "POST", "/_sandbox/"+what, in, &out)
	return out.ID
}

// signIn goes through the identity provider and back, and tells where that ended.
func (f *field) signIn(t *testing.T, email string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return f.get(t, &http.Client{Jar: jar}, "/auth/sso?email="+url.QueryEscape(email), "", nil).at
}

// comeBackRefused begins a sign-in and comes back with what an identity provider says of somebody whom it does not let in.
func (f *field) comeBackRefused(t *testing.T) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	there, err := url.Parse(f.get(t, client, "/auth/sso?email="+url.QueryEscape(f.email), "", nil).location)
	if err != nil {
		t.Fatal(err)
	}
	f.get(t, client, "/auth/callback/workos?error=access_denied&state="+url.QueryEscape(there.Query().Get("state")), "", nil)
}

// answer is what was answered, and where that was.
type answer struct {
	status       int
	at, location string
}

// get asks; what is streamed stays open until the test ends.
func (f *field) get(t *testing.T, client *http.Client, path, key string, header map[string]string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return answer{status: resp.StatusCode, at: resp.Request.URL.String(), location: resp.Header.Get("Location")}
}

// deliver posts a webhook as WorkOS would, signed with secret unless it is empty.
func (f *field) deliver(ctx context.Context, body, secret string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.URL+"/webhooks/workos", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if secret != "" {
		req.Header.Set(workos.SignatureHeader, workos.SignatureOf([]byte(body), secret, time.Now()))
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, err
}

// secret is the one that the server was given.
func (f *field) secret(t *testing.T) string {
	t.Helper()
	for _, kv := range f.Env() {
		if value, ok := strings.CutPrefix(kv, "WORKOS_WEBHOOK_SECRET="); ok {
			return value
		}
	}
	t.Fatal("the server has no webhook secret")
	return ""
}

// figures are the lines that the operator's address shows.
func (f *field) figures(t *testing.T) (map[string]float64, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+f.ops+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for line := range strings.Lines(string(raw)) {
		at := strings.LastIndexByte(line, ' ')
		if value, err := strconv.ParseFloat(strings.TrimSpace(line[at+1:]), 64); err == nil && line[0] != '#' {
			out[line[:at]] = value
		}
	}
	return out, string(raw)
}

func TestEveryFigureIsFed(t *testing.T) {
	f := newField(t)
	tenant := program.APIKey(t, f.Env(), "ROLE_CLIENT_ADMIN", f.org)
	f.awaitAdmin(t, tenant) // a browser may not try without end
	program.Until(t, "the admin can sign in", time.Minute, func() bool { return strings.HasPrefix(f.signIn(t, f.email), f.URL+"/") && f.signedIn(t) })
	f.comeBackRefused(t)

	// Another's organization, nobody at all, a rank too low.
	f.get(t, http.DefaultClient, "/api/members?organization_id=org_other", tenant, nil)
	f.get(t, http.DefaultClient, "/api/members", "", nil)
	f.get(t, http.DefaultClient, "/api/api-keys", tenant, nil)

	// Webhooks of a stranger, of no one, twice, and one that says not whose it is.
	event := `{"id":"event_%s","event":"dsync.user.updated","created_at":"2026-11-20T09:00:00.000Z","data":{"directory_id":"directory_01","organization_id":"` + f.org + `"}}`
	for body, secret := range map[string]string{fmt.Sprintf(event, "a"): "a stranger's secret, long", fmt.Sprintf(event, "b"): ""} {
		if status, err := f.deliver(t.Context(), body, secret); err != nil || status != http.StatusUnauthorized {
			t.Errorf("a webhook nobody signed: %d, %v", status, err)
		}
	}
	dead := strings.Replace(fmt.Sprintf(event, "dead"), "directory_01", f.directory(t), 1)
	for range 2 {
		if status, err := f.deliver(t.Context(), dead, f.secret(t)); err != nil || status != http.StatusOK {
			t.Errorf("a signed webhook: %d, %v", status, err)
		}
	}

	// A screen that was somewhere nobody knows.
	f.get(t, http.DefaultClient, "/api/live?topics=log&organization_id="+f.org, f.platform, map[string]string{"Last-Event-ID": "999999999"})
	// Who signed in leaves.
	f.Sandbox.Call(t, "DELETE", "/_sandbox/people/"+f.person, nil, nil)

	var text string
	atLeastOne := []string{
		`webhook_received_total{result="stored"}`, `webhook_received_total{result="bad_signature"}`,
		`webhook_verify_failures_total{reason="signature_mismatch"}`, `webhook_verify_failures_total{reason="signature_missing"}`,
		"webhook_skew_ms_count", "apply_seconds_count", `apply_conflicts_total{kind="dup"}`, "inbox_quarantined",
		"deprovision_lockout_seconds_count", "sse_clients", "sse_resync_total", `workos_requests_total{code="200"}`,
		`login_total{result="succeeded"}`, `login_total{result="refused"}`, `authz_denied_total{reason="signed_out"}`,
		`authz_denied_total{reason="capability_missing"}`, "cross_org_attempts_total", `http_requests_total{route="POST /webhooks/workos",status="200"}`,
	}
	var missing []string
	t.Cleanup(func() {
		if len(missing) > 0 {
			t.Logf("never fed: %s", strings.Join(missing, ", "))
		}
	})
	program.Until(t, "every figure is fed", time.Minute, func() bool {
		var got map[string]float64
		got, text = f.figures(t)
		missing = missing[:0]
		for _, name := range atLeastOne {
			if got[name] < 1 {
				missing = append(missing, name)
			}
		}
		return len(missing) == 0
	})
	got, _ := f.figures(t)
	for _, name := range []string{
		"inbox_depth", "inbox_oldest_seconds", "events_cursor_lag_seconds", "events_recovered_total", "sse_dropped_total",
		"secret_decrypt_failures_total", "panics_total", "db_pool_wait_seconds",
	} {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
	if lag := got["events_cursor_lag_seconds"]; lag <= 0 || lag > 60 {
		t.Errorf("the Events API was read to its end %v s ago", lag)
	}
	if named := regexp.MustCompile(`(?m)^[a-z_]+\{[^}]*"[^"]*(org|directory|directory_user|member|user|conn)_[0-9A-Z]{8,}`).FindString(text); named != "" {
		t.Errorf("a figure names somebody: %s", named)
	}
}

func (f *field) directory(t *testing.T) string {
	t.Helper()
	var list struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	f.Sandbox.Call(t, "GET", "/directories?organization_id="+f.org, nil, &list)
	if len(list.Data) == 0 {
		t.Fatal("there is no directory")
	}
	return list.Data[0].ID
}

// awaitAdmin waits until the admin and the connection are known. It asks for one after the other: a key may ask a hundred
// times a second.
func (f *field) awaitAdmin(t *testing.T, key string) {
	t.Helper()
	client := program.Keyed(f.URL, key)
	program.Until(t, "the admin is known", time.Minute, func() bool {
		admins, err := client.Members(t.Context(), api.Page{}, api.MemberFilter{Role: string(shared.RoleClientAdmin)})
		if err != nil {
			t.Fatal(err)
		}
		return len(admins.Data) > 0
	})
	program.Until(t, "the connection is known", time.Minute, func() bool {
		connections, err := client.Connections(t.Context(), api.Page{})
		if err != nil {
			t.Fatal(err)
		}
		return len(connections.Data) > 0 && connections.Data[0].State == "active"
	})
}

// signedIn tells by the figures, since a refusal ends at a page of ours too.
func (f *field) signedIn(t *testing.T) bool {
	t.Helper()
	got, _ := f.figures(t)
	return got[`login_total{result="succeeded"}`] >= 1
}
