package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Every filter lives in the address: Back leads to the list before, and reload gives the same screen.
func TestFiltersLiveInTheAddress(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Go("/people")
	w.Type(`input[type=search]`, "tanaka"+kb.Enter)
	w.Until("the address says what is searched", `location.search.includes("q=tanaka")`)
	w.Shows("1 person shown")
	w.Click(`main .link--row`)
	w.Until("the pane of the person is open", `location.search.includes("person=") && document.querySelector(".pane")`)
	w.Shows("Roles, and where each came from")
	Act(w, "go back", chromedp.NavigateBack())
	w.Until("the pane is gone", `!document.querySelector(".pane") && location.search.includes("q=tanaka")`)
	Act(w, "go back", chromedp.NavigateBack())
	w.Until("the search is gone", `location.pathname === "/people" && location.search === "" && document.querySelector("input[type=search]").value === ""`)
	w.Go("/activity?outcome=stale")
	w.Until("the facet is chosen", `document.querySelector("[aria-current=true]").innerText.includes("Stale")`)
}

// A search follows the typing and keeps the keyboard; to empty the box ends it; all of it is one step of the history.
func TestASearchFollowsTheTyping(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Go("/groups")
	w.Go("/people")
	w.Until("all are listed", names+`.length > 10`)
	w.Type(`#q`, "tana")
	w.Until("they are narrowed", `location.search === "?q=tana" && `+names+`.length === 1 && document.activeElement.id === "q"`)
	Act(w, "type on", chromedp.KeyEvent("ka"))
	w.Until("they are narrowed on", `location.search === "?q=tanaka" && document.querySelector("#q").value === "tanaka" && document.activeElement.id === "q"`)
	Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
	w.Until("all are listed again", `location.search === "" && document.querySelector("#q").value === "" && `+names+`.length > 10`)
	Act(w, "type another", chromedp.KeyEvent("nobodyiscalledso"))
	w.Until("nobody is found", `location.search === "?q=nobodyiscalledso" && document.querySelector("main").innerText.includes("Clear")`)
	Eval[bool](w, `[...document.querySelectorAll("main .state a")].find(e => e.innerText.includes("Clear")).click(), true`)
	w.Until("the link empties the box", `location.search === "" && document.querySelector("#q").value === "" && `+names+`.length > 10`)
}

// Escape closes what was opened beside a list, unless it belongs to a field.
func TestEscapeClosesThePane(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Go("/people")
	w.Click(`main .link--row`)
	w.Until("the pane is open", `document.querySelector(".pane")?.innerText.includes("Groups")`)
	Eval[bool](w, `document.querySelector("input[type=search]").focus(), true`)
	Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
	if !Eval[bool](w, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => (document.querySelector("input[type=search]").blur(), done(!!document.querySelector(".pane"))))))`) {
		t.Error("the Escape of a field closed the pane")
	}
	Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
	w.Until("the pane is closed", `!document.querySelector(".pane") && !location.search.includes("person=")`)
}

// New rows come by themselves, unless the reader stops that: then they gather until they are asked for.
func TestRowsComeByThemselvesUntilThatIsStopped(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	dir := d.Directories[0]
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Go("/activity")
	w.Until("the stream is live", `document.querySelector(".live--on")`)
	pushPerson(t, d, dir, "Fola", "Followed")
	w.Shows("Fola Followed")
	w.Click(`main [role=switch]`)
	pushPerson(t, d, dir, "Gita", "Gathered")
	w.Until("a new row is announced, and is not put in", `document.querySelector(".table__news") && !document.querySelector("main tbody").innerText.includes("Gita Gathered")`)
	w.Click(`.table__news`)
	w.Shows("Gita Gathered")
	w.Click(`.live`)
	w.Until("the stream is paused", `document.querySelector(".live--paused")`)
	w.Click(`.live`)
	w.Until("the stream is live again", `document.querySelector(".live--on")`)
}

// Before a connection is disabled one is told whom that meets; then it lets nobody in, and Undo takes that back.
func TestAConnectionIsDisabledAndUndone(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "alderfinch.example"))
	w.Go("/settings/authentication/attempts")
	w.Until("the connection is enabled", `document.querySelector("main [role=switch]")?.checked === true`)
	w.Click(`main [role=switch]`)
	w.Until("it is said what that does", `/People here\s+[0-9]+/.test(document.querySelector("dialog[open]")?.innerText) && document.querySelector("main [role=switch]").checked`)
	w.MustPassAxe("the question")
	Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
	w.Until("nothing has changed", `!document.querySelector("dialog") && document.querySelector("main [role=switch]").checked`)
	w.Click(`main [role=switch]`)
	w.Click(`#move-connection`)
	w.Shows("Nobody signs in through")
	w.Until("the connection is disabled", `document.querySelector("main [role=switch]")?.checked === false`)
	w.Click(`.toast button`)
	w.Until("the connection is enabled again", `document.querySelector("main [role=switch]")?.checked === true`)
}

