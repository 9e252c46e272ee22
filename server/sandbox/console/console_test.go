package console

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"memberpulse/server/sandbox/deliver"
	"memberpulse/server/sandbox/world"
)

// house is a console over a world with one organization, a directory and a person.
type house struct {
	t      *testing.T
	world  *world.World
	mux    *http.ServeMux
	org    world.Organization
	dir    world.Directory
	person world.PersonState
}

func newHouse(t *testing.T) *house {
	t.Helper()
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	w, err := world.Open("", func() time.Time { return now })
	h := &house{t: t, world: w, mux: http.NewServeMux()}
	h.must(err)
	t.Cleanup(func() { h.must(w.Close()) })
	log := slog.New(slog.DiscardHandler)
	s, err := New(Config{World: w, Deliverer: deliver.New(w, log), APIKey: "sk_test_sandbox", BaseURL: func() string { return "http://127.0.0.1:4100" }, Logger: log})
	h.must(err)
	s.Routes(h.mux)
	h.org, err = w.CreateOrganization(world.OrganizationInput{Name: "Northwind", Domains: []world.DomainInput{{Domain: "x.test", Verified: true}}})
	h.must(err)
	h.dir, _, err = w.CreateDirectory(world.DirectoryInput{OrganizationID: h.org.ID, Name: "Okta"})
	h.must(err)
	h.person, err = w.AddPerson(world.PersonInput{DirectoryID: h.dir.ID, Email: "ana@x.test", FirstName: "Ana", LastName: "Silva", Groups: []string{"Staff"}})
	h.must(err)
	_, err = w.CreateEndpoint("http://127.0.0.1:9/hook", nil)
	h.must(err)
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

type reply struct {
	status int
	to     string
	body   string
}

func (h *house) do(method, path string, form url.Values, change ...func(*http.Request)) reply {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), method, "http://127.0.0.1:4100"+path, strings.NewReader(form.Encode()))
	r.RemoteAddr = "127.0.0.1:55555"
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range change {
		c(r)
	}
	rec := httptest.NewRecorder()
	h.mux.ServeHTTP(rec, r)
	res := rec.Result()
	defer func() { _ = res.Body.Close() }() // a recorder's body closes without fail
	b, err := io.ReadAll(res.Body)
	h.must(err)
	if res.StatusCode == http.StatusOK {
		if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			h.t.Errorf("%s: policy %q", path, csp)
		}
		if strings.Contains(string(b), "<script") || strings.Contains(string(b), " style=") {
			h.t.Errorf("%s has script or inline style", path)
		}
	}
	return reply{res.StatusCode, res.Header.Get("Location"), string(b)}
}

// post sends a form of the console and shows what comes after it.
func (h *house) post(path string, form url.Values) reply {
	h.t.Helper()
	r := h.do("POST", path, form)
	if r.status == http.StatusSeeOther {
		next := h.do("GET", r.to, nil)
		next.to = r.to
		return next
	}
	return r
}

func (h *house) is(r reply, status int, words ...string) {
	h.t.Helper()
	if r.status != status {
		h.t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	for _, w := range words {
		if !strings.Contains(r.body, w) {
			h.t.Errorf("%q is not on the page: %s", w, r.body)
		}
	}
}

func (h *house) told(from int) []string {
	var out []string
	for _, e := range h.world.EventLog(from) {
		out = append(out, e.Name)
	}
	return out
}

func (h *house) here() int { return len(h.world.EventLog(0)) }

func TestEveryPageShowsWhatThereIs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for path, words := range map[string][]string{
		"/_sandbox/":                                {"Northwind", "Linked", "dsync.user.created"},
		below + "organizations/" + h.org.ID:         {"Northwind", "ana@x.test", "Okta"},
		below + "people":                            {"ana@x.test", "Make inactive"},
		below + "people?q=zzz":                      {"Nobody is found"},
		below + "people?organization_id=" + "org_x": {"Nobody is found"},
		below + "people/" + h.person.ID:             {"Save and push", h.person.IDPID},
		below + "directories":                       {"Okta"},
		below + "directories/" + h.dir.ID:           {"/scim/v2.0/" + h.dir.ExternalKey, "Staff"},
		below + "events":                            {"dsync.group.user_added", "&#34;object&#34;"},
		below + "events?event=connection.":          {"No such event yet"},
		below + "deliveries":                        {"http://127.0.0.1:9/hook"},
		below + "faults":                            {"Send each", "Clock"},
	} {
		h.is(h.do("GET", path, nil), 200, words...)
	}
	for _, path := range []string{"organizations/x", "people/x", "directories/x"} {
		h.is(h.do("GET", below+path, nil), 404, "not here any more")
	}
	h.is(h.do("GET", below+"deliveries?after=nonsense", nil), 422, "does not exist")
}

