package console

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"memberpulse/server/sandbox/deliver"
	"memberpulse/server/sandbox/sandboxtest"
	"memberpulse/server/sandbox/world"
)

// house is a console over a world with one organization, a directory and a person.
type house struct {
	*sandboxtest.House
	org    world.Organization
	dir    world.Directory
	person world.PersonState
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{House: sandboxtest.New(t)}
	w := h.World
	s, err := New(Config{World: w, Deliverer: deliver.New(w, h.Log), APIKey: "sk_test_sandbox", BaseURL: func() string { return sandboxtest.Origin }, Logger: h.Log})
	h.Must(err)
	s.Routes(h.Mux)
	h.org, err = w.CreateOrganization(world.OrganizationInput{Name: "Northwind", Domains: []world.DomainInput{{Domain: "x.test", Verified: true}}})
	h.Must(err)
	h.dir, _, err = w.CreateDirectory(world.DirectoryInput{OrganizationID: h.org.ID, Name: "Okta"})
	h.Must(err)
	h.person, err = w.AddPerson(world.PersonInput{DirectoryID: h.dir.ID, Email: "ana@x.test", FirstName: "Ana", LastName: "Silva", Groups: []string{"Staff"}})
	h.Must(err)
	_, err = w.CreateEndpoint("http://127.0.0.1:9/hook", nil)
	h.Must(err)
	return h
}

func TestEveryPageShowsWhatThereIs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for path, words := range map[string][]string{
		"/_sandbox/":                                {"Northwind", "Linked", "dsync.user.created"},
		below + "organizations/" + h.org.ID:         {"Northwind", "ana@x.test", "Okta", "custom_attributes"},
		below + "people":                            {"ana@x.test", "Make inactive"},
		below + "people?q=zzz":                      {"Nobody is found"},
		below + "people?organization_id=" + "org_x": {"Nobody is found"},
		below + "people/" + h.person.ID:             {"Save and push", h.person.IDPID, "custom_attributes"},
		below + "directories":                       {"Okta"},
		below + "directories/" + h.dir.ID:           {"/scim/v2.0/" + h.dir.ExternalKey, "Staff"},
		below + "events":                            {"dsync.group.user_added", "&#34;object&#34;"},
		below + "events?event=connection.":          {"No such event yet"},
		below + "deliveries":                        {"http://127.0.0.1:9/hook"},
		below + "faults":                            {"Send each", "Clock"},
	} {
		h.Is(h.Do("GET", path, nil), 200, words...)
	}
	for _, path := range []string{"organizations/x", "people/x", "directories/x"} {
		h.Is(h.Do("GET", below+path, nil), 404, "not here any more")
	}
	h.Is(h.Do("GET", below+"deliveries?after=nonsense", nil), 422, "does not exist")
}

func TestAPersonIsChangedAndPushed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	page := below + "people/" + h.person.ID
	from := h.Here()
	h.Is(h.Post(page, url.Values{"first_name": {"Anna"}, "last_name": {"Silva"}, "email": {"ana@x.test"}, "job_title": {"Lead"}, "groups": {"Admins, Staff"}}), 200, "Anna", "Saved")
	if got := h.Told(from); !slices.Equal(got, []string{"dsync.user.updated", "dsync.group.created", "dsync.group.user_added"}) {
		t.Errorf("events %v", got)
	}
	h.Is(h.Post(page, url.Values{"email": {"nonsense"}, "first_name": {"Kept"}}), 422, `id="email-fault"`, "needs an email address", `value="Kept"`)
	from = h.Here()
	h.Is(h.Post(page+"/active", url.Values{"active": {"false"}}), 200, "is inactive", "gone from WorkOS")
	h.Is(h.Post(page+"/active", url.Values{"active": {"true"}}), 200, "active again")
	if got := h.Told(from); got[0] != "dsync.user.deleted" || got[1] != "dsync.user.created" {
		t.Errorf("events %v", got)
	}
	if r := h.Do("POST", page+"/active", url.Values{"active": {"false"}, "back": {"//evil.test/"}}); !strings.HasPrefix(r.To, page) {
		t.Errorf("led to %s", r.To)
	}
	if r := h.Do("POST", page+"/active", url.Values{"active": {"true"}, "back": {below + "people"}}); r.To != below+"people?done=active" {
		t.Errorf("led to %s", r.To)
	}
	h.Is(h.Post(page+"/delete", nil), 200, "Deleted", "Nobody is found")
}

func TestASignInThatBeginsAtTheIdentityProvider(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	enter := below + "people/" + h.person.ID + "/enter"
	h.Is(h.Post(enter, nil), 422, "no connection that works")
	c, err := h.World.CreateConnection(world.ConnectionInput{OrganizationID: h.org.ID})
	h.Must(err)
	_, err = h.World.AddRedirectURI("http://127.0.0.1:8080/auth/callback/workos")
	h.Must(err)
	h.Is(h.Do("GET", below+"people/"+h.person.ID, nil), 200, "Open the application")
	u, err := url.Parse(h.Do("POST", enter, nil).To)
	h.Must(err)
	view, _, err := h.World.RedeemSSOCode(u.Query().Get("code"))
	h.Must(err)
	if u.Path != "/auth/callback/workos" || u.Query().Has("state") || view.ConnectionID != c.ID || view.Email != "ana@x.test" {
		t.Errorf("%s %+v", u, view)
	}
	no := false
	_, err = h.World.UpdatePerson(h.person.ID, world.PersonChange{Active: &no})
	h.Must(err)
	h.Is(h.Post(enter, nil), 422, "does not let this person in")
}

