package signin

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/httpx"
	"memberpulse/server/member"
	"memberpulse/server/pg"
	"memberpulse/server/session"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// arrival is somebody who proved who they are, on the way in.
type arrival struct {
	flow           *flow
	attempt        *attempt
	organizationID string
	person         member.Profile
	session        session.Session
}

// letIn makes or finds the member, and begins the session: member, session, audit entry and attempt in one
// transaction, under the scope of the organization alone.
func (s *Service) letIn(w http.ResponseWriter, r *http.Request, who arrival) error {
	ctx := r.Context()
	err := s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		if err := standing(ctx, tx, who.organizationID); err != nil {
			return err
		}
		return who.attempt.move(ctx, tx, who.organizationID)
	})
	if err != nil {
		return err
	}
	a, token := who.attempt, ""
	before := *a
	err = s.cfg.DB.InOrganization(ctx, who.organizationID, func(ctx context.Context, tx bun.Tx) error {
		*a = before
		now := s.now()
		if err := stillStands(ctx, who.session.ConnectionID); err != nil {
			return err
		}
		m, err := s.matchMember(ctx, tx, who)
		if err != nil {
			return err
		}
		a.pass(stageMatched, matchedWords(m), now)
		begun := who.session
		begun.Kind, begun.OrganizationID, begun.MemberID = session.Member, who.organizationID, m.ID
		begun.IP, begun.UserAgent = a.IP, a.UserAgent
		if begun, token, err = s.cfg.Sessions.Begin(ctx, tx, begun); err != nil {
			return err
		}
		a.pass(stageSession, "Signed in", now)
		a.succeed(m.ID, now)
		if err := s.auditStart(ctx, tx, begun, audit.Actor{Kind: audit.ActorMember, ID: m.ID, Name: m.Email}); err != nil {
			return err
		}
		return a.save(ctx, tx)
	})
	if err != nil {
		*a = before
		return err
	}
	return s.welcome(w, r, token, who.flow.ReturnTo)
}

func matchedWords(m *member.Member) string {
	if m.New {
		return "Made a new member"
	}
	return "Matched with a member"
}

// letAdminIn begins an operator's session: by a verified address, and never by a customer's identity provider.
func (s *Service) letAdminIn(w http.ResponseWriter, r *http.Request, f *flow, a *attempt, who *workos.Authenticated) error {
	switch {
	case vouchedForElsewhere(who.Method):
		return refuse("platform_admin_by_sso")
	case !who.User.EmailVerified:
		return refuse("email_not_verified")
	}
	token, before := "", *a
	err := s.cfg.DB.InPlatform(r.Context(), pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		*a = before
		now := s.now()
		id := "admin_" + rand.Text()
		email := shared.FoldEmail(who.User.Email)
		err := tx.NewRaw(`INSERT INTO platform_admins (id, email, first_name, last_name, user_id, created_at, last_sign_in_at)
			VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (email) DO UPDATE SET first_name = EXCLUDED.first_name, last_name = EXCLUDED.last_name,
				user_id = EXCLUDED.user_id, last_sign_in_at = EXCLUDED.last_sign_in_at
			RETURNING id`, id, email, plain(who.User.FirstName), plain(who.User.LastName), who.User.ID, now, now).Scan(ctx, &id)
		if err != nil {
			return fmt.Errorf("store a platform admin: %w", err)
		}
		a.pass(stageMatched, "Matched with the list of platform admins", now)
		begun := session.Session{
			Kind: session.Platform, PlatformAdminID: id, Method: methodAuthKit, WorkOSSessionID: who.SessionID,
			IP: a.IP, UserAgent: a.UserAgent,
		}
		if begun, token, err = s.cfg.Sessions.Begin(ctx, tx, begun); err != nil {
			return err
		}
		a.pass(stageSession, "Signed in as a platform admin", now)
		a.succeed("", now)
		if err := s.auditStart(ctx, tx, begun, audit.Actor{Kind: audit.ActorPlatformAdmin, ID: id, Name: email}); err != nil {
			return err
		}
		return a.save(ctx, tx)
	})
	if err != nil {
		*a = before
		return err
	}
	return s.welcome(w, r, token, f.ReturnTo)
}

// vouchedForElsewhere holds for ways to sign in where somebody other than WorkOS says who it is: a customer's identity
// provider, an application, a session from before. A way that is not told is one of them.
func vouchedForElsewhere(method string) bool {
	switch strings.ToLower(method) {
	case "", "sso", "externalauth", "crossappauth", "migratedsession", "impersonation":
		return true
	}
	return false
}

func (s *Service) auditStart(ctx context.Context, tx bun.IDB, begun session.Session, actor audit.Actor) error {
	return audit.Record(ctx, tx, audit.Entry{
		OrganizationID: begun.OrganizationID, Action: "session.started", Actor: actor,
		Target: audit.Target{Kind: "session", ID: begun.ID, Name: actor.Name},
		After:  map[string]string{"method": begun.Method, "connection_id": begun.ConnectionID},
		IP:     begun.IP, RequestID: httpx.RequestID(ctx), OccurredAt: begun.CreatedAt,
	})
}

// welcome ends the session that the browser had before, hands it the new one, and goes where it was headed.
func (s *Service) welcome(w http.ResponseWriter, r *http.Request, token, returnTo string) error {
	old, _, had, err := s.cfg.Sessions.Of(r)
	if err == nil && had {
		err = s.cfg.Sessions.EndOne(r.Context(), old, "replaced")
	}
	if err != nil {
		return err
	}
	s.cfg.Sessions.Hand(w, token)
	s.cfg.Count(succeeded, 1)
	http.Redirect(w, r, returnTo, http.StatusSeeOther)
	return nil
}

// standing holds for an organization that is known and not deleted.
func standing(ctx context.Context, tx bun.IDB, id string) error {
	var deleted bool
	err := tx.NewRaw(`SELECT deleted_at IS NOT NULL FROM organizations WHERE id = ?`, id).Scan(ctx, &deleted)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return refuse("organization_unknown")
	case err != nil:
		return fmt.Errorf("look for organization %s: %w", id, err)
	case deleted:
		return refuse("organization_deleted")
	}
	return nil
}
