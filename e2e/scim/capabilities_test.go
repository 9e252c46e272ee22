package scim

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"memberpulse/e2e/program"
	"memberpulse/shared"
	"memberpulse/shared/api"
)

// idp is an identity provider that pushes to one directory, and a reader of what became of it.
type idp struct {
	t       *testing.T
	sandbox *program.Sandbox
	dir     program.DemoDirectory
	api     *api.Client
}

func connect(t *testing.T, d *program.Demo, platform *api.Client) idp {
	t.Helper()
	return idp{t: t, sandbox: d.Sandbox(), dir: d.Directories[0], api: platform}
}

func (i idp) page() api.Page { return api.Page{Limit: 100, OrganizationID: i.dir.OrganizationID} }

func (i idp) pushUser(name string) (id, email string) {
	i.t.Helper()
	email = name + "@northwind.example"
	status, body := i.sandbox.SCIM(i.t, i.dir, http.MethodPost, "/Users", map[string]any{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:User"}, "userName": email, "externalId": "00u" + name,
		"name": map[string]any{"givenName": "Given" + name, "familyName": "Family" + name}, "active": true,
		"emails": []map[string]any{{"primary": true, "value": email, "type": "work"}},
	})
	if status != http.StatusCreated {
		i.t.Fatalf("push %s: %d %v", name, status, body)
	}
	return body["id"].(string), email
}

func (i idp) pushGroup(name string, members ...string) string {
	i.t.Helper()
	refs := []map[string]any{}
	for _, m := range members {
		refs = append(refs, map[string]any{"value": m})
	}
	status, body := i.sandbox.SCIM(i.t, i.dir, http.MethodPost, "/Groups", map[string]any{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "displayName": name, "members": refs,
	})
	if status != http.StatusCreated {
		i.t.Fatalf("push group %s: %d %v", name, status, body)
	}
	return body["id"].(string)
}

func (i idp) patch(path string, op, attribute string, value any) {
	i.t.Helper()
	operation := map[string]any{"op": op}
	if attribute != "" {
		operation["path"] = attribute
	}
	if value != nil {
		operation["value"] = value
	}
	status, body := i.sandbox.SCIM(i.t, i.dir, http.MethodPatch, path, map[string]any{
		"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": []any{operation},
	})
	if status/100 != 2 {
		i.t.Fatalf("patch %s: %d %v", path, status, body)
	}
}

// user is the directory user with an address, as the product has it.
func (i idp) user(email, state string) (shared.DirectoryUser, bool) {
	list, err := i.api.DirectoryUsers(i.t.Context(), i.dir.DirectoryID, i.page(), api.UserFilter{Query: email, State: state})
	if err != nil {
		i.t.Fatal(err)
	}
	for _, u := range list.Data {
		if u.Email != nil && *u.Email == email {
			return u, true
		}
	}
	return shared.DirectoryUser{}, false
}

func (i idp) group(name, state string) (shared.DirectoryGroup, bool) {
	list, err := i.api.DirectoryGroups(i.t.Context(), i.dir.DirectoryID, i.page(), api.GroupFilter{Query: name, State: state})
	if err != nil {
		i.t.Fatal(err)
	}
	for _, g := range list.Data {
		if g.Name == name {
			return g, true
		}
	}
	return shared.DirectoryGroup{}, false
}

func (i idp) until(what string, done func() bool) {
	i.t.Helper()
	program.Until(i.t, what, time.Minute, done)
}

func TestSCIM(t *testing.T) {
	d := program.StartDemo(t)
	platform := d.Platform(t)
	for name, test := range map[string]func(*testing.T, idp){
		"Create User": createUser, "Update User": updateUser, "Deactivate User": deactivateUser, "Delete User": deleteUser,
		"Create Group": createGroup, "Update Group": updateGroup, "Delete Group": deleteGroup,
	} {
		t.Run(name, func(t *testing.T) { test(t, connect(t, d, platform)) })
	}
}

// New users in the identity provider are created in MemberPulse.
func createUser(t *testing.T, i idp) {
	t.Helper()
	_, email := i.pushUser("create")
	i.until("the person is a member", func() bool {
		u, there := i.user(email, "")
		return there && u.State == "active" && u.MemberID != "" && slices.Contains(u.Roles, shared.RoleMember)
	})
	u, _ := i.user(email, "")
	m, err := i.api.Member(t.Context(), u.MemberID, i.dir.OrganizationID)
	if err != nil || m.Email != email || m.FirstName != "Givencreate" || m.State != "active" {
		t.Errorf("member: %s, %v", program.JSON(m), err)
	}
}

