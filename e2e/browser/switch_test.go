package browser

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Before makes a script run in each page of the window before the page's own.
func (w *Window) Before(script string) {
	w.t.Helper()
	Act(w, "put a script before the page", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}

// The organization in scope keeps its name while others are searched for, and has it though no list brought it.
func TestTheOrganizationInScopeKeepsItsName(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	org := c.admin(t, "northwind-health.example").OrganizationID
	w := c.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", ""))
	named := `document.querySelector("#org-switch .orgswitch__name").innerText === "Northwind Health" && document.title.includes("Northwind Health")
		&& document.querySelector(".crumbs").innerText.includes("Northwind Health")`
	w.Go("/people?organization_id=" + org)
	w.Until("it is named", named)
	w.Click(`#org-switch`)
	w.Type(`#org-search`, "Kestrel")
	w.Until("another is found", `document.querySelectorAll("[role=option]").length === 1 && document.querySelector("[role=option]").innerText.includes("Kestrel Robotics")`)
	Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
	w.Until("it is named still", named)
	Eval[bool](w, `[...document.querySelectorAll(".nav__item")].find(e => e.innerText.trim() === "Groups").click(), true`)
	w.Ready("/groups")
	w.Until("it is named on the next page", named)

	w.Before(`const honest = window.fetch; window.fetch = (path, ...rest) => honest(String(path).replace("/api/organizations?limit=20", "/api/organizations?limit=1"), ...rest)`)
	w.Go("/people?organization_id=" + org)
	w.Until("it is named though the list ends before it", named)
	w.Click(`#org-switch`)
	w.Until("the list has one alone", `document.querySelectorAll("[role=option]").length === 2 && !document.querySelector("[role=listbox]").innerText.includes("Northwind Health")`)
}

// The switcher narrows its list while one types, has its first match chosen, and obeys arrows, Enter and Escape.
func TestTheSwitcherIsWorkedByTheKeyboard(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	org := c.admin(t, "tidewater-logistics.example").OrganizationID
	w := c.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", ""))
	w.Go("/people?organization_id=" + c.admin(t, "northwind-health.example").OrganizationID)
	options := `[...document.querySelectorAll("[role=option]")]`
	chosen := `document.querySelector("[role=option][aria-selected]:not([aria-selected=false])")`
	w.Click(`#org-switch`)
	w.Until("all are listed by name, and the one in scope is chosen", options+`.length > 3 && `+options+`[0].innerText.includes("All organizations") &&
		`+options+`.slice(1).every((e, i, all) => !i || all[i-1].innerText.trim().toLowerCase() <= e.innerText.trim().toLowerCase()) && `+chosen+`.innerText.includes("Northwind Health")`)
	w.Until("the box says which row is chosen", `document.activeElement.id === "org-search" && document.activeElement.getAttribute("aria-activedescendant") === `+chosen+`.id`)
	w.MustPassAxe("the open switcher")
	if pictured() {
		w.Picture("switcher-open-light-1440")
	}
	Act(w, "press Down", chromedp.KeyEvent(kb.ArrowDown))
	w.Until("the next is chosen", options+`.indexOf(`+chosen+`) === `+options+`.findIndex(e => e.innerText.includes("Northwind Health")) + 1 || `+options+`.indexOf(`+chosen+`) === 0`)
	w.Type(`#org-search`, "tide")
	w.Until("one is left, and chosen", options+`.length === 1 && `+chosen+`.innerText.includes("Tidewater")`)
	Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
	w.Until("it is shut, and its button has the keyboard", `!document.querySelector("#org-search") && document.activeElement.id === "org-switch"`)
	w.Click(`#org-switch`)
	w.Until("all are listed again", options+`.length > 3 && document.querySelector("#org-search").value === ""`)
	w.Type(`#org-search`, "tide"+kb.Enter)
	w.Until("Enter opens it", `location.pathname === "/people" && location.search === `+quote("?organization_id="+org)+` && !document.querySelector("#org-search")`)
	w.Click(`#org-switch`)
	w.Type(`#org-search`, "nobodyiscalledso")
	w.Shows("No organization matches")
	Act(w, "press Enter", chromedp.KeyEvent(kb.Enter))
	w.Until("nothing is opened", `location.search === `+quote("?organization_id="+org))
}

// From one attempt of an organization the switcher leads to the attempts of the other.
func TestSwitchingFromOneAttemptLeadsToTheOthersList(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := c.admin(t, "northwind-health.example")
	c.window(t, who)
	attempt := finder{t, platformOf(t, d), who.OrganizationID}.attempt("succeeded")
	w := c.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", ""))
	w.Go("/settings/authentication/attempts/" + attempt + "?organization_id=" + who.OrganizationID)
	w.Click(`#org-switch`)
	w.Until("the others are listed", `[...document.querySelectorAll("[role=option]")].some(e => e.innerText.includes("Kestrel"))`)
	Eval[bool](w, `[...document.querySelectorAll("[role=option]")].find(e => e.innerText.includes("Kestrel")).click(), true`)
	w.Until("the list of the other is shown", `location.pathname === "/settings/authentication/attempts" && location.search.includes("organization_id=") && !location.search.includes(`+quote(who.OrganizationID)+`)`)
	w.Shows("Sign-in attempts")
}
