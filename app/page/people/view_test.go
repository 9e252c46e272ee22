package people

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
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

// The list stands by name unless the address says otherwise; a heading that is pressed again turns it round.
func TestTheListStandsAsItsAddressSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asked, key string
		turned     bool
	}{{"", "name", false}, {"name", "name", false}, {"-name", "name", true}, {"changed", "changed", false}, {"-changed", "changed", true}} {
		key, turned := sortOf(c.asked)
		if key != c.key || turned != c.turned {
			t.Errorf("%q stands by %s, turned %v", c.asked, key, turned)
		}
		if again := orderFor(key, turned); orderOf(again) != orderOf(c.asked) {
			t.Errorf("%q comes back as %q", c.asked, again)
		}
	}
	if orderFor("name", false) != "" {
		t.Error("the list's own order stands in the address")
	}
}

func TestOneChoosesAmongTheRolesThatPeopleHold(t *testing.T) {
	t.Parallel()
	var values []string
	for _, o := range rolesToChoose("") {
		values = append(values, o.Value)
	}
	if diff := cmp.Diff([]string{"any", "ROLE_CLIENT_ADMIN", "ROLE_CLIENT_USER", "ROLE_MEMBER"}, values); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, chosen := range []string{"ROLE_PLATFORM_ADMIN", "ROLE_OF_ANOTHER_DAY"} {
		if options := rolesToChoose(chosen); !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == chosen }) {
			t.Errorf("%s is in the address, and not among %v", chosen, options)
		}
	}
}

func TestWhatWorkOSCallsActiveLetsNobodyInWhoIsDeleted(t *testing.T) {
	t.Parallel()
	profile := shared.MemberIdentity{Kind: "sso_profile", State: "active"}
	if said := app.HTMLString(identityState(shared.Member{State: "tombstoned"}, profile)); !strings.Contains(said, "lets nobody in") || strings.Contains(said, "status--ok") {
		t.Errorf("of a deleted person: %s", said)
	}
	if said := app.HTMLString(identityState(shared.Member{State: "active"}, profile)); !strings.Contains(said, "status--ok") {
		t.Errorf("of an active person: %s", said)
	}
}

func TestAGroupIsSaidToHaveAllItsPeople(t *testing.T) {
	t.Parallel()
	groups := []shared.DirectoryGroup{{ID: "directory_group_1", Name: "Nursing", Users: 1284}}
	read := []shared.Member{{Groups: []shared.GroupRef{{ID: "directory_group_2", Name: "Everyone"}}}}
	if name, people := chosenGroup(groups, "directory_group_1", read); name != "Nursing" || people != 1284 {
		t.Errorf("%s has %d people", name, people)
	}
	if name, people := chosenGroup(groups, "directory_group_2", read); name != "Everyone" || people != 1 {
		t.Errorf("a group of another page: %s has %d people", name, people)
	}
}

func TestAGroupIsNamedByThoseWhoAreInIt(t *testing.T) {
	t.Parallel()
	members := []shared.Member{{}, {Groups: []shared.GroupRef{{ID: "directory_group_1", Name: "Nursing"}}}}
	if got := groupName("directory_group_1", members); got != "Nursing" {
		t.Errorf("got %q", got)
	}
	if got := groupName("directory_group_01K8Q2V7M3N0ZC4T8H5R6W1XYB", nil); got != "directory_group_01K8Q2…1XYB" {
		t.Errorf("got %q", got)
	}
}
