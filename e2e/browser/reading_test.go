package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// northwind opens the activity page of an organization that has a long log, with its stream live.
func northwind(t *testing.T) (*Window, func(first, last string)) {
	t.Helper()
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Go("/activity")
	w.Until("the stream is live", `document.querySelector(".live--on")`)
	w.Until("the log is long", `document.querySelectorAll("main tbody tr[id]").length > 40`)
	return w, func(first, last string) { pushPerson(t, d, d.Directories[0], first, last) }
}

// place is the row that has the keyboard, and where in the window it stands.
const place = `(r => r && r.id + " at " + Math.round(r.getBoundingClientRect().top))(document.activeElement.closest("tr"))`

// firstRow is the newest row of a log.
const firstRow = `document.querySelector("main tbody tr[id]")`

// What comes while a log is read moves nothing: neither the row that is read nor the keyboard. The bar that tells of it
// leads to the newest row.
func TestNewRowsMoveNothingThatIsRead(t *testing.T) {
	w, push := northwind(t)
	Eval[bool](w, `scrollTo(0, 900), document.querySelectorAll("main tbody tr[id] .link--row")[16].focus({preventScroll: true}), true`)
	before := Eval[string](w, place)
	push("Rita", "Readalong")
	w.Until("a new row is announced", `document.querySelector(".table__news")`)
	if after := Eval[string](w, place); after != before {
		t.Errorf("who read %s reads %s once a row has come", before, after)
	}
	Eval[bool](w, `document.querySelector(".table__news").focus({preventScroll: true}), true`)
	Act(w, "press Enter", chromedp.KeyEvent(kb.Enter))
	w.Until("the keyboard is at the newest row, in sight", `document.activeElement.closest("tr") === `+firstRow+` && `+firstRow+`.innerText.includes("Readalong") &&
		`+firstRow+`.getBoundingClientRect().top > 80 && `+firstRow+`.getBoundingClientRect().bottom < innerHeight`)
}

// At the top, too, the keyboard stays with its row when rows are put before it.
func TestTheKeyboardStaysWithItsRowWhereRowsAreFollowed(t *testing.T) {
	w, push := northwind(t)
	Eval[bool](w, `scrollTo(0, 0), `+firstRow+`.querySelector(".link--row").focus({preventScroll: true}), true`)
	row := Eval[string](w, `document.activeElement.closest("tr").id`)
	push("Tilda", "Topmost")
	w.Shows("Tilda Topmost")
	w.Until("the keyboard is where it was", `document.activeElement.closest("tr")?.id === `+quote(row)+` && `+firstRow+`.id !== `+quote(row))
}

// Rows are followed at the very top alone: further down they gather like others.
func TestRowsAreFollowedAtTheTopAlone(t *testing.T) {
	w, push := northwind(t)
	Eval[bool](w, `scrollTo(0, 700), true`)
	newest := Eval[string](w, firstRow+`.id`)
	push("Dora", "Downthere")
	w.Until("the row has come, and is not put in", `document.querySelector(".table__news") && `+firstRow+`.id === `+quote(newest))
	Eval[bool](w, `scrollTo(0, 0), true`)
	push("Uma", "Upagain")
	w.Shows("Uma Upagain")
	w.Shows("Dora Downthere")
}