// Profile changes sync by themselves.
func updateUser(_ *testing.T, i idp) {
	id, email := i.pushUser("update")
	i.patch("/Users/"+id, "replace", "name.familyName", "Renamed")
	i.until("the new name is here", func() bool {
		u, there := i.user(email, "")
		return there && u.LastName != nil && *u.LastName == "Renamed"
	})
}

// Removed users are deactivated.
func deactivateUser(t *testing.T, i idp) {
	t.Helper()
	id, email := i.pushUser("deactivate")
	i.until("the person is here", func() bool { _, there := i.user(email, ""); return there })
	u, _ := i.user(email, "")
	i.patch("/Users/"+id, "replace", "", map[string]any{"active": false})
	i.until("the person has no access", func() bool {
		m, err := i.api.Member(t.Context(), u.MemberID, i.dir.OrganizationID)
		return err == nil && m.State != "active" && len(m.Roles) == 0
	})
}

// Removed users may be deleted: they leave the lists and stand among the tombstones.
func deleteUser(_ *testing.T, i idp) {
	id, email := i.pushUser("delete")
	i.until("the person is here", func() bool { _, there := i.user(email, ""); return there })
	if status, body := i.sandbox.SCIM(i.t, i.dir, http.MethodDelete, "/Users/"+id, nil); status != http.StatusNoContent {
		i.t.Fatalf("delete: %d %v", status, body)
	}
	i.until("the person is a tombstone", func() bool {
		_, listed := i.user(email, "")
		dead, buried := i.user(email, "deleted")
		return !listed && buried && dead.State == "deleted" && dead.DeletedAt != nil
	})
}

// Groups of the identity provider give roles here.
func createGroup(_ *testing.T, i idp) {
	id, email := i.pushUser("ingroup")
	if _, there := i.group("MemberPulse Staff", ""); there {
		i.patchStaff(id)
	} else {
		i.pushGroup("MemberPulse Staff", id)
	}
	i.until("the group gives its role", func() bool {
		u, there := i.user(email, "")
		return there && slices.Contains(u.Roles, shared.RoleClientUser) &&
			slices.ContainsFunc(u.Groups, func(g shared.GroupRef) bool { return g.Name == "MemberPulse Staff" })
	})
}

// patchStaff adds somebody to the group that the demo already has.
func (i idp) patchStaff(user string) {
	i.t.Helper()
	status, body := i.sandbox.SCIM(i.t, i.dir, http.MethodGet, `/Groups?filter=displayName+eq+%22MemberPulse+Staff%22`, nil)
	resources, _ := body["Resources"].([]any)
	if status != http.StatusOK || len(resources) != 1 {
		i.t.Fatalf("find the group: %d %v", status, body)
	}
	id := resources[0].(map[string]any)["id"].(string)
	i.patch("/Groups/"+id, "add", "members", []map[string]any{{"value": user}})
}

// Changes of membership sync.
func updateGroup(_ *testing.T, i idp) {
	first, firstEmail := i.pushUser("leaves")
	second, secondEmail := i.pushUser("joins")
	group := i.pushGroup("Update Group X", first)
	i.until("the first is in", func() bool {
		u, there := i.user(firstEmail, "")
		return there && len(u.Groups) == 1
	})
	i.patch("/Groups/"+group, "add", "members", []map[string]any{{"value": second}})
	i.patch("/Groups/"+group, "remove", `members[value eq "`+first+`"]`, nil)
	i.until("they have changed places", func() bool {
		out, there1 := i.user(firstEmail, "")
		in, there2 := i.user(secondEmail, "")
		return there1 && there2 && len(out.Groups) == 0 && len(in.Groups) == 1
	})
}

// Removed groups are deleted, and what they gave is gone.
func deleteGroup(_ *testing.T, i idp) {
	id, email := i.pushUser("losesgroup")
	group := i.pushGroup("Delete Group X", id)
	i.until("the group has one person", func() bool {
		g, there := i.group("Delete Group X", "")
		return there && g.Users == 1
	})
	if status, body := i.sandbox.SCIM(i.t, i.dir, http.MethodDelete, "/Groups/"+group, nil); status != http.StatusNoContent {
		i.t.Fatalf("delete: %d %v", status, body)
	}
	i.until("the group is a tombstone", func() bool {
		_, listed := i.group("Delete Group X", "")
		_, buried := i.group("Delete Group X", "deleted")
		u, there := i.user(email, "")
		return !listed && buried && there && len(u.Groups) == 0
	})
}
