package shell

import (
	"testing"

	"memberpulse/shared"
)

func TestRowsOfAnOlderTextStayOnlyWhereTheyMatchTheNewOne(t *testing.T) {
	t.Parallel()
	s := search[shared.Member]{asked: "an", answered: "an"}
	s.answer.Set(shared.List[shared.Member]{Data: []shared.Member{
		{ID: "member_1", FirstName: "Aiko", LastName: "Tanaka", Email: "aiko@northwind.example"},
		{ID: "member_2", FirstName: "Dana", LastName: "Whitfield", Email: "dana@northwind.example"},
		{ID: "member_3", Email: "x@y.example", Identities: []shared.MemberIdentity{{ID: "directory_user_3"}}},
	}})
	for typed, want := range map[string]string{
		"an":     "member_1 member_2 member_3 ", // as the server found them
		"TANAKA": "member_1 ", "whit": "member_2 ", "dana@": "member_2 ", "member_1": "member_1 ", "directory_user_3": "member_3 ", "zoe": "",
	} {
		got := ""
		for _, m := range s.rows(typed, isPerson) {
			got += m.ID + " "
		}
		if got != want {
			t.Errorf("typed %q: %q, want %q", typed, got, want)
		}
	}
}

func TestAnOperatorComesToAPersonInTheirOrganization(t *testing.T) {
	t.Parallel()
	m := shared.Member{ID: "member_1", OrganizationID: "org_7", Email: "a@b.example"}
	for _, c := range []struct {
		me          shared.Me
		scope, want string
	}{
		{as(shared.RolePlatformAdmin), "", "/people/member_1?organization_id=org_7"},
		{as(shared.RolePlatformAdmin), "org_7", "/people/member_1?organization_id=org_7"},
		{as(shared.RoleClientAdmin), "", "/people/member_1"},
	} {
		if got := personHit(m, c.me, c.scope); got.path != c.want || got.label != "a@b.example" {
			t.Errorf("%+v, want %s", got, c.want)
		}
	}
}
