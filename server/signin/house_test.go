package signin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/apikey"
	"memberpulse/server/clocktest"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/sandbox"
	"memberpulse/server/sandbox/idp"
	"memberpulse/server/sandbox/world"
	"memberpulse/server/seal"
	"memberpulse/server/session"
	"memberpulse/server/signin"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

const (
	operatorEmail = "olga@operator.test"
	agent         = "Mozilla/5.0 (test)"
)

// house is the sign-in rooms of the program with a stand-in for WorkOS, both over HTTP.
type house struct {
	t       *testing.T
	clock   *clocktest.Clock
	db      *pg.DB
	world   *world.World
	app     *httptest.Server
	workos  *httptest.Server
	service *signin.Service
	store   *session.Store
	keys    *apikey.Store

	mu        sync.Mutex
	exchanged int
	meddle    func(w http.ResponseWriter, r *http.Request) (done bool) // stands between
	homes     map[string]tenant
	logs      *strings.Builder
	logging   sync.Mutex
}

// tenant is an organization with one connection.
type tenant struct{ org, conn, domain string }

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func newHouse(t *testing.T) *house {
	t.Helper()
	return newHouseAt(t, "http")
}

// newAcme builds a house with one organization, and Ana at its identity provider.
func newAcme(t *testing.T) (*house, tenant) {
	t.Helper()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	h.person(acme, "ana@acme.test")
	return h, acme
}

// newHouseAt builds a house whose public URL has a scheme; the listener speaks http all the same.
func newHouseAt(t *testing.T, scheme string) *house {
	t.Helper()
	h := &house{
		t: t, clock: clocktest.New(), db: pgtest.New(t),
		homes: map[string]tenant{}, logs: &strings.Builder{},
	}
	box, err := sandbox.New(t.Context(), sandbox.Config{Clock: h.clock.Now, Logger: slog.New(slog.DiscardHandler)})
	h.must(err)
	t.Cleanup(func() { _ = box.Close() })
	h.world = box.World()
	pages, err := idp.New(idp.Config{World: h.world, ClientID: sandbox.DefaultClientID, Logger: slog.New(slog.DiscardHandler)})
	h.must(err)
	hosted := http.NewServeMux()
	pages.Routes(hosted)
	h.workos = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		if r.URL.Path == "/sso/token" {
			h.exchanged++
		}
		meddle := h.meddle
		h.mu.Unlock()
		if meddle != nil && meddle(w, r) {
			return
		}
		if _, pattern := hosted.Handler(r); pattern != "" {
			hosted.ServeHTTP(w, r)
			return
		}
		box.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(h.workos.Close)
	box.SetURL(h.workos.URL)
	h.serve(scheme)
	return h
}

