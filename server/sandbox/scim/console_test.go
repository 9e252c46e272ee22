package scim

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"memberpulse/server/sandbox/world"
)

// TestAPersonChangedElsewhere is the console renaming somebody SCIM has pushed.
func TestAPersonChangedElsewhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.addUser("ana@x.test", `"nickName":"A"`)
	u, err := h.World.SCIMUser(h.dir.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.World.ReplaceDirectoryUser(h.dir.ID, id, 0, world.DirectoryUserInput{
		UserName: u.UserName, Email: "renamed@x.test", FirstName: "Bea", LastName: u.LastName, Active: true, SCIM: u.SCIM,
	})
	if err != nil {
		t.Fatal(err)
	}
	r := h.do("GET", "/Users/"+id, "").want(200)
	if r.str("name/givenName") != "Bea" || r.str("emails/0/value") != "renamed@x.test" || r.str("nickName") != "A" {
		t.Errorf("%s", r.raw)
	}
}

// TestTheConsoleChangesOnlyWhatItWasAskedTo holds a change of the console's
// against what the SCIM client has sent: the rest of the resource stays.
func TestTheConsoleChangesOnlyWhatItWasAskedTo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.do("POST", "/Users", `{"userName":"noor","nickName":"N","title":"Planner","phoneNumbers":[{"type":"mobile","value":"+1"}],
		"name":{"givenName":"Noor","familyName":"Berg","honorificPrefix":"Dr"},
		"emails":[{"value":"noor@x.test","type":"work","primary":true},{"value":"noor@home.test","type":"home"}],
		"`+enterpriseURN+`":{"department":"Travel","costCenter":"4"},"urn:example:hr:2.0:User":{"badge":7,"employee_type":["a","b"]}}`).want(201).str("id")
	u, err := h.World.SCIMUser(h.dir.ID, id)
	h.Must(err)
	p, err := h.World.AdoptPerson(u.ID)
	h.Must(err)
	h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","path":"name.familyName","value":"van der Berg"}`)).want(200)
	before := h.do("GET", "/Users/"+id, "").want(200)
	from := h.Here()
	title, department := "Head of Travel", ""
	_, err = h.World.UpdatePerson(p.ID, world.PersonChange{JobTitle: &title, Department: &department})
	h.Must(err)
	want := before.body
	want["title"] = title
	want[enterpriseURN] = map[string]any{"costCenter": "4"}
	got := h.do("GET", "/Users/"+id, "").want(200).body
	delete(want, "meta")
	delete(got, "meta")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"dsync.user.updated"}, h.Told(from)); diff != "" {
		t.Error(diff)
	}
	h.Must(func() error {
		email := "noor@elsewhere.test"
		_, err := h.World.UpdatePerson(p.ID, world.PersonChange{Email: &email})
		return err
	}())
	if r := h.do("GET", "/Users"+query1(`userName eq "noor"`), "").want(200); r.total() != 1 || r.str("Resources/0/emails/0/value") != "noor@elsewhere.test" ||
		r.str("Resources/0/emails/1/value") != "noor@home.test" {
		t.Errorf("%s", r.raw)
	}
}

// TestTheConsoleBringsNobodyBackIntoAGroup holds that a membership which the SCIM
// client ended stays ended where the console changes something else.
func TestTheConsoleBringsNobodyBackIntoAGroup(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, err := h.World.AddPerson(world.PersonInput{OrganizationID: h.dir.OrganizationID, Email: "ana@x.test", DirectoryID: h.dir.ID, Groups: []string{"Staff", "Ops"}})
	h.Must(err)
	staff := h.do("GET", "/Groups"+query1(`displayName eq "Staff"`), "").want(200).str("Resources/0/id")
	h.do("PATCH", "/Groups/"+staff, patchOp(`{"op":"remove","path":"members[value eq \"`+scimID(p)+`\"]"}`)).want(204)
	from, title := h.Here(), "Lead"
	_, err = h.World.UpdatePerson(p.ID, world.PersonChange{JobTitle: &title, Groups: &[]string{"Staff", "Travel"}})
	h.Must(err)
	want := []string{"dsync.user.updated", "dsync.group.user_removed", "dsync.group.created", "dsync.group.user_added"}
	if diff := cmp.Diff(want, h.Told(from)); diff != "" {
		t.Error(diff)
	}
	if ids := h.World.GroupMemberIDs(staff); len(ids) != 0 {
		t.Errorf("back in the group: %v", ids)
	}
	// Who was inactive comes back with all groups that they have.
	no, yes := false, true
	_, err = h.World.UpdatePerson(p.ID, world.PersonChange{Active: &no})
	h.Must(err)
	_, err = h.World.UpdatePerson(p.ID, world.PersonChange{Active: &yes})
	h.Must(err)
	if groups := h.World.GroupsOf(scimID(p)); len(groups) != 2 {
		t.Errorf("came back to %v", groups)
	}
}

// What the console says of a person in a customer's own words stands in the resource, and outlives the client's changes.
func TestCustomAttributesOfTheConsoleStandInTheResource(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.do("POST", "/Users", `{"userName":"noor@x.test","urn:example:hr:2.0:User":{"badge":7,"floor":2}}`).want(201).str("id")
	u, err := h.World.SCIMUser(h.dir.ID, id)
	h.Must(err)
	_, err = h.World.UpdatePerson(u.ID, world.PersonChange{Attributes: map[string]any{"badge": 8.0, "floor": nil, "desk": map[string]any{"no": 3.0}}})
	h.Must(err)
	got := h.do("GET", "/Users/"+id, "").want(200).body
	if diff := cmp.Diff([]any{map[string]any{"badge": 8.0}, map[string]any{"desk": map[string]any{"no": 3.0}}}, []any{got["urn:example:hr:2.0:User"], got[customURN]}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	from := h.Here()
	h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","path":"title","value":"Lead"}`)).want(200)
	u, err = h.World.SCIMUser(h.dir.ID, id)
	h.Must(err)
	want := map[string]any{"badge": 8.0, "desk": map[string]any{"no": 3.0}, "job_title": "Lead", "username": "noor@x.test"}
	if diff := cmp.Diff(want, u.CustomAttributes); diff != "" || len(h.Told(from)) != 1 {
		t.Errorf("%v told, (-want +got):\n%s", h.Told(from), diff)
	}
}
