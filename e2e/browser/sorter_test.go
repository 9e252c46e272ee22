package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// On a phone the rows are cards without headings: a choice above them does what the headings do, in the same address.
func TestAPhoneSortsPeopleWithoutHeadings(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	sorter := `document.querySelector("main .table__sorter select")`
	shown := sorter + `.checkVisibility({visibilityProperty: true})`
	w.Go("/people?role=ROLE_MEMBER")
	if Eval[bool](w, shown) {
		t.Error("the choice stands beside the headings that do the same")
	}
	w.Look(360, "light")
	w.Until("the choice is shown, and no heading takes the focus",
		shown+` && !document.querySelector("th .table__sort").checkVisibility({visibilityProperty: true}) && `+sorter+`.labels[0].innerText.startsWith("Sort by")`)
	if ways := Eval[string](w, `[...`+sorter+`.options].map(o => o.innerText).join("; ")`); ways != "Person, A to Z; Person, Z to A; Changed, newest first; Changed, oldest first" {
		t.Errorf("one sorts by %s", ways)
	}
	first := Eval[string](w, names+`[0]`)
	Eval[bool](w, `(e => { e.value = "-name"; e.dispatchEvent(new Event("change", {bubbles: true})); return true })(`+sorter+`)`)
	w.Until("the names are turned round", `location.search === "?order=-name&role=ROLE_MEMBER" && `+sorter+`.value === "-name" && `+names+`[0] !== `+quote(first))
	Act(w, "go back", chromedp.NavigateBack())
	w.Until("the list is as it was", `location.search === "?role=ROLE_MEMBER" && `+sorter+`.value === "name" && `+names+`[0] === `+quote(first))
	w.Go("/people?q=nobody-is-called-so")
	w.Until("nothing is there to sort", `document.querySelector("main .state") && !`+sorter)
}
