package browser

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"memberpulse/e2e/program"
)

// A look is a theme and a width.
type look struct {
	theme string
	width int64
}

// looks are those that a screen is held against: all four with MEMBERPULSE_SHOTS, which also keeps a picture of each;
// else one, wide and light or narrow and dark by turns, so that the suite stays quick.
func looks() []look {
	if pictured() {
		return []look{{"light", 1440}, {"dark", 1440}, {"light", 360}, {"dark", 360}}
	}
	return []look{{[]string{"light", "dark"}[turn.Add(1)%2], []int64{1440, 360}[turn.Load()%2]}}
}

var turn atomic.Int64

func pictured() bool { return os.Getenv("MEMBERPULSE_SHOTS") != "" }

// screen is one state of one screen.
type screen struct {
	name, path string
	shows      string // words that must be there
	until      string // JavaScript that must be true before one looks, if drawing is not enough
	allow      string // a fault that the state brings along
}

// hold holds what the window shows against every look.
func (w *Window) hold(t *testing.T, name string) {
	t.Helper()
	for _, l := range looks() {
		w.Look(l.width, l.theme)
		what := fmt.Sprintf("%s-%s-%d", name, l.theme, l.width)
		if wide := w.sticksOut(); wide > 0 {
			t.Errorf("%s: scrolls sideways by %d px: %v", what, wide, w.widest())
		}
		for _, fault := range w.tables() {
			t.Errorf("%s: %s", what, fault)
		}
		w.MustPassAxe(what)
		if pictured() {
			w.Picture(what)
		}
	}
	w.Look(1440, "light")
	if wide := w.sticksOut(); wide > 0 {
		t.Errorf("%s: scrolls sideways at 1440 px by %d px: %v", name, wide, w.widest())
	}
	for _, fault := range w.tables() {
		t.Errorf("%s at 1440 px: %s", name, fault)
	}
}

// tables tells where a table is wider than its frame, a row higher than a few lines, or a cell's text cut without an
// ellipsis.
func (w *Window) tables() []string {
	return Eval[[]string](w, `[...document.querySelectorAll("main .table")].flatMap(frame => {
		const grid = frame.querySelector(".table__grid"), out = [];
		if (!grid || grid.closest(".table__scroll")) return out;
		if (grid.scrollWidth > frame.clientWidth + 1) out.push("a table of " + grid.scrollWidth + " px in a frame of " + frame.clientWidth);
		if (innerWidth >= 1440) for (const row of grid.querySelectorAll("tbody tr[id]")) if (row.offsetHeight > 110)
			out.push("a row of " + row.offsetHeight + " px: " + row.innerText.slice(0, 80));
		for (const cell of grid.querySelectorAll("tbody td.is-fill")) {
			const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
			for (let text = texts.nextNode(); text; text = texts.nextNode()) {
				const range = document.createRange();
				range.selectNode(text);
				let block = text.parentElement;
				while (block !== cell && getComputedStyle(block).display === "inline") block = block.parentElement;
				const style = getComputedStyle(block), right = range.getBoundingClientRect().right;
				const fits = right <= Math.min(block.getBoundingClientRect().right, cell.getBoundingClientRect().right) + 1;
				if (!fits && !(style.overflowX === "hidden" && style.textOverflow === "ellipsis")) out.push("cut without an ellipsis: " + text.data.slice(0, 60));
			}
		}
		return [...new Set(out)].slice(0, 4);
	})`)
}

func (w *Window) sticksOut() int {
	return Eval[int](w, `document.scrollingElement.scrollWidth - innerWidth`)
}