func TestAPersonIsChangedAndPushed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	page := below + "people/" + h.person.ID
	from := h.here()
	h.is(h.post(page, url.Values{"first_name": {"Anna"}, "last_name": {"Silva"}, "email": {"ana@x.test"}, "job_title": {"Lead"}, "groups": {"Admins, Staff"}}), 200, "Anna", "Saved")
	if got := h.told(from); !slices.Equal(got, []string{"dsync.user.updated", "dsync.group.created", "dsync.group.user_added"}) {
		t.Errorf("events %v", got)
	}
	h.is(h.post(page, url.Values{"email": {"nonsense"}, "first_name": {"Kept"}}), 422, `id="email-fault"`, "needs an email address", `value="Kept"`)
	from = h.here()
	h.is(h.post(page+"/active", url.Values{"active": {"false"}}), 200, "is inactive", "gone from WorkOS")
	h.is(h.post(page+"/active", url.Values{"active": {"true"}}), 200, "active again")
	if got := h.told(from); got[0] != "dsync.user.deleted" || got[1] != "dsync.user.created" {
		t.Errorf("events %v", got)
	}
	if r := h.do("POST", page+"/active", url.Values{"active": {"false"}, "back": {"//evil.test/"}}); !strings.HasPrefix(r.to, page) {
		t.Errorf("led to %s", r.to)
	}
	if r := h.do("POST", page+"/active", url.Values{"active": {"true"}, "back": {below + "people"}}); r.to != below+"people?done=active" {
		t.Errorf("led to %s", r.to)
	}
	h.is(h.post(page+"/delete", nil), 200, "Deleted", "Nobody is found")
}

func TestASignInThatBeginsAtTheIdentityProvider(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	enter := below + "people/" + h.person.ID + "/enter"
	h.is(h.post(enter, nil), 422, "no connection that works")
	c, err := h.world.CreateConnection(world.ConnectionInput{OrganizationID: h.org.ID})
	h.must(err)
	_, err = h.world.AddRedirectURI("http://127.0.0.1:8080/auth/callback/workos")
	h.must(err)
	h.is(h.do("GET", below+"people/"+h.person.ID, nil), 200, "Open the application")
	u, err := url.Parse(h.do("POST", enter, nil).to)
	h.must(err)
	view, _, err := h.world.RedeemSSOCode(u.Query().Get("code"))
	h.must(err)
	if u.Path != "/auth/callback/workos" || u.Query().Has("state") || view.ConnectionID != c.ID || view.Email != "ana@x.test" {
		t.Errorf("%s %+v", u, view)
	}
	no := false
	_, err = h.world.UpdatePerson(h.person.ID, world.PersonChange{Active: &no})
	h.must(err)
	h.is(h.post(enter, nil), 422, "does not let this person in")
}

func TestADirectoryIsFilledAndItsTokenRotated(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	page := below + "directories/" + h.dir.ID
	h.is(h.post(page+"/burst", url.Values{"count": {"60"}}), 200, "The burst is pushed", "More")
	h.is(h.post(page+"/burst", url.Values{"count": {"many"}}), 422, "how many people")
	h.is(h.post(page+"/burst", url.Values{"count": {"0"}}), 422)
	r := h.post(page+"/rotate", nil)
	m := regexp.MustCompile(`data-value="scim_token">([^<]+)<`).FindStringSubmatch(r.body)
	d, err := h.world.Directory(h.dir.ID)
	h.must(err)
	if m == nil || !d.Accepts(m[1]) {
		t.Fatalf("no token that works: %s", r.body)
	}
	if again := h.do("GET", page, nil); strings.Contains(again.body, m[1]) {
		t.Error("the token was shown twice")
	}
	h.is(h.post(page+"/revoke", url.Values{"token_id": {d.Tokens[0].ID}}), 200, "revoked")
	h.is(h.post(page+"/state", url.Values{"state": {"invalid_credentials"}}), 200, "Credentials refused")
	users, _ := h.world.DirectoryUsers(h.dir.ID, world.Page{Limit: 1}, nil)
	r = h.post(below+"adopt/"+users[0].ID, nil)
	h.is(r, 200, "Save and push", users[0].Email)
	h.is(h.post(page+"/delete", url.Values{"confirm": {"no"}}), 422, "Type the directory")
	h.is(h.post(page+"/delete", url.Values{"confirm": {"Okta"}}), 200, "No directory yet")
}

