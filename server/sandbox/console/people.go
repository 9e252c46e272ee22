package console

import (
	"net/http"
	"net/url"
	"strings"

	"memberpulse/server/sandbox/world"
)

// perPage is how many rows a table shows.
const perPage = 25

type personRow struct {
	world.Person
	Organization string
}

func (v *visit) people() {
	q := v.r.URL.Query()
	text := strings.ToLower(strings.TrimSpace(q.Get("q")))
	organization := q.Get("organization_id")
	found, cursors := v.s.world.People(world.Page{Limit: perPage, Order: "asc", After: q.Get("after")}, func(p world.Person) bool {
		return (organization == "" || p.OrganizationID == organization) &&
			(text == "" || strings.Contains(strings.ToLower(p.Email+" "+p.FirstName+" "+p.LastName+" "+strings.Join(p.Groups, " ")), text))
	})
	names := map[string]string{}
	all := v.s.world.AllOrganizations(nil)
	for _, o := range all {
		names[o.ID] = o.Name
	}
	rows := make([]personRow, 0, len(found))
	for _, p := range found {
		rows = append(rows, personRow{p, names[p.OrganizationID]})
	}
	v.show("people", struct {
		page
		People        []personRow
		Organizations []world.Organization
		Chosen, Query string
		Next          string
	}{v.page("people"), rows, all, organization, q.Get("q"), more(v.r.URL, cursors.After)})
}

// more is the address of the next page, or nothing.
func more(here *url.URL, after string) string {
	if after == "" {
		return ""
	}
	q := here.Query()
	q.Set("after", after)
	q.Del("done")
	return here.Path + "?" + q.Encode()
}

func (v *visit) createPerson() {
	in := world.PersonInput{
		OrganizationID: v.form.Text("organization_id"), DirectoryID: v.form.Text("directory_id"), Email: v.form.Text("email"),
		FirstName: v.form.Text("first_name"), LastName: v.form.Text("last_name"), JobTitle: v.form.Text("job_title"),
		Department: v.form.Text("department"), Groups: list(v.form.Text("groups")), User: v.form.Text("user") != "",
	}
	p, err := v.s.world.AddPerson(in)
	if err != nil {
		v.failed(err, func(v *visit) { v.showOrganization(in.OrganizationID) })
		return
	}
	v.next(below+"people/"+p.ID, "person")
}

func (v *visit) person() { v.showPerson(v.r.PathValue("id")) }

func (v *visit) showPerson(id string) {
	p, err := v.s.world.Person(id)
	if err != nil {
		v.failed(err, (*visit).people)
		return
	}
	o, err := v.s.world.Organization(p.OrganizationID)
	if err != nil {
		v.failed(err, (*visit).people)
		return
	}
	if v.form.Values == nil {
		title, _ := p.Attributes["job_title"].(string)
		department, _ := p.Attributes["department_name"].(string)
		v.form.Values = url.Values{
			"first_name": {p.FirstName}, "last_name": {p.LastName}, "email": {p.Email}, "job_title": {title}, "department": {department},
			"groups": {strings.Join(p.Groups, ", ")},
		}
	}
	c, home := v.entrance(p.OrganizationID)
	v.away = home
	v.show("person", struct {
		page
		Person       world.PersonState
		Organization world.Organization
		Connection   world.Connection
		Home         string
	}{v.page("people"), p, o, c, home})
}

// entrance is the connection that a sign-in which begins at the identity
// provider comes by, and where the application takes it.
func (v *visit) entrance(organizationID string) (c world.Connection, home string) {
	for _, c = range v.s.world.ConnectionsOf(organizationID) {
		if c.State == "active" || c.State == "validating" {
			break
		}
		c = world.Connection{}
	}
	if r, ok := v.s.world.DefaultRedirectURI(); ok && c.ID != "" {
		home = r.URI
	}
	return c, home
}

// enter signs somebody in from the identity provider's side, as its tile of the
// application does: the application gets a code, and no state of its own.
func (v *visit) enter() {
	id := v.r.PathValue("id")
	p, err := v.s.world.Person(id)
	if err != nil {
		v.failed(err, (*visit).people)
		return
	}
	again := func(v *visit) { v.form.Values = nil; v.showPerson(id) }
	c, home := v.entrance(p.OrganizationID)
	to, bad := url.Parse(home)
	if home == "" || bad != nil {
		v.failed(&world.Error{Kind: world.Invalid, Message: "The organization has no connection that works, or the application has registered no redirect URI."}, again)
		return
	}
	code, err := v.s.world.IssueSSOCode(world.SSOGrant{ConnectionID: c.ID, PersonID: p.ID, RedirectURI: home, UserAgent: v.r.UserAgent()})
	if err != nil {
		v.failed(err, again)
		return
	}
	q := to.Query()
	q.Set("code", code)
	to.RawQuery = q.Encode()
	http.Redirect(v.w, v.r, to.String(), http.StatusFound) // #nosec G710 -- the application registered this address
}

// changePerson renames somebody, or moves them to other groups; their
// directories push it.
func (v *visit) changePerson() {
	id := v.r.PathValue("id")
	text := func(name string) *string { s := v.form.Text(name); return &s }
	groups := list(v.form.Text("groups"))
	_, err := v.s.world.UpdatePerson(id, world.PersonChange{
		Email: text("email"), FirstName: text("first_name"), LastName: text("last_name"), JobTitle: text("job_title"),
		Department: text("department"), Groups: &groups,
	})
	if err != nil {
		v.failed(err, func(v *visit) { v.showPerson(id) })
		return
	}
	v.next(below+"people/"+id, "saved")
}

func (v *visit) switchPerson() {
	id := v.r.PathValue("id")
	active, done := v.form.Text("active") == "true", "inactive"
	if active {
		done = "active"
	}
	if _, err := v.s.world.UpdatePerson(id, world.PersonChange{Active: &active}); err != nil {
		v.failed(err, func(v *visit) { v.form.Values = nil; v.showPerson(id) })
		return
	}
	v.back(below+"people/"+id, done)
}

func (v *visit) deletePerson() {
	if err := v.s.world.RemovePerson(v.r.PathValue("id")); err != nil {
		v.failed(err, (*visit).people)
		return
	}
	v.next(below+"people", "deleted")
}

// adopt opens the person of a directory user, whom a SCIM client or a burst
// pushed.
func (v *visit) adopt() {
	p, err := v.s.world.AdoptPerson(v.r.PathValue("id"))
	if err != nil {
		v.failed(err, (*visit).directories)
		return
	}
	v.next(below+"people/"+p.ID, "")
}