func TestADirectoryIsFilledAndItsTokenRotated(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	page := below + "directories/" + h.dir.ID
	h.Is(h.Post(page+"/burst", url.Values{"count": {"60"}}), 200, "The burst is pushed", "More")
	h.Is(h.Post(page+"/burst", url.Values{"count": {"many"}}), 422, "how many people")
	h.Is(h.Post(page+"/burst", url.Values{"count": {"0"}}), 422)
	r := h.Post(page+"/rotate", nil)
	m := regexp.MustCompile(`data-value="scim_token">([^<]+)<`).FindStringSubmatch(r.Body)
	d, err := h.World.Directory(h.dir.ID)
	h.Must(err)
	if m == nil || !d.Accepts(m[1]) {
		t.Fatalf("no token that works: %s", r.Body)
	}
	if again := h.Do("GET", page, nil); strings.Contains(again.Body, m[1]) {
		t.Error("the token was shown twice")
	}
	h.Is(h.Post(page+"/revoke", url.Values{"token_id": {d.Tokens[0].ID}}), 200, "revoked")
	h.Is(h.Post(page+"/state", url.Values{"state": {"invalid_credentials"}}), 200, "Credentials refused")
	users, _ := h.World.DirectoryUsers(h.dir.ID, world.Page{Limit: 1}, nil)
	r = h.Post(below+"adopt/"+users[0].ID, nil)
	h.Is(r, 200, "Save and push", users[0].Email)
	h.Is(h.Post(page+"/delete", url.Values{"confirm": {"no"}}), 422, "Type the directory")
	h.Is(h.Post(page+"/delete", url.Values{"confirm": {"Okta"}}), 200, "No directory yet")
}

func TestAnOrganizationIsBuilt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := h.Post(below+"organizations", url.Values{"name": {"Kestrel"}, "domains": {"kestrel.test, k.test"}})
	h.Is(r, 200, "Kestrel", "k.test")
	id := strings.TrimSuffix(strings.TrimPrefix(r.To, below+"organizations/"), "?done=organization")
	h.Is(h.Post(below+"connections", url.Values{"organization_id": {id}, "connection_type": {"OktaSAML"}, "state": {"validating"}}), 200, "Validating")
	c := h.World.ConnectionsOf(id)[0]
	h.Is(h.Post(below+"connections/"+c.ID, url.Values{"state": {"active"}}), 200, "Active")
	h.Is(h.Post(below+"directories", url.Values{"organization_id": {id}, "directory_type": {"okta scim v2.0"}}), 200, "scim_token")
	h.Is(h.Post(below+"people", url.Values{"organization_id": {id}, "email": {"k@kestrel.test"}, "user": {"yes"}, "directory_id": {h.World.DirectoriesOf(id)[0].ID}}), 200, "k@kestrel.test")
	h.Is(h.Post(below+"people", url.Values{"organization_id": {id}, "email": {"k@kestrel.test"}}), 422, "already has a person")
	h.Is(h.Post(below+"organizations", url.Values{"name": {" "}}), 422, `id="name-fault"`, "needs a name")
	h.Is(h.Post(below+"connections/"+c.ID, url.Values{"do": {"delete"}}), 200, "None yet: nobody can sign in", "Deleted.")
	h.Is(h.Post(below+"organizations/"+id+"/delete", url.Values{"confirm": {"?"}}), 422, "Type the organization")
	h.Is(h.Post(below+"organizations/"+id+"/delete", url.Values{"confirm": {"Kestrel"}}), 200, "Deleted")
}

func TestFaultsSettingsAndClock(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.Is(h.Post(below+"outage", url.Values{"outage": {"on"}, "back": {Root}}), 200, "An outage is on")
	form := url.Values{"delay_ms": {"20"}, "double": {"2"}, "reorder": {"5"}, "drop_percent": {"10"}, "poison": {"1"}, "same_time": {"yes"}}
	h.Is(h.Post(below+"faults", form), 200, "These faults are in force")
	want := world.Faults{DelayMS: 20, Double: 2, Reorder: 5, DropPercent: 10, Poison: 1, SameTime: true, Outage: true, Seed: 1}
	if got := h.World.Faults(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	form.Set("drop_percent", "200")
	h.Is(h.Post(below+"faults", form), 422, `id="drop_percent-fault"`, "from 0 to 100")
	form.Set("drop_percent", "x")
	h.Is(h.Post(below+"faults", form), 422, "whole number")
	h.Is(h.Post(below+"faults", url.Values{"do": {"clear"}}), 200, "No fault is in force but the outage")
	if got := h.World.Faults(); got != (world.Faults{Double: 1, Outage: true, Seed: 1}) {
		t.Errorf("after clearing: %+v", got)
	}
	h.Is(h.Post(below+"outage", url.Values{"outage": {"off"}}), 200, "outage is over")
	h.Is(h.Post(below+"faults", url.Values{"do": {"clear"}}), 200, "No fault is in force:")
	h.Is(h.Post(below+"settings", url.Values{"auto_sign_in": {"yes"}}), 200, "These settings")
	if s := h.World.Settings(); !s.AutoSignIn || s.RetainInactive || s.Limits {
		t.Errorf("%+v", s)
	}
	h.Is(h.Post(below+"clock", url.Values{"seconds": {"3600"}}), 200, "1 h ahead")
	for _, bad := range []string{"", "-1", "NaN", "1e18"} {
		h.Is(h.Post(below+"clock", url.Values{"seconds": {bad}}), 422)
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
		if r := h.Do(c.method, path, url.Values{"seconds": {"1"}}, c.change...); r.Status != c.want {
			t.Errorf("%s: %d, want %d", name, r.Status, c.want)
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
