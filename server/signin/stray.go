package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"

	"github.com/uptrace/bun"

	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/workos"
)

// stray stores a callback that ends no sign-in of its browser as an attempt of its own: the sign-in that it was aimed at
// stays its owner's, and its organization sees that somebody tried. What comes too often is refused all the same and
// stored no more. A sign-in that this browser was refused before has its attempt already.
func (s *Service) stray(w http.ResponseWriter, r *http.Request, state string, err error) error {
	var no *refusal
	if !errors.As(err, &no) || (no.attempt != "" && no.code != "state_used") || s.limited(w, r, countCallbacks) != nil {
		return err
	}
	a := s.newAttempt(r, methodSSO)
	s.keep(r, a, no, func(ctx context.Context, tx bun.IDB) error {
		f, err := s.aimedAt(ctx, tx, r, state)
		if err != nil || f == nil {
			return err
		}
		begun, err := findAttempt(ctx, tx, f.AttemptID)
		if err != nil {
			return err
		}
		a.Method, a.OrganizationID, a.Email = f.Kind, begun.OrganizationID, begun.Email
		a.ConnectionID, a.ConnectionName = begun.ConnectionID, begun.ConnectionName
		a.Stages = append(a.Stages, begun.Stages[:min(1, len(begun.Stages))]...)
		return nil
	})
	return no
}

// aimedAt is the sign-in that a state is of, or else one that this browser has open: its state may have been altered on
// the way. Nil where neither is known.
func (s *Service) aimedAt(ctx context.Context, tx bun.IDB, r *http.Request, state string) (*flow, error) {
	held := [][]byte{}
	for _, secret := range s.heldSecrets(r) {
		held = append(held, digest(secret))
	}
	var f flow
	err := tx.NewRaw(`SELECT * FROM sign_in_flows WHERE state_hash = ?0 OR (browser_hash IN (?1) AND used_at IS NULL AND expires_at > ?2)
		ORDER BY state_hash = ?0 DESC, created_at DESC LIMIT 1`, digest(state), bun.List(append(held, nil)), s.now()).Scan(ctx, &f)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look for the sign-in that a callback was aimed at: %w", err)
	}
	return &f, nil
}

// unstarted stores a sign-in that ended before it could begin: for the organization that its link named, or else for the
// operator alone.
func (s *Service) unstarted(r *http.Request, method string, err error) error {
	var no *refusal
	if !errors.As(err, &no) || no.attempt != "" || no.code == "too_many_sign_ins" {
		return err
	}
	query := httpx.QueryOf(r)
	a := s.newAttempt(r, method)
	a.Email = hintOf(query.Get("email"), query.Get("login_hint"))
	s.keep(r, a, no, func(ctx context.Context, tx bun.IDB) error {
		return s.giveToNamed(ctx, tx, a, query.Get("organization"))
	})
	return no
}

func (s *Service) giveToNamed(ctx context.Context, tx bun.IDB, a *attempt, organization string) error {
	if !workos.ValidID(organization) {
		return nil
	}
	there, err := tx.NewSelect().Table("organizations").Where("id = ?", organization).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for organization %s: %w", organization, err)
	}
	if there {
		a.OrganizationID = organization
	}
	return nil
}

// keep stores an attempt that was refused as soon as it came; about tells what is known of it. The refusal stands
// whether it could be stored or not.
func (s *Service) keep(r *http.Request, a *attempt, no *refusal, about func(ctx context.Context, tx bun.IDB) error) {
	s.cfg.Count(refused, 1)
	fresh := *a                               // the transaction may run again
	ctx := context.WithoutCancel(r.Context()) // the browser may have gone; the record is for those who stay
	err := s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		*a = fresh
		if err := about(ctx, tx); err != nil {
			return err
		}
		a.fail(no, a.StartedAt)
		return a.begin(ctx, tx)
	})
	if err != nil {
		s.logger.ErrorContext(ctx, "a refused sign-in could not be stored", "code", no.code, "error", err)
		return
	}
	no.attempt = a.ID
}
