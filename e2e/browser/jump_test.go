package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"memberpulse/shared"
)

// Enter opens what is typed now, never a row of what was typed before, also where the answer is late.
func TestEnterOpensWhatIsTypedNow(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := c.admin(t, "northwind-health.example")
	aiko := finder{t, platformOf(t, d), who.OrganizationID}.member("aiko.tanaka")
	w := c.window(t, who)
	w.Go("/")
	Eval[bool](w, delayed)
	openJump(w)
	Act(w, "type", chromedp.KeyEvent("Amara"))
	w.Until("somebody else is found", `[...document.querySelectorAll("[role=option]")].some(e => e.innerText.includes("Amara"))`)
	Eval[bool](w, `document.activeElement.select(), true`)
	Act(w, "type and press Enter at once", chromedp.KeyEvent("Tanaka"+kb.Enter))
	w.Until("the person is open", `location.pathname === `+quote("/people/"+aiko))
	openJump(w)
	Act(w, "type a page and press Enter at once", chromedp.KeyEvent("Activ"+kb.Enter))
	w.Until("the page is open", `location.pathname === "/activity"`)
	openJump(w)
	Act(w, "type what nobody is called, and press Enter", chromedp.KeyEvent("Nobodyiscalledso"+kb.Enter))
	w.Shows("Nothing by that name")
	if at := Eval[string](w, `location.pathname`); at != "/activity" {
		t.Errorf("it went to %s", at)
	}
}

// An id that is pasted leads to what it belongs to.
func TestAPastedIDIsOpened(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := c.admin(t, "northwind-health.example")
	w := c.window(t, who)
	find := finder{t, platformOf(t, d), who.OrganizationID}
	aiko := find.member("aiko.tanaka")
	m, err := find.api.Member(t.Context(), aiko, who.OrganizationID)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{aiko: "/people/" + aiko}
	for _, i := range m.Identities {
		ids[i.ID] = "/people/" + aiko
	}
	event, attempt, group := find.eventsByOutcome()[shared.OutcomeApplied], find.attempt("succeeded"), find.group("Nursing")
	ids[event], ids[attempt], ids[group] = "/events/"+event, "/settings/authentication/attempts/"+attempt, "/groups"
	directory, connection, domain := find.pieces()
	ids[directory], ids[connection] = "/directory", "/settings/authentication/attempts"
	for id, path := range ids {
		w.Go("/me")
		openJump(w)
		Act(w, "paste and press Enter", chromedp.KeyEvent(id+kb.Enter))
		w.Until(id+" leads to "+path, `location.pathname === `+quote(path))
	}
	w.Go("/groups?group=" + group)
	w.Shows("Aiko Tanaka")

	operator := c.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", ""))
	for _, typed := range []string{who.OrganizationID, "Northwind Hea", domain} {
		operator.Go("/admin")
		openJump(operator)
		Act(operator, "type and press Enter", chromedp.KeyEvent(typed+kb.Enter))
		operator.Until("the organization is open", `location.search === `+quote("?organization_id="+who.OrganizationID))
		operator.Shows("In step with Northwind Okta")
	}
	operator.Go("/admin")
	openJump(operator)
	Act(operator, "paste the id of a directory and press Enter", chromedp.KeyEvent(directory+kb.Enter))
	operator.Until("the directory is open in its organization", `location.pathname + location.search === `+quote("/directory?organization_id="+who.OrganizationID))
	Act(operator, "make the window low", chromedp.EmulateViewport(1440, 480))
	openJump(operator)
	for range 9 {
		Act(operator, "press Down", chromedp.KeyEvent(kb.ArrowDown))
	}
	operator.Until("the chosen row is in sight", `(() => {
		const row = document.querySelector(".jump [aria-selected]:not([aria-selected=false])").getBoundingClientRect(), list = document.querySelector(".jump__results").getBoundingClientRect()
		return document.querySelector(".jump__results").scrollTop > 0 && row.bottom <= list.bottom + 1 && row.top >= list.top - 1
	})()`)
}

// The jump box says that it searches, and that it could not; on a phone a button opens it.
func TestTheJumpBoxTellsHowItsSearchStands(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Allow("503")
	w.Go("/")
	w.Meddle(Holding)
	openJump(w)
	Act(w, "type", chromedp.KeyEvent("Tanaka"))
	w.Until("it searches", `document.querySelector(".jump .skeleton") && !document.querySelector(".jump").innerText.includes("Nothing by that name")`)
	w.MustPassAxe("the jump box while it searches")
	w.Meddle(Refusing)
	Act(w, "type on", chromedp.KeyEvent(" "+"A"))
	w.Until("it says what went wrong", `document.querySelector(".jump").innerText.includes("The database does not answer") && !document.querySelector(".jump .skeleton")`)
	w.Meddle(Honest)
	Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
	for _, l := range looks() {
		w.Look(l.width, l.theme)
		if l.width > 860 {
			openJump(w)
		} else {
			w.Click("#open-jump")
		}
		w.Until("the jump box is open", `document.activeElement.getAttribute("role") === "combobox"`)
		w.MustPassAxe("the jump box")
		if pictured() {
			w.Picture(fmt.Sprintf("jump-%s-%d", l.theme, l.width))
		}
		Act(w, "press Escape", chromedp.KeyEvent(kb.Escape))
		w.Until("it is closed", `!document.querySelector("[role=combobox]")`)
		if wide := w.sticksOut(); wide > 0 {
			t.Errorf("scrolls sideways by %d px at %d: %v", wide, l.width, w.widest())
		}
	}
}