// Somebody ends the session of their other browser, which is signed out; then they sign out of this one.
func TestSessionsEndWhereTheyAreEnded(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := d.SignIn(t, "ROLE_CLIENT_USER", "")
	other, w := c.window(t, who), c.window(t, who)
	c.window(t, who)
	c.window(t, who)
	other.Allow("401")
	w.Allow("401")
	other.Go("/me")
	other.Until("the stream is live", `document.querySelector(".live--on")`)
	w.Go("/me")
	w.Click(`main .list button`)
	w.Shows("The session is ended")
	w.Until("the keyboard is at the next session", `document.activeElement.innerText === "End"`)
	Eval[bool](w, `[...document.querySelectorAll("main button")].find(e => e.innerText === "End all others").click(), true`)
	w.Shows("This one stays signed in.")
	w.Click(`#end-all`)
	w.Until("only this session is left", `document.querySelectorAll("main .list__item").length === 1 && document.activeElement.id === "this-session"`)
	other.Until("the other browser is out", `location.pathname === "/sign-in"`)
	other.Shows("This session was ended")
	w.Click(`#account`)
	w.Until("the menu is open", `[...document.querySelectorAll("[role=menuitem]")].some(e => e.innerText.includes("Sign out"))`)
	Eval[bool](w, `[...document.querySelectorAll("[role=menuitem]")].find(e => e.innerText.includes("Sign out")).click(), true`)
	w.Until("they are out", `location.pathname === "/sign-in" || location.origin !== `+quote(d.URL))
}

// Who was sent to sign in comes to the page they had asked for.
func TestADeepLinkIsKeptThroughSignIn(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := c.admin(t, "northwind-health.example")
	w := b.Open(t, d.URL)
	w.Allow("401")
	w.Visit(d.URL + "/people?q=tanaka")
	w.Until("they are asked to sign in", `location.pathname === "/sign-in" && document.querySelector("input[name=email]")`)
	w.Type(`input[name=email]`, who.Email)
	w.Click(`form button[type=submit]`)
	w.Until("the identity provider's page", `location.origin !== `+quote(d.URL)+` && document.querySelector("input[name=email]")`)
	w.Type(`input[name=email]`, who.Email)
	w.Click(`form button[type=submit]`)
	w.Until("they are where they wanted", `location.pathname === "/people" && location.search.includes("q=tanaka") && document.documentElement.dataset.ready`)
	w.Shows("Aiko Tanaka")
}

