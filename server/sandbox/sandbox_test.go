package sandbox_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"memberpulse/server/sandbox"
)

// frozen is a clock that moves only when the control API moves it.
func frozen() func() time.Time {
	at := time.Date(2026, time.November, 20, 9, 15, 30, 0, time.UTC)
	return func() time.Time { return at }
}

// client leaves no socket open behind a request: one that a client keeps, or has opened ahead, is waited for by a stop.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// running is a stand-in behind a listener, with a client for it.
type running struct {
	t   *testing.T
	box *sandbox.Sandbox
	url string
}

func start(t *testing.T, c sandbox.Config) *running {
	t.Helper()
	box, err := sandbox.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return serve(t, box)
}

// serve puts a stand-in behind a listener.
func serve(t *testing.T, box *sandbox.Sandbox) *running {
	t.Helper()
	server := httptest.NewServer(box.Handler())
	box.SetURL(server.URL)
	t.Cleanup(server.Close)
	return &running{t, box, server.URL}
}

// call sends a request with the API key and gives the status and the decoded answer.
func (r *running) call(method, path, body string) (int, map[string]any) {
	r.t.Helper()
	status, raw := r.raw(method, path, body)
	var out map[string]any
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &out); err != nil {
			r.t.Fatalf("%s %s: %v: %s", method, path, err, raw)
		}
	}
	return status, out
}

func (r *running) raw(method, path, body string) (int, []byte) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+sandbox.DefaultAPIKey)
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req) //nolint:gosec,nolintlint // our own server; whether gosec sees it depends on what is linted beside
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, raw
}

// must is call, for what has to work.
func (r *running) must(method, path, body string) map[string]any {
	r.t.Helper()
	status, out := r.call(method, path, body)
	if status >= 300 {
		r.t.Fatalf("%s %s: %d %v", method, path, status, out)
	}
	return out
}

func (r *running) idle() map[string]any {
	r.t.Helper()
	out := r.must("GET", "/_sandbox/idle?wait=120", "")
	if out["idle"] != true {
		r.t.Fatalf("not idle: %v", out)
	}
	return out
}

// receiver is a webhook endpoint that keeps what it gets.
type receiver struct {
	mu     sync.Mutex
	status int
	got    []delivery
	server *httptest.Server
}

type delivery struct {
	signature string
	body      string
	name, id  string
}

func receive(t *testing.T) *receiver {
	t.Helper()
	rc := &receiver{status: http.StatusOK}
	rc.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var e struct {
			ID    string `json:"id"`
			Event string `json:"event"`
		}
		_ = json.Unmarshal(body, &e)
		rc.mu.Lock()
		defer rc.mu.Unlock()
		rc.got = append(rc.got, delivery{r.Header.Get("WorkOS-Signature"), string(body), e.Event, e.ID})
		w.WriteHeader(rc.status)
	}))
	t.Cleanup(rc.server.Close)
	return rc
}

func (rc *receiver) all() []delivery {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	return append([]delivery{}, rc.got...)
}

func (rc *receiver) answer(status int) {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	rc.status = status
}

const dsync = `"dsync.activated","dsync.deleted","dsync.user.created","dsync.user.updated","dsync.user.deleted","dsync.group.created","dsync.group.updated","dsync.group.deleted","dsync.group.user_added","dsync.group.user_removed"`

func (r *running) subscribe(rc *receiver) (secret string) {
	r.t.Helper()
	out := r.must("POST", "/webhook_endpoints", fmt.Sprintf(`{"endpoint_url":%q,"events":[%s]}`, rc.server.URL, dsync))
	return out["secret"].(string)
}

// directory makes an organization with a directory.
func (r *running) directory() string {
	r.t.Helper()
	o := r.must("POST", "/_sandbox/organizations", `{"name":"Northwind","domains":["northwind.example"]}`)
	d := r.must("POST", "/_sandbox/directories", fmt.Sprintf(`{"organization_id":%q,"type":"okta scim v2.0"}`, o["id"]))
	if d["scim_token"] == "" || d["scim_endpoint"] != r.url+"/directories/"+d["id"].(string)+"/scim/v2" {
		r.t.Fatalf("directory = %v", d)
	}
	return d["id"].(string)
}

func TestAPersonPushedToADirectoryIsDeliveredSigned(t *testing.T) {
	t.Parallel()
	r := start(t, sandbox.Config{})
	directory := r.directory()
	rc := receive(t)
	secret := r.subscribe(rc)
	p := r.must("POST", "/_sandbox/people", fmt.Sprintf(`{"directory_id":%q,"email":"ana@northwind.example","first_name":"Ana","last_name":"<Silva & Co>","groups":["MemberPulse Admins"]}`, directory))
	r.idle()
	var names []string
	for _, d := range rc.all() {
		names = append(names, d.name)
		t1, mac, ok := strings.Cut(strings.TrimPrefix(d.signature, "t="), ", v1=")
		sum := hmac.New(sha256.New, []byte(secret))
		sum.Write([]byte(t1 + "." + d.body))
		if !ok || mac != hex.EncodeToString(sum.Sum(nil)) {
			t.Errorf("signature %q does not fit", d.signature)
		}
		if strings.Contains(d.body, `\u003c`) {
			t.Error("the body has HTML escapes")
		}
	}
	if len(names) != 3 {
		t.Errorf("delivered %v, want a user, a group and a membership", names)
	}
	_, page := r.raw("GET", "/events?limit=100&events=dsync.user.created", "")
	found := false
	for _, d := range rc.all() {
		found = found || d.name == "dsync.user.created" && strings.Contains(string(page), d.body)
	}
	if !found {
		t.Error("the Events API must carry the bytes that were delivered")
	}
	r.must("PATCH", "/_sandbox/people", fmt.Sprintf(`{"email":%q,"active":false}`, p["email"]))
	r.idle()
	if last := rc.all()[len(rc.all())-1]; last.name != "dsync.user.deleted" {
		t.Errorf("a deactivated person's last event is %s", last.name)
	}
}

func TestTheSeedHasEverythingAndOnlyOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	box, err := sandbox.New(t.Context(), sandbox.Config{DataDir: dir, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	first, err := box.World().Ledger("")
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Organizations) != 1 || len(first.Connections) != 1 || len(first.Directories) != 1 || len(first.Directories[0].Users) != 6 {
		t.Errorf("seed = %+v", first)
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	r := start(t, sandbox.Config{DataDir: dir, Seed: true})
	if r.box.Seeded() != nil {
		t.Error("a world that has something must not be seeded again")
	}
}
