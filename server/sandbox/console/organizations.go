package console

import (
	"strings"

	"memberpulse/server/sandbox/world"
)

func (v *visit) createOrganization() {
	in := world.OrganizationInput{Name: v.form.Text("name")}
	for _, name := range list(v.form.Text("domains")) {
		in.Domains = append(in.Domains, world.DomainInput{Domain: name, Verified: true})
	}
	o, err := v.s.world.CreateOrganization(in)
	if err != nil {
		v.failed(err, (*visit).overview)
		return
	}
	v.next(below+"organizations/"+o.ID, "organization")
}

// list reads names that commas part.
func list(text string) []string {
	var out []string
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}

type connectionRow struct {
	world.Connection
	Mark mark
}

type directoryRow struct {
	world.Directory
	Mark         mark
	Organization string
	Counts       world.DirectoryMetadata
}

func (v *visit) directoryRow(d world.Directory) directoryRow {
	view := v.s.world.DirectoryView(d)
	row := directoryRow{Directory: d, Mark: directoryMark(d.State), Counts: *view.Metadata}
	if o, err := v.s.world.Organization(d.OrganizationID); err == nil {
		row.Organization = o.Name
	}
	return row
}

// connectionTypes are those that the console offers.
var connectionTypes = []string{"OktaSAML", "AzureSAML", "GoogleSAML", "GenericSAML", "GenericOIDC", "OktaOIDC", "EntraIdOIDC", "GoogleOAuth", "MicrosoftOAuth"}

func (v *visit) organization() { v.showOrganization(v.r.PathValue("id")) }

func (v *visit) showOrganization(id string) {
	o, err := v.s.world.Organization(id)
	if err != nil {
		v.failed(err, (*visit).overview)
		return
	}
	var connections []connectionRow
	for _, c := range v.s.world.ConnectionsOf(id) {
		connections = append(connections, connectionRow{c, connectionMark(c.State)})
	}
	var directories []directoryRow
	for _, d := range v.s.world.DirectoriesOf(id) {
		directories = append(directories, v.directoryRow(d))
	}
	people, after := v.s.world.People(world.Page{Limit: perPage, Order: "asc"}, func(p world.Person) bool { return p.OrganizationID == id })
	v.show("organization", struct {
		page
		Organization     world.Organization
		Connections      []connectionRow
		Directories      []directoryRow
		People           []world.Person
		More             bool
		ConnectionTypes  []string
		ConnectionStates []string
		DirectoryTypes   []string
	}{
		v.page("overview"), o, connections, directories, people, after.After != "", connectionTypes, world.ConnectionStates, world.DirectoryTypes,
	})
}

func (v *visit) deleteOrganization() {
	o, err := v.s.world.Organization(v.r.PathValue("id"))
	if err != nil {
		v.failed(err, (*visit).overview)
		return
	}
	if v.form.Text("confirm") != o.Name {
		v.form.Blame("confirm", "Type the organization’s name, "+o.Name+", to say that you mean it.")
		v.showOrganization(o.ID)
		return
	}
	if err := v.s.world.DeleteOrganization(o.ID); err != nil {
		v.failed(err, (*visit).overview)
		return
	}
	v.next(Root, "deleted")
}

func (v *visit) createConnection() {
	id := v.form.Text("organization_id")
	_, err := v.s.world.CreateConnection(world.ConnectionInput{
		OrganizationID: id, Type: v.form.Text("connection_type"), Name: v.form.Text("connection_name"), State: v.form.Text("state"),
	})
	if err != nil {
		v.failed(err, func(v *visit) { v.showOrganization(id) })
		return
	}
	v.next(below+"organizations/"+id, "connection")
}

func (v *visit) changeConnection() {
	c, err := v.s.world.Connection(v.r.PathValue("id"))
	done := "state"
	if err == nil && v.form.Text("do") == "delete" {
		err, done = v.s.world.DeleteConnection(c.ID), "deleted"
	} else if err == nil {
		state := v.form.Text("state")
		_, err = v.s.world.UpdateConnection(c.ID, world.ConnectionChange{State: &state})
	}
	if err != nil {
		v.failed(err, func(v *visit) { v.showOrganization(c.OrganizationID) })
		return
	}
	v.next(below+"organizations/"+c.OrganizationID, done)
}