// The platform admin switches organizations from any page and stays in the chosen one.
func TestThePlatformAdminSwitchesOrganizations(t *testing.T) {
	d, b := field(t)
	w := cast{d, b}.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", ""))
	w.Go("/admin")
	w.Click(`#org-switch`)
	w.Type(`#org-search`, "Northwind")
	w.Until("one organization matches", `[...document.querySelectorAll("[role=option]")].filter(e => e.innerText.includes("Northwind Health")).length === 1`)
	Eval[bool](w, `[...document.querySelectorAll("[role=option]")].find(e => e.innerText.includes("Northwind Health")).click(), true`)
	w.Until("it is in scope", `location.search.includes("organization_id=")`)
	w.Shows("In step with Northwind Okta")
	Eval[bool](w, `[...document.querySelectorAll(".nav__item")].find(e => e.innerText.trim() === "People").click(), true`)
	w.Until("the people of it are shown", `location.pathname === "/people" && location.search.includes("organization_id=")`)
	w.Shows("Aiko Tanaka")
	w.Until("the title says where", `document.title.includes("Northwind Health")`)
}

// Ctrl-K opens the jump box, which leads by name; Escape closes it; the drawer opens and closes on a phone.
func TestTheKeyboardLeadsEverywhere(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Go("/")
	Act(w, "press Tab", chromedp.KeyEvent(kb.Tab))
	w.Until("the first stop skips to the content", `document.activeElement.className === "skip"`)
	openJump(w)
	Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
	w.Until("the jump box is closed", `!document.querySelector("[role=combobox]")`)
	openJump(w)
	Act(w, "type", chromedp.KeyEvent("Tanaka"))
	w.Until("the person is found", `[...document.querySelectorAll("[role=option]")].some(e => e.innerText.includes("Aiko Tanaka"))`)
	Act(w, "press Enter", chromedp.KeyEvent(kb.Enter))
	w.Until("the person is open", `location.pathname.startsWith("/people/") && document.documentElement.dataset.ready === location.pathname`)
	w.Shows("Aiko Tanaka")
	w.Look(360, "light")
	w.Click(`#open-drawer`)
	w.Until("the drawer is open and holds the focus", `document.querySelector("[data-drawer=open]") && document.activeElement.id === "close-drawer" && document.querySelector("[inert]")`)
	w.MustPassAxe("the open drawer")
	if pictured() {
		w.Picture("drawer-open-light-360")
	}
	Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
	w.Until("the drawer is closed", `!document.querySelector("[data-drawer=open]") && document.activeElement.id === "open-drawer"`)
}

func openJump(w *Window) {
	w.t.Helper()
	Act(w, "press Ctrl-K", chromedp.KeyEvent("k", chromedp.KeyModifiers(2)))
	w.Until("the jump box is open", `document.activeElement.getAttribute("role") === "combobox"`)
}

// A way in that could not be changed says so, offers to try again, and says so no longer once the server answers.
func TestAFaultOutlivesNoOutage(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "alderfinch.example"))
	w.Allow("503")
	w.Go("/settings/authentication/attempts")
	w.Until("the connection is enabled", `document.querySelector("main [role=switch]")?.checked === true`)
	Eval[bool](w, `window.honest = window.fetch, window.fetch = (path, o) => o?.method === "PATCH" ? Promise.resolve(new Response("{}", {status: 503})) : honest(path, o), true`)
	w.Click(`main [role=switch]`)
	w.Click(`#move-connection`)
	w.Until("the fault is said, with one button", `document.querySelectorAll("main .card > .banner .button").length === 1`)
	w.MustPassAxe("the fault in the card")
	if pictured() {
		w.Picture("attempts-fault-light-1440")
	}
	Eval[bool](w, `window.fetch = honest, true`)
	w.Click(`main .card > .banner .button`)
	w.Until("it is done after all", `!document.querySelector("main .card > .banner") && document.querySelector("main [role=switch]")?.checked === false`)
	w.Click(`.toast button`)
	w.Until("the connection is enabled again", `document.querySelector("main [role=switch]")?.checked === true`)
}

