package browser

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"memberpulse/e2e/program"
	"memberpulse/shared/api"
)

// names are the people of the list, as they stand.
const names = `[...document.querySelectorAll("main .table__main")].map(e => e.innerText)`

// The list of people is sorted by its headings and narrowed by a role; the address holds both, and Back undoes each.
func TestPeopleAreSortedAndNarrowedByTheAddress(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "northwind-health.example"))
	w.Go("/people")
	w.Until("it stands by name", names+`.length > 10 && document.querySelector("[aria-sort=ascending]").innerText === "Person" && `+names+`.every((n, i, all) => !i || all[i-1].toLowerCase() <= n.toLowerCase())`)
	first := Eval[string](w, names+`[0]`)
	w.Click(`th .table__sort`)
	w.Until("the names are turned round", `location.search === "?order=-name" && document.querySelector("[aria-sort=descending]") && `+names+`[0] !== `+quote(first))
	Eval[bool](w, `(e => { e.value = "ROLE_CLIENT_ADMIN"; e.dispatchEvent(new Event("change", {bubbles: true})); return true })(document.querySelector("#role"))`)
	w.Until("only client admins are left", `location.search.includes("role=ROLE_CLIENT_ADMIN") && location.search.includes("order=-name") && document.querySelector("#role").value === "ROLE_CLIENT_ADMIN" && `+names+`.length > 0 &&
		[...document.querySelectorAll("main tbody tr")].every(r => r.innerText.includes("Client admin"))`)
	Act(w, "go back", chromedp.NavigateBack())
	w.Until("any role is shown again", `location.search === "?order=-name" && document.querySelector("#role").value === "any" && `+names+`.length > 10`)
	Act(w, "go back", chromedp.NavigateBack())
	w.Until("the list is as it was", `location.search === "" && `+names+`[0] === `+quote(first))
	w.Go("/people?order=changed&role=ROLE_MEMBER")
	w.Until("a shared address gives the same screen", `document.querySelector("[aria-sort]").innerText === "Changed" && document.querySelector("#role").value === "ROLE_MEMBER"`)
}

// A list that is longer than its page says how long it is.
func TestALongListSaysHowManyPeopleThereAre(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := c.admin(t, "kestrel-robotics.example")
	platform := platformOf(t, d)
	program.Until(t, "the first sync has brought some", time.Minute, func() bool {
		list, err := platform.Members(t.Context(), api.Page{Limit: 1, OrganizationID: who.OrganizationID}, api.MemberFilter{})
		return err == nil && list.ListMetadata.Total != nil && *list.ListMetadata.Total > 60
	})
	w := c.window(t, who)
	w.Go("/people")
	w.Until("50 of all are shown", `/^50 of [0-9,]+ people$/.test(document.querySelector(".pager span").innerText)`)
}

// A group's pane shows some of its people, says how many there are, and leads to all of them.
func TestALargeGroupLeadsToAllItsPeople(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	who := c.admin(t, "northwind-health.example")
	w, find := c.window(t, who), finder{t, platformOf(t, d), who.OrganizationID}
	w.Go("/groups?group=" + find.group("Everyone"))
	w.Until("the pane says how many there are", `/^[2-9][0-9] people$/m.test(document.querySelector(".pane").innerText)`)
	Eval[bool](w, `[...document.querySelectorAll(".pane a")].find(e => e.innerText.startsWith("See all")).click(), true`)
	w.Until("the people of the group are listed", `location.pathname === "/people" && document.querySelector(".filters__chip")?.innerText.includes("Everyone")`)
	w.Until("as many as there are", `document.querySelector(".pager span").innerText.match(/^[2-9][0-9] people shown$/)`)
}

// A log says which day its rows are of, where it is read.
func TestALogNamesTheDayOfItsRows(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	admin := c.admin(t, "northwind-health.example")
	c.window(t, admin) // an attempt to list, which no test before this one need have left
	w, org := c.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", "")), admin.OrganizationID
	for _, path := range []string{"/admin/events", "/activity?organization_id=" + org, "/settings/authentication/attempts?organization_id=" + org} {
		w.Go(path)
		w.Until("the day is named", `/^(Today|Yesterday), /.test(document.querySelector("main .table__day")?.innerText) && document.querySelector("main tbody tr").className === "table__day"`)
		w.Look(360, "light")
		Eval[bool](w, `window.scrollTo(0, document.querySelector("main tbody").getBoundingClientRect().top + scrollY + 300), true`)
		w.Until("it stays in sight on a phone", `(r => r.top >= 0 && r.bottom <= 120)(document.querySelector("main .table__day").getBoundingClientRect()) || document.scrollingElement.scrollHeight < innerHeight + 400`)
		w.Look(1440, "light")
	}
}

// What a figure counts is what it leads to.
func TestAFigureLeadsToAsManyRows(t *testing.T) {
	d, b := field(t)
	c := cast{d, b}
	w := c.window(t, c.admin(t, "tidewater-logistics.example"))
	w.Go("/")
	figure := `[...document.querySelectorAll(".stat")].find(e => e.innerText.includes("Not applied"))`
	n := Eval[string](w, figure+`.querySelector(".stat__figure").innerText`)
	Eval[bool](w, figure+`.querySelector("a").click(), true`)
	w.Until("as many rows as the figure says", `location.search.includes("outcome=dead") && document.querySelectorAll("main tbody tr[id]").length === `+n+` &&
		document.querySelector(".facet[aria-current]").innerText.replace(/\s+/g, " ").trim() === "Not applied `+n+`"`)
}

// The operator comes back from an event to the list that they came from.
func TestTheOperatorComesBackFromAnEvent(t *testing.T) {
	d, b := field(t)
	w := cast{d, b}.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", ""))
	w.Go("/admin/events")
	w.Click(`main .link--row`)
	w.Until("the event is open", `location.pathname.startsWith("/events/") && [...document.querySelectorAll(".topbar a")].some(e => e.innerText === "Events")`)
	Eval[bool](w, `[...document.querySelectorAll(".topbar a")].find(e => e.innerText === "Events").click(), true`)
	w.Ready("/admin/events")
}
