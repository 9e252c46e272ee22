package browser

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"memberpulse/e2e/program"
	"memberpulse/shared"
	"memberpulse/shared/api"
)

// waiting are the screens of an organization, and of the platform, that ask the server for something.
var waiting = []screen{
	{name: "overview", path: "/"},
	{name: "people", path: "/people"},
	{name: "person", path: "/people/member_01H0000000000000000000000"},
	{name: "groups", path: "/groups"},
	{name: "directory", path: "/directory"},
	{name: "activity", path: "/activity"},
	{name: "event", path: "/events/event_01H0000000000000000000000"},
	{name: "attempts", path: "/settings/authentication/attempts"},
	{name: "attempt", path: "/settings/authentication/attempts/attempt_01H0000000000000000000000"},
	{name: "me", path: "/me"},
}

var waitingPlatform = []screen{
	{name: "admin", path: "/admin"}, {name: "admin_events", path: "/admin/events"}, {name: "workos", path: "/admin/settings/workos"},
}

// While no answer comes, a screen shows the shape of what comes; when the server cannot answer, it says so, and what to do.
func TestEveryScreenWaitsAndFailsInWords(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	for _, as := range []struct {
		who     program.DemoSignIn
		screens []screen
	}{
		{c.admin(t, "northwind-health.example"), waiting},
		{d.SignIn(t, "ROLE_PLATFORM_ADMIN", ""), waitingPlatform},
	} {
		w := c.window(t, as.who)
		w.Meddle(Holding)
		for _, s := range as.screens {
			t.Run(s.name+"-loading", func(t *testing.T) {
				w.Hand(t)
				w.Visit(d.URL + s.path)
				w.Until("it shows the shape of what comes", `document.querySelector("main .skeleton") && document.querySelector(".nav__item .icon")`)
				w.hold(t, s.name+"-loading")
			})
		}
		w.Meddle(Refusing)
		for _, s := range as.screens {
			t.Run(s.name+"-failed", func(t *testing.T) {
				w.Hand(t)
				w.Allow("503")
				w.Visit(d.URL + s.path)
				w.Shows("The database does not answer")
				w.Shows("Try again")
				if main := Eval[string](w, `document.querySelector("main").innerText`); strings.Contains(main, "undefined") {
					t.Errorf("a hole in the words: %s", main)
				}
				w.hold(t, s.name+"-failed")
			})
		}
		w.Hand(t)
		w.Meddle(Honest)
	}
}

// What a directory calls its people is shown as it is, and nothing more happens.
func TestHostileNamesAreShownAndNothingMore(t *testing.T) {
	d, b := field(t)
	dir := d.Directories[0]
	domain := domainOf(t, d, dir.OrganizationID)
	names := map[string]string{
		"script":  `"><img src=x onerror=alert(1)>`,
		"reverse": "\u202eevil\u202d Name \u0000"[:len("\u202eevil\u202d Name ")],
		"long":    strings.Repeat("Wolfeschlegelsteinhausenberger", 7)[:200],
	}
	for local, name := range names {
		email := "hostile." + local + "@" + domain
		status, body := d.Sandbox().SCIM(t, dir, http.MethodPost, "/Users", map[string]any{
			"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:User"}, "userName": email, "active": true,
			"name": map[string]any{"givenName": name, "familyName": "Guest"}, "emails": []map[string]any{{"primary": true, "value": email}},
		})
		if status != http.StatusCreated {
			t.Fatalf("push %s: %d %v", email, status, body)
		}
		awaitMember(t, d, dir.OrganizationID, email)
	}
	c := cast{d, b}
	w, find := c.window(t, c.admin(t, domain)), finder{t, platformOf(t, d), dir.OrganizationID}
	inGroup(t, d, dir, "Regional Emergency Preparedness, Disaster Response and Continuity Committee "+strings.Repeat("x", 120), "hostile.long@"+domain)
	for local, name := range names {
		id := find.member("hostile." + local)
		walk(t, w, []screen{
			{name: "hostile_" + local + "-people", path: "/people?q=hostile." + local + "&person=" + id, until: showsVerbatim(name)},
			{name: "hostile_" + local + "-person", path: "/people/" + id, until: showsVerbatim(name)},
		})
	}
	walk(t, w, []screen{
		{name: "hostile-activity", path: "/activity", until: showsVerbatim(names["script"])},
		{name: "hostile-overview", path: "/"},
		{name: "hostile-groups", path: "/groups", shows: "Regional Emergency"},
		{name: "hostile-people", path: "/people?q=hostile.", shows: "Wolfeschlegelsteinhausenberger"},
	})
	w.Go("/people?q=" + "%3Cscript%3Ealert(1)%3C%2Fscript%3E")
	w.Shows("<script>alert(1)</script>")
}

// inGroup makes a group in the directory with one person in it, and waits until it is here.
func inGroup(t *testing.T, d *program.Demo, dir program.DemoDirectory, name, email string) {
	t.Helper()
	status, found := d.Sandbox().SCIM(t, dir, http.MethodGet, "/Users?filter="+url.QueryEscape(`userName eq "`+email+`"`), nil)
	people, _ := found["Resources"].([]any)
	if status != http.StatusOK || len(people) == 0 {
		t.Fatalf("find %s: %d %v", email, status, found)
	}
	person, _ := people[0].(map[string]any)
	status, body := d.Sandbox().SCIM(t, dir, http.MethodPost, "/Groups", map[string]any{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "displayName": name, "members": []map[string]any{{"value": person["id"]}},
	})
	if status != http.StatusCreated {
		t.Fatalf("make the group: %d %v", status, body)
	}
	platform := platformOf(t, d)
	program.Until(t, "the group is here", patience, func() bool {
		list, err := platform.DirectoryGroups(t.Context(), dir.DirectoryID, api.Page{Limit: 100, OrganizationID: dir.OrganizationID}, api.GroupFilter{})
		return err == nil && slices.ContainsFunc(list.Data, func(g shared.DirectoryGroup) bool { return g.Name == name })
	})
}

func showsVerbatim(name string) string {
	return "document.querySelector('main').textContent.includes(" + program.JSON(strings.TrimSpace(name)) + ") && !document.querySelector('main img')"
}
