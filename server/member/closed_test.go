package member_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"memberpulse/server/member"
)

// close marks a connection as deleted, and tells who came by it, as its event does; it answers how many lose roles.
func (h house) close(connection string) (losers int) {
	h.t.Helper()
	h.exec("org_1", `INSERT INTO connections (organization_id, id, name, connection_type, state, enabled, version_at, version_rank, version_event, deleted_at, created_at, updated_at)
		VALUES ('org_1', $1, '', '', 'inactive', false, $2, 0, '', $2, $2, $2)`, connection, now)
	h.must("org_1", func(ctx context.Context, tx bun.Tx) (err error) {
		losers, err = member.Closed(ctx, tx, "org_1", connection, "event_9", now)
		return err
	})
	return losers
}

// What a connection told of people holds until it is deleted, and no longer: not until each of them is next looked at.
func TestADeletedConnectionTakesTheRolesThatItGave(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admins := []string{"MemberPulse Admins"}
	h.signIn(member.Profile{ID: "prof_1", ConnectionID: "conn_1", Email: "by-groups@northwind.example", Groups: admins})
	h.signIn(member.Profile{ID: "prof_2", ConnectionID: "conn_1", Email: "by-slug@northwind.example", RoleSlugs: []string{"admin"}})
	h.signIn(member.Profile{ID: "prof_3", ConnectionID: "conn_1", Email: "plain@northwind.example"})
	h.signIn(member.Profile{ID: "prof_4", ConnectionID: "conn_2", Email: "elsewhere@northwind.example", Groups: admins})
	h.signIn(member.Profile{ID: "prof_5", ConnectionID: "conn_2", Email: "both@northwind.example", Groups: admins, Now: now.Add(-1)})
	h.signIn(member.Profile{ID: "prof_6", ConnectionID: "conn_1", Email: "both@northwind.example", Groups: []string{"MemberPulse Staff"}})
	if losers := h.close("conn_1"); losers != 3 {
		t.Errorf("%d lose roles, want 3", losers)
	}
	want := []string{
		"both@northwind.example: ROLE_CLIENT_ADMIN ROLE_MEMBER", // as the profile of the other connection tells
		"by-groups@northwind.example: ROLE_MEMBER", "by-slug@northwind.example: ROLE_MEMBER",
		"elsewhere@northwind.example: ROLE_CLIENT_ADMIN ROLE_MEMBER", "plain@northwind.example: ROLE_MEMBER",
	}
	roles := h.texts(`SELECT m.email || ': ' || (SELECT string_agg(DISTINCT r.role, ' ' ORDER BY r.role) FROM member_roles r WHERE r.member_id = m.id) FROM members m ORDER BY 1`)
	if diff := cmp.Diff(want, roles); diff != "" {
		t.Errorf("roles (-want +got):\n%s", diff)
	}
	audited := h.texts(`SELECT concat_ws(' ', action, COALESCE(after, before) ->> 'role', event_id) FROM audit_events WHERE event_id = 'event_9' ORDER BY 1`)
	want = []string{
		"member.role_added ROLE_CLIENT_ADMIN event_9", "member.role_removed ROLE_CLIENT_ADMIN event_9",
		"member.role_removed ROLE_CLIENT_ADMIN event_9", "member.role_removed ROLE_CLIENT_USER event_9",
	}
	if diff := cmp.Diff(want, audited); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
}

// However many came by it, they are taken in hand by the thousand, each once.
func TestADeletedConnectionOfManyTakesEverybodysRoles(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const people = 2300
	h.exec("org_1", `INSERT INTO members (organization_id, id, email, state, created_at, updated_at)
		SELECT 'org_1', 'member_' || n, n || '@northwind.example', 'active', $1, $1 FROM generate_series(1, $2::int) n`, now, people)
	h.exec("org_1", `INSERT INTO member_identities (organization_id, kind, external_id, member_id, connection_id, attributes, created_at, updated_at)
		SELECT 'org_1', 'sso_profile', 'prof_' || n, 'member_' || n, 'conn_1', '{"groups": ["MemberPulse Staff"]}', $1, $1 FROM generate_series(1, $2::int) n`, now, people)
	h.exec("org_1", `INSERT INTO member_roles (organization_id, member_id, role, source, reason_key, group_name, created_at)
		SELECT 'org_1', 'member_' || n, 'ROLE_CLIENT_USER', 'sso_group', 'MemberPulse Staff', 'MemberPulse Staff', $1 FROM generate_series(1, $2::int) n`, now, people)
	if losers := h.close("conn_1"); losers != people {
		t.Errorf("%d lose roles, want %d", losers, people)
	}
	got := h.texts(`SELECT count(*) || ' ' || role FROM member_roles GROUP BY role UNION ALL SELECT count(*) || ' audited' FROM audit_events WHERE action = 'member.role_removed'`)
	slices.Sort(got)
	if diff := cmp.Diff([]string{fmt.Sprint(people, " ROLE_MEMBER"), fmt.Sprint(people, " audited")}, got); diff != "" {
		t.Errorf("roles held, and what is audited (-want +got):\n%s", diff)
	}
}
