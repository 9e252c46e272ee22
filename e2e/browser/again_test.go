package browser

import (
	"net/http"
	"testing"

	"memberpulse/e2e/program"
	"memberpulse/shared"
)

// delayed makes each answer of the page's API come 200 ms late, as it does over a long line.
const delayed = `(() => {
	const honest = window.fetch
	window.fetch = (...asked) => new Promise(done => setTimeout(done, 200)).then(() => honest(...asked))
	return true
})()`

// held keeps the page's requests to the API back until release is called.
const held = `(() => {
	const honest = window.fetch
	const released = new Promise(done => { window.release = done })
	window.fetch = (...asked) => released.then(() => honest(...asked))
	return true
})()`

// A screen that failed is whole after Try again, and says that it is ready only then.
func TestTryAgainBringsBackEveryScreenThatFailed(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	admin := c.admin(t, "northwind-health.example")
	signedIn := c.window(t, admin)
	find := finder{t, platformOf(t, d), admin.OrganizationID}
	for _, as := range []struct {
		w       *Window
		screens []screen
	}{
		{signedIn, []screen{
			{name: "overview", path: "/"},
			{name: "people", path: "/people", shows: "Aiko Tanaka"},
			{name: "person", path: "/people/" + find.member("aiko.tanaka"), shows: "Aiko Tanaka"},
			{name: "groups", path: "/groups", shows: "Nursing"},
			{name: "directory", path: "/directory", shows: "Northwind Okta"},
			{name: "activity", path: "/activity"},
			{name: "event", path: "/events/" + find.eventsByOutcome()["applied"], shows: "Decision"},
			{name: "attempts", path: "/settings/authentication/attempts"},
			{name: "attempt", path: "/settings/authentication/attempts/" + find.attempt("succeeded"), shows: "Stages"},
			{name: "me", path: "/me"},
		}},
		{c.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", "")), []screen{
			{name: "admin", path: "/admin", shows: "Northwind Health"},
			{name: "admin_events", path: "/admin/events"},
			{name: "workos", path: "/admin/settings/workos"},
		}},
	} {
		w := as.w
		w.Allow("503")
		for _, s := range as.screens {
			t.Run(s.name, func(t *testing.T) {
				w.Hand(t)
				w.Meddle(Refusing)
				w.Visit(d.URL + s.path)
				w.Shows("Try again")
				w.Ready(s.path)
				w.Meddle(Honest)
				Eval[bool](w, held)
				Eval[bool](w, `[...document.querySelectorAll("main button")].filter(e => e.innerText === "Try again").forEach(e => e.click()), true`)
				w.Until("it waits", `document.documentElement.dataset.ready === undefined`)
				Eval[bool](w, `release(), true`)
				w.Until("it says that it is ready again", `document.documentElement.dataset.ready`)
				if left := Eval[string](w, `[...document.querySelectorAll("main .skeleton, main [aria-busy=true], main button")]
					.filter(e => e.tagName !== "BUTTON" || e.innerText === "Try again").map(e => e.outerHTML).join("\n")`); left != "" {
					t.Errorf("it says that it is ready, with this left: %s", left)
				}
				if s.shows != "" {
					w.Shows(s.shows)
				}
			})
		}
		w.Hand(t)
	}
}

// Who is signed in is asked for again by Try again as well, and the whole shell comes back.
func TestTryAgainBringsBackWhoIsSignedIn(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Before(`const honest = window.fetch; window.refuse = true
		window.fetch = (path, ...rest) => window.refuse && path === "/api/me" ?
			Promise.resolve(new Response(JSON.stringify({ title: "The database does not answer", status: 503, code: "unavailable" }), { status: 503 })) : honest(path, ...rest)`)
	w.Visit(d.URL + "/people")
	w.Shows("Try again")
	Eval[bool](w, `window.refuse = false, true`)
	Eval[bool](w, delayed)
	w.Click("main .state__actions button")
	w.Shows("Aiko Tanaka")
	w.Until("the shell is whole", `document.querySelector("#account") && document.querySelector(".orgswitch").innerText.includes("Northwind Health") && !document.querySelector(".sidebar .skeleton")`)
}

// A press on "N new" brings the new rows, also where the bar is gone before the answer has come.
func TestNewRowsComeWhereTheAnswerIsLate(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	dir := d.Directories[0]
	for _, s := range []struct {
		path, shows string
		change      func()
	}{
		{"/people", "Nadia Newcome", func() { pushPerson(t, d, dir, "Nadia", "Newcome") }},
		{"/groups", "Nightshift", func() { pushGroup(t, d, dir, "Nightshift") }},
	} {
		t.Run(s.path[1:], func(t *testing.T) {
			w := c.window(t, c.admin(t, "northwind-health.example"))
			w.Go(s.path)
			w.Until("the stream is live", `document.querySelector(".live--on")`)
			s.change()
			w.Until("a new row is announced", `document.querySelector(".table__news")`)
			w.Ready(s.path)
			Eval[bool](w, delayed)
			w.Click(".table__news")
			w.Until("the list is read", `!document.querySelector(".table__news") && document.documentElement.dataset.ready`)
			w.Until("nothing is on its way", `!document.querySelector("main [aria-busy=true]")`)
			if s.path == "/groups" {
				w.Shows(s.shows)
			}
		})
	}
}

// An event that was given up is applied once somebody asks for it, and the open page tells so by itself, also to the
// operator who looks at no organization.
func TestADeadEventIsReplayedFromItsPage(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	admin := c.admin(t, "tidewater-logistics.example")
	find := finder{t, platformOf(t, d), admin.OrganizationID}
	dead := find.eventsByOutcome()[shared.OutcomeDead]
	if dead == "" {
		t.Fatal("the demonstration has no dead event")
	}
	for _, reader := range []struct {
		name string
		who  program.DemoSignIn
	}{{"the client admin", admin}, {"the operator", d.SignIn(t, "ROLE_PLATFORM_ADMIN", "")}} {
		t.Run(reader.name, func(t *testing.T) {
			w := c.window(t, reader.who)
			w.Go("/events/" + dead)
			w.Until("it is dead", `document.querySelector("main .status--dead")`)
			w.Until("the stream is live", `document.querySelector(".live--on")`)
			Eval[bool](w, delayed)
			Eval[bool](w, watched)
			Eval[bool](w, `(b => (b.focus(), b.click(), true))([...document.querySelectorAll("main button")].find(e => e.innerText.includes("Replay")))`)
			w.Shows("It is in its lane again")
			w.Until("the keyboard is at what becomes of it", `document.activeElement.id === "outcome"`)
			w.Until("it was in its lane, and is decided anew", `seen.includes("pending") && seen.at(-1) === "dead"`)
			w.Until("the button rests", `![...document.querySelectorAll("main button")].some(e => e.innerText.includes("Replaying"))`)
			w.Shows("after it was tried again")
		})
	}
}

// watched keeps each outcome that the head of the page tells, in seen.
const watched = `(() => {
	window.seen = []
	const look = () => {
		const now = document.querySelector("main .page__meta .status")?.firstChild?.textContent
		if (now && now !== seen.at(-1)) seen.push(now)
	}
	new MutationObserver(look).observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true, attributes: true })
	look()
	return true
})()`

func pushGroup(t *testing.T, d *program.Demo, dir program.DemoDirectory, name string) {
	t.Helper()
	status, body := d.Sandbox().SCIM(t, dir, http.MethodPost, "/Groups", map[string]any{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "displayName": name,
	})
	if status != http.StatusCreated {
		t.Fatalf("push the group %s: %d %v", name, status, body)
	}
}
