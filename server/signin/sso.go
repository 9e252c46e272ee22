package signin

import (
	"context"
	"fmt"
	"net/http"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/pg"
	"memberpulse/server/session"
	"memberpulse/server/workos"
)

// finishSSO spends the code, holds the profile against the flow, and lets the member in.
func (s *Service) finishSSO(w http.ResponseWriter, r *http.Request, client *workos.Client, f *flow, a *attempt, code string) error {
	if err := s.stillUsable(r.Context(), f.ConnectionID); err != nil {
		return err
	}
	profile, err := client.ProfileAndToken(r.Context(), code)
	if err != nil {
		return err
	}
	a.pass(stageExchanged, "The code was exchanged for a profile", s.now())
	if err := sameOrigin(f, profile); err != nil {
		return err
	}
	if domainOf(profile.Email) == "" || profile.ID == "" || profile.IdpID == "" {
		return refuse("profile_incomplete")
	}
	a.Email = plain(profile.Email)
	return s.letIn(w, r, arrival{
		flow: f, attempt: a, organizationID: f.OrganizationID, person: personOfProfile(profile),
		session: session.Session{Method: methodSSO, ConnectionID: f.ConnectionID},
	})
}

// stillUsable looks again: the connection may have been disabled since the sign-in began.
func (s *Service) stillUsable(ctx context.Context, id string) error {
	return s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		c, err := choose(ctx, selector{connection: id})
		if err != nil {
			return err
		}
		if no := c.usable(); no != nil {
			return no
		}
		return nil
	})
}

// stillStands looks a last time, and holds the connection as it is until the session is committed: whoever shuts it
// waits for that, and then finds the session to end.
func stillStands(ctx context.Context, id string) error {
	if id == "" {
		return nil
	}
	found, err := pg.Query[connection](ctx, connectionColumns+`WHERE c.id = $1 FOR SHARE OF c`, id)
	if err != nil {
		return fmt.Errorf("hold connection %s for a sign-in: %w", id, err)
	}
	if len(found) == 0 {
		return refuse("connection_unknown")
	}
	if no := found[0].usable(); no != nil {
		return no
	}
	return nil
}

// sameOrigin holds the answer against what the sign-in began with. A foreign id is not shown: it is another
// customer's.
func sameOrigin(f *flow, p workos.Profile) error {
	if p.ConnectionID != f.ConnectionID {
		return &refusal{code: "connection_mismatch", expected: f.ConnectionID, received: "another connection"}
	}
	if p.OrganizationID != f.OrganizationID {
		return &refusal{code: "organization_mismatch", expected: f.OrganizationID, received: "another organization"}
	}
	return nil
}

// auditMixUp records what may be an attack in the organization that was aimed at.
func (s *Service) auditMixUp(ctx context.Context, tx bun.IDB, a *attempt, no *refusal) error {
	if no.code != "connection_mismatch" && no.code != "organization_mismatch" && no.code != "choice_invalid" {
		return nil
	}
	return audit.Record(ctx, tx, audit.Entry{
		OrganizationID: a.OrganizationID, Action: "sign_in.mix_up_refused", Actor: audit.System(),
		Target: audit.Target{Kind: "sign_in_attempt", ID: a.ID, Name: a.ConnectionName},
		After:  map[string]string{"code": no.code, "expected": no.expected, "received": no.received},
		IP:     a.IP, OccurredAt: s.now(),
	})
}
