package people

import (
	"testing"

	"memberpulse/shared"
)

func TestSomebodyWithoutANameIsCalledByWhatIsKnown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m    shared.Member
		want string
	}{
		{shared.Member{FirstName: "Grace", LastName: "Liu", Email: "g@northwind.example"}, "Grace Liu"},
		{shared.Member{LastName: "Liu"}, "Liu"},
		{shared.Member{Email: "g@northwind.example"}, "g@northwind.example"},
		{shared.Member{ID: "member_1"}, "member_1"},
	} {
		if got := nameOf(c.m); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	empty := ""
	if got := userName(shared.DirectoryUser{ID: "directory_user_1", FirstName: &empty}); got != "directory_user_1" {
		t.Errorf("a directory user without a name: %q", got)
	}
}

func TestOnlyAppliedChangesOfPeopleCountAsNew(t *testing.T) {
	t.Parallel()
	rows := []shared.SyncLog{
		{Outcome: shared.OutcomeApplied, SubjectID: "directory_user_1", Event: "dsync.user.updated"},
		{Outcome: shared.OutcomeStale, SubjectID: "directory_user_1", Event: "dsync.user.updated"},
		{Outcome: shared.OutcomeApplied, SubjectID: "directory_group_1", Event: "dsync.group.updated"},
	}
	if got := changesPeople(rows); got != 1 {
		t.Errorf("people: %d", got)
	}
	if got := changesGroups(rows); got != 1 {
		t.Errorf("groups: %d", got)
	}
	if !touchesIdentity(rows, shared.Member{Identities: []shared.MemberIdentity{{ID: "directory_user_1"}}}) {
		t.Error("a change of somebody's directory user does not touch them")
	}
}