// The theme is light, dark or the system's, in all tabs of the browser.
func TestTheThemeIsChosenForAllTabs(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Look(1440, "light")
	w.Go("/me")
	choose := func(label string) {
		w.Click(`#theme`)
		w.Until("the themes are offered", `document.querySelectorAll("[role=menuitemradio]").length === 3 && document.querySelectorAll("[role=menuitemradio][aria-checked=true]").length === 1`)
		Eval[bool](w, `[...document.querySelectorAll("[role=menuitemradio]")].find(e => e.innerText.trim() === `+quote(label)+`).click(), true`)
	}
	choose("Dark")
	w.Until("it is dark", `document.documentElement.dataset.theme === "dark" && localStorage.getItem("mp-theme") === "dark"`)
	Eval[bool](w, `localStorage.setItem("mp-theme", "light"), dispatchEvent(new StorageEvent("storage", {key: "mp-theme", newValue: "light"})), true`)
	w.Until("another tab's choice is followed", `document.documentElement.dataset.theme === "light"`)
	w.Click(`#theme`)
	w.Until("the menu knows", `document.querySelector("[role=menuitemradio][aria-checked=true]")?.innerText.trim() === "Light"`)
	w.MustPassAxe("the menu of themes")
	Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
	choose("As the system has it")
	w.Until("it is the system's again", `document.documentElement.dataset.theme === undefined && localStorage.getItem("mp-theme") === null`)
}

// Where nothing is, one reads which address was asked for, and may go on searching.
func TestWhatIsNotThereNamesTheAddress(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Allow("404")
	w.Visit(d.URL + "/nothing/is/here?secret=1")
	w.Until("the address is named", `document.querySelector("#asked code")?.innerText === "/nothing/is/here"`)
	w.Until("one may search", `[...document.querySelectorAll("a")].some(e => e.innerText === "Search people") && ![...document.querySelectorAll("a")].some(e => e.innerText === "Sign in")`)
	w.hold(t, "not_found-in")
}

// A stream that stays cut is told of in words, until it is back.
func TestACutStreamIsToldInWords(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Allow("503")
	w.Allow("ERR_")
	w.Go("/activity")
	w.Until("the stream is live", `document.querySelector(".live--on")`)
	if told := Eval[string](w, `document.querySelector(".page__away").innerText`); told != "" {
		t.Errorf("a live page says %q", told)
	}
	Eval[bool](w, `window.Honest = EventSource, window.EventSource = class extends EventTarget { constructor() { super(); this.readyState = 0; setTimeout(() => this.dispatchEvent(new Event("error"))) } close() {} }, true`)
	w.Click(`.live`)
	w.Until("the stream is paused", `document.querySelector(".live--paused")`)
	w.Click(`.live`)
	w.Until("it is told", `/Reconnecting[^]*Nothing is lost/.test(document.querySelector(".page__away").innerText)`)
	w.MustPassAxe("a page whose stream is cut")
	if pictured() {
		w.Picture("activity-away-light-1440")
	}
	Eval[bool](w, `window.EventSource = Honest, true`)
	w.Click(`.live`)
	w.Click(`.live`)
	w.Until("it is back", `document.querySelector(".live--on") && document.querySelector(".page__away").innerText === ""`)
}

// The theme is switched, stays after a reload, and is known before the first paint.
func TestTheThemeIsRemembered(t *testing.T) {
	d, b := field(t)
	w := b.Open(t, d.URL)
	w.Look(1440, "light")
	w.Visit(d.URL + "/sign-in")
	before := Eval[string](w, `getComputedStyle(document.body).backgroundColor`)
	Eval[bool](w, `[...document.querySelectorAll("button")].find(e => e.innerText.includes("Theme")).click(), true`)
	w.Until("it is dark", `document.documentElement.dataset.theme === "dark"`)
	w.Visit(d.URL + "/sign-in")
	if after := Eval[string](w, `getComputedStyle(document.body).backgroundColor`); after == before {
		t.Errorf("the theme is forgotten: %s", after)
	}
}
