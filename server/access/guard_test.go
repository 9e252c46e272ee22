package access_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/session"
	"memberpulse/shared"
)

var now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// gate is a guard over a database with one organization.
type gate struct {
	t     *testing.T
	db    *pg.DB
	store *session.Store
	guard *access.Guard
}

func newGate(t *testing.T) *gate {
	t.Helper()
	g := &gate{t: t, db: pgtest.New(t)}
	clock := func() time.Time { return now }
	g.store = session.New(g.db, session.Options{Now: clock}, access.Resolver(func(email string) bool { return email == "olga@operator.test" }))
	g.guard = access.NewGuard(g.db, g.store, nil, clock)
	g.exec(`INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_a', 'Acme', now(), 0, '', now(), now())`)
	return g
}

func (g *gate) exec(statement string, args ...any) {
	g.t.Helper()
	err := g.db.InPlatform(g.t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	})
	if err != nil {
		g.t.Fatal(err)
	}
}

// member makes one with roles, and a session of theirs.
func (g *gate) member(id string, roles ...shared.Role) string {
	g.t.Helper()
	g.exec(`INSERT INTO members (organization_id, id, email, state, created_at, updated_at) VALUES ('org_a', ?, ?, 'active', now(), now())`, id, id+"@acme.test")
	for _, r := range roles {
		g.exec(`INSERT INTO member_roles (organization_id, member_id, role, source, reason_key, group_name, created_at)
			VALUES ('org_a', ?, ?, 'directory_group', ?, 'MemberPulse Admins', now())`, id, string(r), string(r))
	}
	return g.begin(session.Session{Kind: session.Member, OrganizationID: "org_a", MemberID: id, Method: "sso"})
}

func (g *gate) begin(s session.Session) (token string) {
	g.t.Helper()
	err := g.db.InPlatform(g.t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) (err error) {
		_, token, err = g.store.Begin(ctx, tx, s)
		return err
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return token
}

// ask sends a request to a route that asks for a capability, and answers its status and caller.
func (g *gate) ask(token string, capability shared.Capability) (int, access.Caller) {
	g.t.Helper()
	var caller access.Caller
	mux := httpx.New(httpx.Config{Authorize: g.guard.Authorize}, []httpx.Route{{
		Method: http.MethodGet, Pattern: "/api/x", Capability: capability, Handler: func(_ http.ResponseWriter, r *http.Request) error {
			caller = access.From(r.Context())
			return nil
		},
	}})
	r := httptest.NewRequestWithContext(g.t.Context(), http.MethodGet, "/api/x", nil)
	if token != "" {
		r.Header.Set("Cookie", g.store.CookieName()+"="+token)
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w.Code, caller
}

func TestEveryRoleAtEveryGate(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	g.exec(`INSERT INTO platform_admins (id, email, created_at) VALUES ('admin_1', 'olga@operator.test', now())`)
	callers := map[string]string{
		"operator": g.begin(session.Session{Kind: session.Platform, PlatformAdminID: "admin_1", Method: "authkit"}),
		"admin":    g.member("member_admin", shared.RoleClientAdmin), "staff": g.member("member_staff", shared.RoleClientUser),
		"member": g.member("member_member", shared.RoleMember), "roleless": g.member("member_none"),
		"setup": g.begin(session.Session{Kind: session.Setup, Method: "admin_link"}), "nobody": "",
	}
	may := map[shared.Capability]string{
		shared.AccessAnyone: "operator admin staff member roleless setup nobody", shared.AccessSignature: "operator admin staff member roleless setup nobody",
		shared.AccessSignedIn: "operator admin staff member roleless setup", shared.CapabilitySelf: "operator admin staff member",
		shared.CapabilityRead: "operator admin staff", shared.CapabilityAudit: "operator admin", shared.CapabilityReplay: "operator admin",
		shared.CapabilityConfigure: "operator admin", shared.CapabilitySettings: "operator setup", shared.CapabilityPlatform: "operator",
	}
	for capability, who := range may {
		for name, token := range callers {
			want := http.StatusForbidden
			switch {
			case slices.Contains(strings.Fields(who), name):
				want = http.StatusOK
			case name == "nobody":
				want = http.StatusUnauthorized
			}
			if got, _ := g.ask(token, capability); got != want {
				t.Errorf("%s at %s: %d, want %d", name, capability, got, want)
			}
		}
	}
}

func TestRolesAreReadAnew(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	token := g.member("member_1", shared.RoleClientAdmin)
	status, caller := g.ask(token, shared.CapabilityConfigure)
	if status != 200 || caller.Email != "member_1@acme.test" || caller.Organization != "Acme" || len(caller.RolesBecause) != 1 || caller.RolesBecause[0].GroupName != "MemberPulse Admins" {
		t.Fatalf("%d %+v", status, caller)
	}
	g.exec(`DELETE FROM member_roles`)
	if status, _ = g.ask(token, shared.CapabilityConfigure); status != 403 {
		t.Errorf("a role that was taken still opens: %d", status)
	}
	g.exec(`INSERT INTO member_roles (organization_id, member_id, role, source, reason_key, created_at) VALUES ('org_a', 'member_1', 'ROLE_PLATFORM_ADMIN', 'granted', 'x', now())`)
	if status, _ = g.ask(token, shared.CapabilityPlatform); status != 403 {
		t.Errorf("a platform admin by a row: %d", status)
	}
	for _, out := range []string{`UPDATE members SET state = 'inactive'`, `UPDATE members SET state = 'tombstoned'`} {
		g.exec(out)
		if status, _ = g.ask(token, shared.AccessSignedIn); status != 401 {
			t.Errorf("%s: %d", out, status)
		}
	}
}