func (h *house) serve(scheme string) {
	h.t.Helper()
	ring, err := seal.New([]byte("0123456789abcdef0123456789abcdef"))
	h.must(err)
	h.app = httptest.NewUnstartedServer(nil)
	public := scheme + "://" + h.app.Listener.Addr().String()
	redirect := public + "/auth/callback/workos"
	_, err = h.world.AddRedirectURI(redirect)
	h.must(err)
	logger := slog.New(slog.NewTextHandler(writer(func(p []byte) (int, error) {
		h.logging.Lock()
		defer h.logging.Unlock()
		return h.logs.Write(p)
	}), &slog.HandlerOptions{Level: slog.LevelDebug}))
	pool := workos.NewPool(workos.New(workos.Credentials{
		APIKey: sandbox.DefaultAPIKey, ClientID: sandbox.DefaultClientID, RedirectURI: redirect, BaseURL: h.workos.URL,
	}, workos.Options{Logger: logger}))
	admins := []string{operatorEmail}
	h.store = session.New(h.db, session.Options{Secure: scheme == "https", Now: h.clock.Now}, access.Resolver(signin.IsPlatformAdmin(admins)))
	h.keys = apikey.New(h.db, h.clock.Now)
	guard := access.NewGuard(h.db, h.store, h.keys, h.clock.Now)
	self := access.NewSelf(h.db, h.store, func() shared.Environment { return shared.Environment{Sandbox: true} }, h.clock.Now)
	h.service = signin.New(signin.Config{
		DB: h.db, WorkOS: pool, Sessions: h.store, Ring: ring, Pages: pages{}, PublicURL: public, PlatformAdmins: admins,
		DefaultConnection: func() string { return h.homes["default"].conn }, Now: h.clock.Now, Logger: logger,
	})
	routes := append(h.service.Routes(), self.Routes()...)
	routes = append(routes, h.keys.Routes()...)
	h.app.Config.Handler = httpx.New(httpx.Config{Authorize: guard.Authorize, Clock: h.clock.Now, Logger: logger}, routes)
	h.app.Start()
	h.t.Cleanup(h.app.Close)
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// pages are drawn by the site; here they say what they were given.
type pages struct{}

func (pages) Refused(w http.ResponseWriter, _ *http.Request, status int, p signin.RefusedPage) {
	say(w, status, p)
}

func (pages) Organizations(w http.ResponseWriter, _ *http.Request, status int, p signin.OrganizationsPage) {
	say(w, status, p)
}

func (pages) Continue(w http.ResponseWriter, _ *http.Request, to string) { say(w, http.StatusOK, to) }

func say(w http.ResponseWriter, status int, v any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a broken connection fails the test elsewhere
}

// organization makes one in WorkOS and here, with a verified domain and an active connection.
func (h *house) organization(name, domain string) tenant {
	h.t.Helper()
	o, err := h.world.CreateOrganization(world.OrganizationInput{Name: name, Domains: []world.DomainInput{{Domain: domain, Verified: true}}})
	h.must(err)
	c, err := h.world.CreateConnection(world.ConnectionInput{OrganizationID: o.ID, Type: "OktaSAML", Name: name + " Okta"})
	h.must(err)
	h.exec(`INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at) VALUES (?, ?, now(), 0, '', now(), now())`, o.ID, name)
	h.exec(`INSERT INTO organization_domains (organization_id, id, domain, state, version_at, version_rank, version_event, created_at, updated_at)
		VALUES (?, ?, ?, 'verified', now(), 0, '', now(), now())`, o.ID, "org_domain_"+name, domain)
	h.exec(`INSERT INTO connections (organization_id, id, name, connection_type, state, version_at, version_rank, version_event, created_at, updated_at)
		VALUES (?, ?, ?, 'OktaSAML', 'active', now(), 0, '', now(), now())`, o.ID, c.ID, c.Name)
	home := tenant{org: o.ID, conn: c.ID, domain: domain}
	h.homes[name] = home
	return home
}

// person makes somebody at a tenant's identity provider.
func (h *house) person(at tenant, email string, groups ...string) world.PersonState {
	h.t.Helper()
	p, err := h.world.AddPerson(world.PersonInput{OrganizationID: at.org, Email: email, FirstName: "Ana", LastName: "Silva", Groups: groups})
	h.must(err)
	return p
}

func (h *house) exec(statement string, args ...any) {
	h.t.Helper()
	h.must(h.db.InPlatform(context.WithoutCancel(h.t.Context()), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	}))
}

func ask[T any](h *house, statement string, args ...any) T {
	h.t.Helper()
	var out T
	h.must(h.db.InPlatform(h.t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(statement, args...).Scan(ctx, &out)
	}))
	return out
}

// exchanges counts the codes that the stand-in was asked to exchange.
func (h *house) exchanges() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.exchanged
}

func (h *house) between(meddle func(w http.ResponseWriter, r *http.Request) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.meddle = meddle
}

// tell makes every exchange of a code answer with a profile.
func (h *house) tell(profile map[string]any) {
	h.between(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/sso/token" {
			return false
		}
		say(w, http.StatusOK, map[string]any{"profile": profile})
		return true
	})
}

// browser keeps cookies and follows no redirect by itself.
type browser struct {
	h       *house
	cookies map[string]string
	agent   string
	accept  string
	bearer  string
}

func (h *house) browser() *browser {
	return &browser{h: h, cookies: map[string]string{}, agent: agent, accept: "text/html"}
}

type answer struct {
	status   int
	location string
	body     string
	header   http.Header
	cookies  []*http.Cookie
}

