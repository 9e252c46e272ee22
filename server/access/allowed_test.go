package access_test

import (
	"context"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/pg"
	"memberpulse/server/session"
	"memberpulse/shared"
)

func TestWhatManySessionsAllowIsWhatEachOfThemAllows(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	g.exec(`INSERT INTO platform_admins (id, email, created_at) VALUES ('admin_1', 'olga@operator.test', now()), ('admin_2', 'struck@operator.test', now())`)
	g.exec(`INSERT INTO organizations (id, name, deleted_at, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_gone', 'Gone', now(), now(), 0, '', now(), now())`)
	g.exec(`INSERT INTO members (organization_id, id, email, state, created_at, updated_at) VALUES ('org_gone', 'member_admin', 'a@gone.test', 'active', now(), now())`)
	tokens := map[string]string{
		"an admin":                  g.member("member_admin", shared.RoleClientAdmin, shared.RoleMember),
		"staff":                     g.member("member_staff", shared.RoleClientUser),
		"a member without a role":   g.member("member_none"),
		"a role that is not mapped": g.member("member_platform", shared.RolePlatformAdmin),
		"an inactive member":        g.member("member_inactive", shared.RoleClientAdmin),
		"a deleted organization":    g.begin(session.Session{Kind: session.Member, OrganizationID: "org_gone", MemberID: "member_admin", Method: "sso"}),
		"an operator":               g.begin(session.Session{Kind: session.Platform, PlatformAdminID: "admin_1", Method: "authkit"}),
		"a struck operator":         g.begin(session.Session{Kind: session.Platform, PlatformAdminID: "admin_2", Method: "authkit"}),
		"an admin link":             g.begin(session.Session{Kind: session.Setup, Method: "admin_link"}),
		"an ended session":          g.member("member_ended", shared.RoleClientAdmin),
	}
	g.exec(`UPDATE members SET state = 'inactive' WHERE id = 'member_inactive'`)
	organizations, ids := []string{}, []string{}
	err := g.db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, _ bun.Tx) error {
		rows, err := pg.Query[struct{ Organization, ID string }](ctx, `SELECT organization_id, id FROM sessions`)
		for _, r := range rows {
			organizations, ids = append(organizations, r.Organization), append(ids, r.ID)
		}
		return err
	})
	if err != nil || len(ids) != len(tokens) {
		t.Fatalf("%d sessions, %v", len(ids), err)
	}
	g.exec(`UPDATE sessions SET ended_at = now() WHERE member_id = 'member_ended'`)
	isAdmin := func(email string) bool { return email == "olga@operator.test" }
	err = g.db.InPlatform(t.Context(), pg.SessionLookup, func(ctx context.Context, tx bun.Tx) error {
		open, err := g.store.Open(ctx, organizations, ids)
		if err != nil {
			return err
		}
		if len(open) != len(ids)-1 {
			t.Errorf("%d of %d sessions are open, want all but the ended one", len(open), len(ids))
		}
		all, err := access.Allowed(ctx, open, isAdmin)
		if err != nil {
			return err
		}
		for _, s := range open {
			owner, err := access.Resolver(isAdmin)(ctx, tx, s)
			if err != nil {
				return err
			}
			alone, _ := owner.(*access.Caller)
			may, there := all[s.ID]
			if there != (alone != nil) || there && !slices.Equal(may, alone.Capabilities()) {
				t.Errorf("%s of %s%s: among many %v (%v), alone %+v", s.Kind, s.MemberID, s.PlatformAdminID, may, there, alone)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