func TestAnOrganizationIsBuilt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.post(below+"organizations", url.Values{"name": {"Kestrel"}, "domains": {"kestrel.test, k.test"}})
	h.is(r, 200, "Kestrel", "k.test")
	id := strings.TrimSuffix(strings.TrimPrefix(r.to, below+"organizations/"), "?done=organization")
	h.is(h.post(below+"connections", url.Values{"organization_id": {id}, "connection_type": {"OktaSAML"}, "state": {"validating"}}), 200, "Validating")
	c := h.world.ConnectionsOf(id)[0]
	h.is(h.post(below+"connections/"+c.ID, url.Values{"state": {"active"}}), 200, "Active")
	h.is(h.post(below+"directories", url.Values{"organization_id": {id}, "directory_type": {"okta scim v2.0"}}), 200, "scim_token")
	h.is(h.post(below+"people", url.Values{"organization_id": {id}, "email": {"k@kestrel.test"}, "user": {"yes"}, "directory_id": {h.world.DirectoriesOf(id)[0].ID}}), 200, "k@kestrel.test")
	h.is(h.post(below+"people", url.Values{"organization_id": {id}, "email": {"k@kestrel.test"}}), 422, "already has a person")
	h.is(h.post(below+"organizations", url.Values{"name": {" "}}), 422, `id="name-fault"`, "needs a name")
	h.is(h.post(below+"connections/"+c.ID, url.Values{"do": {"delete"}}), 200, "None yet: nobody can sign in", "Deleted.")
	h.is(h.post(below+"organizations/"+id+"/delete", url.Values{"confirm": {"?"}}), 422, "Type the organization")
	h.is(h.post(below+"organizations/"+id+"/delete", url.Values{"confirm": {"Kestrel"}}), 200, "Deleted")
}

func TestFaultsSettingsAndClock(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.is(h.post(below+"outage", url.Values{"outage": {"on"}, "back": {Root}}), 200, "An outage is on")
	form := url.Values{"delay_ms": {"20"}, "double": {"2"}, "reorder": {"5"}, "drop_percent": {"10"}, "poison": {"1"}, "same_time": {"yes"}}
	h.is(h.post(below+"faults", form), 200, "These faults are in force")
	want := world.Faults{DelayMS: 20, Double: 2, Reorder: 5, DropPercent: 10, Poison: 1, SameTime: true, Outage: true, Seed: 1}
	if got := h.world.Faults(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	form.Set("drop_percent", "200")
	h.is(h.post(below+"faults", form), 422, `id="drop_percent-fault"`, "from 0 to 100")
	form.Set("drop_percent", "x")
	h.is(h.post(below+"faults", form), 422, "whole number")
	h.is(h.post(below+"faults", url.Values{"do": {"clear"}}), 200, "No fault is in force but the outage")
	if got := h.world.Faults(); got != (world.Faults{Double: 1, Outage: true, Seed: 1}) {
		t.Errorf("after clearing: %+v", got)
	}
	h.is(h.post(below+"outage", url.Values{"outage": {"off"}}), 200, "outage is over")
	h.is(h.post(below+"faults", url.Values{"do": {"clear"}}), 200, "No fault is in force:")
	h.is(h.post(below+"settings", url.Values{"auto_sign_in": {"yes"}}), 200, "These settings")
	if s := h.world.Settings(); !s.AutoSignIn || s.RetainInactive || s.Limits {
		t.Errorf("%+v", s)
	}
	h.is(h.post(below+"clock", url.Values{"seconds": {"3600"}}), 200, "1 h ahead")
	for _, bad := range []string{"", "-1", "NaN", "1e18"} {
		h.is(h.post(below+"clock", url.Values{"seconds": {bad}}), 422)
	}
}

func TestWhoMayUseTheConsole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	away := func(r *http.Request) { r.RemoteAddr = "192.0.2.7:1234" }
	named := func(r *http.Request) { r.Host = "evil.test" }
	key := func(r *http.Request) { r.SetBasicAuth("", "sk_test_sandbox") }
	wrong := func(r *http.Request) { r.SetBasicAuth("", "sk_test") }
	cross := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	for name, c := range map[string]struct {
		method string
		change []func(*http.Request)
		want   int
	}{
		"at home":                  {"GET", nil, 200},
		"away":                     {"GET", []func(*http.Request){away}, 401},
		"away with the key":        {"GET", []func(*http.Request){away, key}, 200},
		"away with a wrong key":    {"GET", []func(*http.Request){away, wrong}, 401},
		"by a name made to lead":   {"GET", []func(*http.Request){named}, 401},
		"a post from elsewhere":    {"POST", []func(*http.Request){cross}, 403},
		"a post from away":         {"POST", []func(*http.Request){away}, 401},
		"a post of its own":        {"POST", nil, 303},
		"a post away with the key": {"POST", []func(*http.Request){away, key}, 303},
	} {
		path := Root
		if c.method == "POST" {
			path = below + "clock"
		}
		if r := h.do(c.method, path, url.Values{"seconds": {"1"}}, c.change...); r.status != c.want {
			t.Errorf("%s: %d, want %d", name, r.status, c.want)
		}
	}
}

func TestWhatTheDeliveriesDoIsSaidInAWord(t *testing.T) {
	t.Parallel()
	for word, idle := range map[string]deliver.Idle{
		"Nothing to deliver": {Idle: true},
		"Nothing due yet":    {Idle: true, Retries: 3},
		"2 under way, 5 due": {InFlight: 2, Due: 5},
		"0 under way, 1 due": {Due: 1, Retries: 3},
	} {
		if got := idleMark(idle).Word; got != word {
			t.Errorf("%+v is %q, want %q", idle, got, word)
		}
	}
}
