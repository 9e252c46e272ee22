package browser

import (
	"fmt"
	"testing"
	"time"

	"memberpulse/e2e/program"
	"memberpulse/shared"
	"memberpulse/shared/api"
)

// finder finds the ids of what the demonstration made, in one organization.
type finder struct {
	t   *testing.T
	api platform
	org string
}

func (f finder) page() api.Page { return api.Page{Limit: 100, OrganizationID: f.org} }

func (f finder) member(query string) string {
	f.t.Helper()
	return f.first(f.api.Members(f.t.Context(), f.page(), api.MemberFilter{Query: query}))
}

func (f finder) state(state string) string {
	f.t.Helper()
	return f.first(f.api.Members(f.t.Context(), f.page(), api.MemberFilter{State: state}))
}

func (f finder) first(list shared.List[shared.Member], err error) string {
	f.t.Helper()
	if err != nil || len(list.Data) == 0 {
		f.t.Fatalf("nobody found: %v", err)
	}
	return list.Data[0].ID
}

func (f finder) group(name string) string {
	f.t.Helper()
	directories, err := f.api.Directories(f.t.Context(), f.page())
	if err != nil || len(directories.Data) == 0 {
		f.t.Fatalf("no directory: %v", err)
	}
	groups, err := f.api.DirectoryGroups(f.t.Context(), directories.Data[0].ID, f.page(), api.GroupFilter{})
	if err != nil {
		f.t.Fatal(err)
	}
	for _, g := range groups.Data {
		if g.Name == name {
			return g.ID
		}
	}
	f.t.Fatalf("no group %s", name)
	return ""
}

// pieces are the ids of what the organization is connected by: its directory, its connection, one of its domains.
func (f finder) pieces() (directory, connection, domain string) {
	f.t.Helper()
	o, err := f.api.Organization(f.t.Context(), f.org)
	if err != nil || o.Directory == nil || o.Connection == nil || len(o.Domains) == 0 {
		f.t.Fatalf("an organization that lacks something: %+v %v", o, err)
	}
	return o.Directory.ID, o.Connection.ID, o.Domains[0].ID
}

// eventsByOutcome is one event of each outcome that the organization has.
func (f finder) eventsByOutcome() map[shared.Outcome]string {
	f.t.Helper()
	found := map[shared.Outcome]string{}
	for _, o := range shared.Outcomes {
		list, err := f.api.Events(f.t.Context(), f.page(), api.LogFilter{Outcome: string(o)})
		if err != nil {
			f.t.Fatal(err)
		}
		for _, e := range list.Data {
			if found[o] == "" || e.Event == "dsync.user.updated" {
				found[o] = e.ID
			}
		}
	}
	return found
}

func (f finder) attempt(status string) string {
	f.t.Helper()
	var id string
	program.Until(f.t, "there is an attempt that "+status, patience, func() bool {
		list, err := f.api.SignInAttempts(f.t.Context(), f.page(), api.AttemptFilter{Status: status})
		if err != nil {
			f.t.Fatal(err)
		}
		if len(list.Data) > 0 {
			id = list.Data[0].ID
		}
		return id != ""
	})
	return id
}

// refuse lets somebody be refused who is in the identity provider, but not in the directory.
func refuse(t *testing.T, c cast, org string) {
	t.Helper()
	domain := domainOf(t, c.d, org)
	email := fmt.Sprintf("stranger%d@%s", time.Now().UnixNano(), domain)
	c.d.Sandbox().Call(t, "POST", "/_sandbox/people", map[string]any{"organization_id": org, "email": email, "first_name": "Stray", "last_name": "Visitor"}, nil)
	w := c.b.Open(t, c.d.URL)
	w.Allow("403")
	w.Visit(c.d.URL + "/auth/sso?email=" + email)
	w.Until("the identity provider's page", `document.querySelector("input[name=email]") && location.origin !== `+quote(c.d.URL))
	w.Type(`input[name=email]`, email)
	w.Click(`form button[type=submit]`)
	w.Until("they are refused", `document.querySelector("#refused")`)
}

// adminOfNothing is the admin of an organization that has no connection, no directory and nobody else.
func adminOfNothing(t *testing.T, d *program.Demo) program.DemoSignIn {
	t.Helper()
	var org struct {
		ID string `json:"id"`
	}
	d.Sandbox().Call(t, "POST", "/_sandbox/organizations", map[string]any{"name": "Quiet Harbor"}, &org)
	email := "ada.quiet@quiet-harbor.example"
	user(t, d, email, org.ID)
	return program.DemoSignIn{Email: email, OrganizationID: org.ID, How: "authkit"}
}

// ofTwo is somebody who belongs to two organizations.
func ofTwo(t *testing.T, d *program.Demo) string {
	t.Helper()
	status, body, err := d.Sandbox().Do(t.Context(), "GET", d.SandboxURL+"/organizations?limit=100", d.SandboxAPIKey, "", nil)
	if err != nil || status != 200 {
		t.Fatalf("list organizations: %d %v", status, err)
	}
	ids := decode[struct{ Data []organization }](t, body)
	var of []string
	for _, o := range ids.Data {
		if o.Name == "Juniper & Co" || o.Name == "Alder & Finch Law" {
			of = append(of, o.ID)
		}
	}
	user(t, d, "tess.twice@consultants.example", of...)
	return "tess.twice@consultants.example"
}

func user(t *testing.T, d *program.Demo, email string, organizations ...string) {
	t.Helper()
	var memberships []map[string]string
	for _, o := range organizations {
		memberships = append(memberships, map[string]string{"organization_id": o, "role_slug": "admin"})
	}
	d.Sandbox().Call(t, "POST", "/_sandbox/users", map[string]any{
		"email": email, "first_name": "Ada", "last_name": "Quiet", "email_verified": true, "memberships": memberships,
	}, nil)
}