// widest names what sticks out of the page.
func (w *Window) widest() []string {
	return Eval[[]string](w, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
		.slice(-4).map(e => e.tagName + "." + e.className + " " + (e.textContent || "").slice(0, 40))`)
}

// walk opens each screen as one person and holds it against every look.
func walk(t *testing.T, w *Window, screens []screen) {
	t.Helper()
	for _, s := range screens {
		if only := os.Getenv("MEMBERPULSE_SCREEN"); only != "" && !strings.HasPrefix(s.name, only) {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			w.Hand(t)
			if s.allow != "" {
				w.Allow(s.allow)
			}
			w.Go(s.path)
			if s.until != "" {
				w.Until("it shows what it is for", s.until)
			}
			if s.shows != "" {
				w.Shows(s.shows)
			}
			w.hold(t, s.name)
			w.mustBeFaultless()
		})
	}
	w.Hand(t)
}

// cast is who walks through the screens.
type cast struct {
	d *program.Demo
	b *Browser
}

func (c cast) window(t *testing.T, who program.DemoSignIn) *Window {
	t.Helper()
	w := c.b.Open(t, c.d.URL)
	w.SignIn(t, who)
	return w
}

func (c cast) admin(t *testing.T, domain string) program.DemoSignIn {
	t.Helper()
	for _, s := range c.d.SignIns {
		if strings.HasSuffix(s.Email, "@"+domain) && s.Roles[0] == "ROLE_CLIENT_ADMIN" && s.How == "sso" {
			return s
		}
	}
	t.Fatalf("no admin of %s", domain)
	return program.DemoSignIn{}
}

// TestEveryScreenOfAFirstSync comes first: the demonstration’s first sync takes some minutes, and then is over.
func TestEveryScreenOfAFirstSync(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "kestrel-robotics.example"))
	walk(t, w, []screen{
		{name: "overview-syncing", path: "/"},
		{name: "directory-syncing", path: "/directory"},
		{name: "activity-syncing", path: "/activity"},
	})
}

func TestEveryScreenOfAnOrganizationThatIsLive(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := c.admin(t, "northwind-health.example")
	w, find := c.window(t, who), finder{t, platformOf(t, d), who.OrganizationID}
	events := find.eventsByOutcome()
	walk(t, w, []screen{
		{name: "overview-live", path: "/", shows: "Northwind Health"},
		{name: "me-admin", path: "/me", shows: "Amara"},
		{name: "people-full", path: "/people", shows: "Aiko Tanaka"},
		{name: "people-person", path: "/people?person=" + find.member("aiko.tanaka"), shows: "Record"},
		{name: "people-inactive", path: "/people?state=inactive"},
		{name: "people-deleted", path: "/people?state=tombstoned"},
		{name: "people-no_match", path: "/people?q=nobody-is-called-so", shows: "Nobody"},
		{name: "person-full", path: "/people/" + find.member("amara.okafor"), shows: "Roles"},
		{name: "person-deleted", path: "/people/" + find.state("tombstoned"), shows: "Roles"},
		{name: "person-unknown", path: "/people/member_01H0000000000000000000000", allow: "404"},
		{name: "groups-full", path: "/groups", shows: "Nursing"},
		{name: "groups-group", path: "/groups?group=" + find.group("Nursing"), shows: "Aiko Tanaka"},
		{name: "directory-live", path: "/directory", shows: "Northwind Okta"},
		{name: "activity-full", path: "/activity"},
		{name: "activity-filtered", path: "/activity?outcome=stale"},
		{name: "activity-no_match", path: "/activity?q=nothing-is-called-so"},
		{name: "event-applied", path: "/events/" + events["applied"], shows: "applied"},
		{name: "event-stale", path: "/events/" + find.stale(d)},
		{name: "attempts-full", path: "/settings/authentication/attempts"},
		{name: "attempts-no_match", path: "/settings/authentication/attempts?q=nobody-is-called-so"},
		{name: "attempt-let_in", path: "/settings/authentication/attempts/" + find.attempt("succeeded")},
		{name: "no_rights-platform", path: "/admin", shows: "Your role does not open this page"},
		{name: "gallery-full", path: "/gallery"},
	})
}

func TestEveryScreenOfAnOrganizationWithoutADirectory(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "alderfinch.example"))
	walk(t, w, []screen{
		{name: "overview-sso_only", path: "/", shows: "Alder & Finch"},
		{name: "people-sso_only", path: "/people"},
		{name: "groups-sso_only", path: "/groups"},
		{name: "directory-none", path: "/directory"},
		{name: "activity-sso_only", path: "/activity"},
	})
}

func TestEveryScreenOfAnOrganizationInTrouble(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := c.admin(t, "tidewater-logistics.example")
	refuse(t, c, who.OrganizationID)
	w, find := c.window(t, who), finder{t, platformOf(t, d), who.OrganizationID}
	events := find.eventsByOutcome()
	walk(t, w, []screen{
		{name: "overview-trouble", path: "/"},
		{name: "directory-trouble", path: "/directory"},
		{name: "activity-trouble", path: "/activity"},
		{name: "event-parked", path: "/events/" + events["parked"]},
		{name: "event-dead", path: "/events/" + events["dead"]},
		{name: "attempts-refused", path: "/settings/authentication/attempts?status=refused"},
		{name: "attempt-refused", path: "/settings/authentication/attempts/" + find.attempt("refused")},
	})
}

func TestEveryScreenOfAnOrganizationThatHasNothing(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, adminOfNothing(t, d))
	walk(t, w, []screen{
		{name: "overview-empty", path: "/", shows: "Quiet Harbor"},
		{name: "people-empty", path: "/people"},
		{name: "groups-empty", path: "/groups"},
		{name: "directory-empty", path: "/directory"},
		{name: "activity-empty", path: "/activity"},
		{name: "attempts-empty", path: "/settings/authentication/attempts?status=refused"},
	})
}

func TestEveryScreenOfThePlatform(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", ""))
	org := c.admin(t, "tidewater-logistics.example").OrganizationID
	walk(t, w, []screen{
		{name: "admin-full", path: "/admin", shows: "Northwind Health"},
		{name: "admin-filtered", path: "/admin?health=bad"},
		{name: "admin_events-full", path: "/admin/events"},
		{name: "admin_events-dead", path: "/admin/events?outcome=dead"},
		{name: "admin_events-no_match", path: "/admin/events?q=nothing-is-called-so"},
		{name: "workos-full", path: "/admin/settings/workos"},
		{name: "me-platform", path: "/me"},
		{name: "people-scoped", path: "/people?organization_id=" + org},
		{name: "directory-scoped", path: "/directory?organization_id=" + org},
		{name: "people-unscoped", path: "/people"},
		{name: "directory-unscoped", path: "/directory"},
	})
}

func TestEveryScreenOfAMember(t *testing.T) {
	d, b := field(t)
	w := cast{d, b}.window(t, d.SignIn(t, "ROLE_MEMBER", ""))
	walk(t, w, []screen{
		{name: "me-member", path: "/me", shows: "Samuel"},
		{name: "no_rights-people", path: "/people", shows: "Your role does not open this page"},
	})
}

// A page that one's role does not open says so, and asks the server for nothing that it would refuse.
func TestAPageThatIsLockedAsksForNothing(t *testing.T) {
	d, b := field(t)
	w := cast{d, b}.window(t, d.SignIn(t, "ROLE_MEMBER", ""))
	for _, path := range []string{"/people", "/groups", "/activity", "/directory", "/settings/authentication/attempts", "/events/event_1", "/people/member_1", "/admin", "/admin/events", "/admin/settings/workos"} {
		w.Go(path)
		w.Shows("Your role does not open this page")
		w.Until("only who is signed in was asked for", `performance.getEntriesByType("resource").filter(e => e.name.includes("/api/") && !/\/api\/(me|live)/.test(e.name)).length === 0`)
	}
}

// bare are the pages that need no program in the browser.
func TestEveryPageBeforeOneIsSignedIn(t *testing.T) {
	d, b := field(t)
	w := b.Open(t, d.URL)
	w.Allow("404")
	w.Allow("403")
	for _, s := range []screen{
		{name: "sign_in-plain", path: "/sign-in", shows: "Sign in to MemberPulse"},
		{name: "sign_in-ended", path: "/sign-in?ended=expired&return_to=%2Fpeople", shows: "session had ended"},
		{name: "not_found-bare", path: "/nothing/is/here", shows: "here"},
		{name: "api_reference", path: "/api/docs", shows: "API reference"},
	} {
		t.Run(s.name, func(t *testing.T) {
			w.Hand(t)
			w.Visit(d.URL + s.path)
			w.Shows(s.shows)
			w.hold(t, s.name)
		})
	}
	w.Hand(t)
	w.Visit(d.URL + "/auth/sso?email=" + url.QueryEscape("eve@tidewater-logistics.example"))
	w.Until("the identity provider's page", `location.origin !== `+quote(d.URL)+` && document.querySelector("input[name=email]")`)
	w.hold(t, "hosted_sign_in-sso")
	w.Type(`input[name=email]`, "eve@tidewater-logistics.example")
	w.Click(`form button[type=submit]`)
	w.Shows("not")
	w.hold(t, "sign_in-refused")
	w.Visit(d.URL + "/auth/login")
	w.Until("AuthKit's page", `location.origin !== `+quote(d.URL)+` && document.querySelector("input[name=email]")`)
	w.hold(t, "hosted_sign_in-authkit")
	w.Type(`input[name=email]`, ofTwo(t, d))
	w.Click(`form button[type=submit]`)
	w.Shows("Juniper")
	w.hold(t, "choose-organization")
}

func TestEveryPageOfTheSandbox(t *testing.T) {
	d, b := field(t)
	w := b.Open(t, d.SandboxURL)
	org := d.Directories[0].OrganizationID
	for _, s := range []screen{
		{name: "console-overview", path: "/_sandbox/"},
		{name: "console-organization", path: "/_sandbox/console/organizations/" + org},
		{name: "console-people", path: "/_sandbox/console/people?organization_id=" + org},
		{name: "console-directories", path: "/_sandbox/console/directories"},
		{name: "console-directory", path: "/_sandbox/console/directories/" + d.Directories[0].DirectoryID},
		{name: "console-deliveries", path: "/_sandbox/console/deliveries"},
		{name: "console-events", path: "/_sandbox/console/events"},
		{name: "console-faults", path: "/_sandbox/console/faults"},
	} {
		t.Run(s.name, func(t *testing.T) {
			w.Hand(t)
			w.Visit(d.SandboxURL + s.path)
			w.hold(t, s.name)
		})
	}
	w.Hand(t)
	for _, intent := range []string{"sso", "dsync"} {
		var link struct {
			Link string `json:"link"`
		}
		d.Sandbox().Call(t, "POST", "/portal/generate_link", map[string]any{"organization": org, "intent": intent}, &link)
		w.Visit(link.Link)
		w.hold(t, "portal-"+intent)
	}
}