// Back leads to where in the list one was; another page of it begins at its top.
func TestAListIsFoundWhereItWasLeft(t *testing.T) {
	w, _ := northwind(t)
	Eval[bool](w, `scrollTo(0, 900), new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
	Eval[bool](w, `document.querySelectorAll("main tbody tr[id] .link--row")[16].click(), true`)
	w.Until("the event is open, at its top", `location.pathname.startsWith("/events/") && document.documentElement.dataset.ready === location.pathname && scrollY === 0`)
	Act(w, "go back", chromedp.NavigateBack())
	w.Until("the list is where it was", `location.pathname === "/activity" && document.documentElement.dataset.ready === "/activity" && Math.abs(scrollY - 900) < 2`)
	newest := Eval[string](w, firstRow+`.id`)
	Eval[bool](w, `scrollTo(0, document.body.scrollHeight), [...document.querySelectorAll(".pager a")].find(e => e.innerText === "Older").click(), true`)
	w.Until("the older page is read from its top", `location.search.includes("after=") && `+firstRow+`.id !== `+quote(newest)+` && !document.querySelector(".table[aria-busy]") &&
		(top => top > 40 && top < innerHeight)(`+firstRow+`.getBoundingClientRect().top) && document.activeElement.closest("tr") === `+firstRow)
}

// A search is the server's; what comes meanwhile is told, and searched again when asked.
func TestASearchTellsOfNewChanges(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Go("/activity?q=Soughtafter")
	w.Until("the stream is live", `document.querySelector(".live--on") && document.querySelector(".state")`)
	pushPerson(t, d, d.Directories[0], "Sally", "Soughtafter")
	w.Until("it is told", `document.querySelector(".table__news")?.innerText.includes("search again")`)
	w.Until("they are found", `document.querySelector(".table__news")?.click(), document.querySelector("main tbody tr[id]")?.innerText.includes("Sally Soughtafter")`)
}

// A filter that the server does not know is a fault of the address, which the reader mends by dropping it.
func TestAFilterThatIsNotKnownIsDropped(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	lists := map[string][]string{
		"client":   {"/activity?outcome=bogus", "/activity?since=yesterday", "/activity?after=bogus", "/people?state=bogus", "/people?role=ROLE_BOGUS", "/groups?state=bogus", "/settings/authentication/attempts?status=bogus"},
		"platform": {"/admin/events?outcome=bogus", "/admin?health=bogus"},
	}
	for who, paths := range lists {
		w := c.window(t, c.admin(t, "northwind-health.example"))
		if who == "platform" {
			w = c.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", ""))
		}
		w.Allow("422")
		w.Allow("400")
		for _, path := range paths {
			w.Go(path)
			w.Until(path+" offers to drop its filters", `[...document.querySelectorAll("main .state a")].some(e => e.innerText === "Clear filters")`)
			if said := w.Text(); strings.Contains(said, "Nothing was saved") {
				t.Errorf("%s speaks of saving: %s", path, said)
			}
			Eval[bool](w, `[...document.querySelectorAll("main .state a")].find(e => e.innerText === "Clear filters").click(), true`)
			w.Until(path+" without filters has rows", `location.search === "" && document.querySelector("main tbody tr[id]")`)
		}
	}
}

// The key / leads to the search of the page, but not out of a field in which it is typed.
func TestASlashLeadsToTheSearchOfThePage(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Go("/people")
	slash(w)
	w.Until("the search has the keyboard, and nothing is typed", `document.activeElement.matches("main input[type=search]") && document.activeElement.value === ""`)
	slash(w)
	w.Until("a second one is typed", `document.activeElement.value === "/"`)
}

// slash presses the key as a keyboard does: what it types is lost where a page takes the key for itself.
func slash(w *Window) {
	w.t.Helper()
	Act(w, "press /", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		for _, p := range []input.DispatchKeyEventParams{{Type: input.DispatchKeyEventTypeKeyDown, Key: "/", Code: "Slash", Text: "/"}, {Type: input.DispatchKeyEventTypeKeyUp, Key: "/", Code: "Slash"}} {
			if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, p); err != nil {
				return err
			}
		}
		return nil
	}))
}

// On paper there is the page alone, dark on white, and tables are whole.
func TestAPageIsPrintedWithoutItsFrame(t *testing.T) {
	w, _ := northwind(t)
	w.Look(1440, "dark")
	Act(w, "print", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
		})
		return err
	}))
	w.Until("the frame is gone and the ground is white", `[".topbar", ".sidebar", ".pager a", ".filters"].every(s => [...document.querySelectorAll(s)].every(e => !e.checkVisibility())) &&
		getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)" && getComputedStyle(document.querySelector("h1")).color !== "rgb(255, 255, 255)" &&
		getComputedStyle(document.querySelector(".table")).overflow === "visible" && document.querySelector("main").getBoundingClientRect().left < 40`)
	if pictured() {
		w.Picture("activity-printed")
	}
}
