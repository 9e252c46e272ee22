package scim

import (
	"testing"
	"time"

	"memberpulse/server/sandbox/world"
)

// A group that reads differently is at another version, whoever changed its
// members: a client that holds the old one may neither keep it nor write over it.
func TestAGroupMovesOnWithItsMembers(t *testing.T) {
	t.Parallel()
	off := patchOp(`{"op":"replace","value":{"active":false}}`)
	for name, change := range map[string]func(h *house, p world.PersonState){
		"a member is deleted":     func(h *house, p world.PersonState) { h.do("DELETE", "/Users/"+scimID(p), "").want(204) },
		"a member is deactivated": func(h *house, p world.PersonState) { h.do("PATCH", "/Users/"+scimID(p), off).want(200) },
		"the console removes the person": func(h *house, p world.PersonState) {
			h.Must(h.World.RemovePerson(p.ID))
		},
		"the console takes the person out": func(h *house, p world.PersonState) {
			_, err := h.World.UpdatePerson(p.ID, world.PersonChange{Groups: &[]string{}})
			h.Must(err)
		},
		"the console adds a person": func(h *house, _ world.PersonState) {
			_, err := h.World.AddPerson(world.PersonInput{OrganizationID: h.dir.OrganizationID, Email: "bea@x.test", DirectoryID: h.dir.ID, Groups: []string{"Staff"}})
			h.Must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			p, err := h.World.AddPerson(world.PersonInput{OrganizationID: h.dir.OrganizationID, Email: "ana@x.test", DirectoryID: h.dir.ID, Groups: []string{"Staff", "Other"}})
			h.Must(err)
			path := "/Groups/" + h.do("GET", "/Groups"+query1(`displayName eq "Staff"`), "").want(200).str("Resources/0/id")
			before := h.do("GET", path, "").want(200)
			tag := before.header.Get("ETag")
			h.do("GET", path, "", "If-None-Match", tag).want(304)
			from := h.Here()

			h.Now = h.Now.Add(time.Minute)
			change(h, p)

			after := h.do("GET", path, "", "If-None-Match", tag).want(200)
			if after.str("meta/version") == tag || after.str("meta/lastModified") <= before.str("meta/lastModified") {
				t.Errorf("version %s → %s, changed %s → %s", tag, after.str("meta/version"), before.str("meta/lastModified"), after.str("meta/lastModified"))
			}
			h.do("PUT", path, group("Staff", scimID(p)), "If-Match", tag).want(412)
			h.do("PUT", path, group("Staff"), "If-Match", after.header.Get("ETag")).want(200)
			for _, event := range h.Told(from) {
				if event == "dsync.group.updated" {
					t.Error("WorkOS tells of a group's name, not of its members, as an update")
				}
			}
		})
	}
}

func scimID(p world.PersonState) string { return p.DirectoryUsers[0].SCIMID }