func (b *browser) do(method, target, contentType, body string) answer {
	b.h.t.Helper()
	base := b.h.app.URL
	if strings.HasPrefix(target, "http") {
		base = ""
	}
	r, err := http.NewRequestWithContext(b.h.t.Context(), method, base+target, strings.NewReader(body))
	b.h.must(err)
	for name, value := range b.cookies {
		if base != "" || strings.HasPrefix(target, b.h.app.URL) {
			r.Header.Set("Cookie", strings.TrimPrefix(r.Header.Get("Cookie")+"; "+name+"="+value, "; "))
		}
	}
	r.Header.Set("User-Agent", b.agent)
	r.Header.Set("Accept", b.accept)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if b.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+b.bearer)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	b.h.must(err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	b.h.must(err)
	for _, c := range res.Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return answer{res.StatusCode, res.Header.Get("Location"), string(text), res.Header, res.Cookies()}
}

func (b *browser) get(target string) answer { return b.do(http.MethodGet, target, "", "") }

func (b *browser) send(target string, body any) answer {
	text, err := json.Marshal(body)
	b.h.must(err)
	return b.do(http.MethodPost, target, "application/json", string(text))
}

func (b *browser) form(target string, form url.Values) answer {
	return b.do(http.MethodPost, target, "application/x-www-form-urlencoded", form.Encode())
}

// code is the code of the page that the browser was given.
func (a answer) code() string {
	var p struct{ Code string }
	_ = json.Unmarshal([]byte(a.body), &p) // a page without one has none
	return p.Code
}

func (a answer) page(t *testing.T) signin.RefusedPage {
	t.Helper()
	var p signin.RefusedPage
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatalf("%d is no page: %s", a.status, a.body)
	}
	return p
}

// start begins a sign-in here and returns where WorkOS is asked.
func (b *browser) start(path string) string {
	b.h.t.Helper()
	a := b.get(path)
	if a.status != http.StatusFound || !strings.HasPrefix(a.location, b.h.workos.URL) {
		b.h.t.Fatalf("GET %s: %d to %q: %s", path, a.status, a.location, a.body)
	}
	return a.location
}

// at signs in at the identity provider's page and returns the callback that it sends the browser to.
func (b *browser) at(authorize, email string) string {
	b.h.t.Helper()
	page := b.get(authorize).location
	a := b.form(b.h.workos.URL+page, url.Values{"email": {email}, "answer": {"sign-in"}})
	if a.status != http.StatusFound {
		b.h.t.Fatalf("the identity provider answered %d: %s", a.status, a.body)
	}
	u, err := url.Parse(a.location)
	b.h.must(err)
	return u.RequestURI()
}

// signIn does it all.
func (b *browser) signIn(path, email string) answer {
	b.h.t.Helper()
	return b.get(b.at(b.start(path), email))
}

func (b *browser) me() shared.Me {
	b.h.t.Helper()
	var me shared.Me
	a := b.get("/api/me")
	if a.status != http.StatusOK {
		b.h.t.Fatalf("GET /api/me: %d %s", a.status, a.body)
	}
	b.h.must(json.Unmarshal([]byte(a.body), &me))
	return me
}

func (b *browser) session() string { return b.cookies["mp_session"] }

func (h *house) attempts(where string) []shared.SignInAttempt {
	h.t.Helper()
	admin := h.platformKey()
	a := admin.get("/api/sign-in-attempts?limit=100" + where)
	var list shared.List[shared.SignInAttempt]
	if a.status != http.StatusOK {
		h.t.Fatalf("attempts: %d %s", a.status, a.body)
	}
	h.must(json.Unmarshal([]byte(a.body), &list))
	return list.Data
}

func (h *house) platformKey() *browser { return h.key(shared.RolePlatformAdmin, "") }

func (h *house) key(role shared.Role, organization string) *browser {
	h.t.Helper()
	_, key, err := h.keys.Create(h.t.Context(), apikey.Wanted{Name: "test", Role: role, OrganizationID: organization}, access.Caller{}.Actor())
	h.must(err)
	b := h.browser()
	b.bearer, b.accept = key, "application/json"
	return b
}

func (h *house) sessions() int {
	return ask[int](h, `SELECT count(*) FROM sessions WHERE ended_at IS NULL`)
}

func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
