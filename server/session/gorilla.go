package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/gorilla/sessions"
	"github.com/uptrace/bun"

	"memberpulse/server/pg"
)

var _ sessions.Store = (*Store)(nil)

// foundKey holds what was found under a key that no name in the attributes can equal.
type foundKey struct{}

// Get is the session of a request, read from the database once per request.
func (st *Store) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(st, name)
}

// New reads the session that the request's cookie names. An unknown, ended or expired token is nobody's: an empty
// session, and no error.
func (st *Store) New(r *http.Request, name string) (*sessions.Session, error) {
	gs := sessions.NewSession(st, name)
	gs.IsNew = true
	gs.Options = &sessions.Options{
		Path: "/", MaxAge: int(st.options.Absolute.Seconds()), HttpOnly: true,
		Secure: st.options.Secure, SameSite: http.SameSiteLaxMode,
	}
	cookie, err := r.Cookie(name)
	if err != nil {
		return gs, nil //nolint:nilerr // no cookie is no fault
	}
	hit, err := st.load(r.Context(), cookie.Value)
	if err != nil || hit == nil {
		return gs, err
	}
	for k, v := range hit.attributes {
		gs.Values[k] = v
	}
	gs.Values[foundKey{}] = hit
	gs.ID, gs.IsNew = hit.session.ID, false
	return gs, nil
}

// Save keeps a session's attributes, or ends it where its MaxAge is below zero. A session begins by signing in (see
// Begin), never by saving.
func (st *Store) Save(r *http.Request, w http.ResponseWriter, gs *sessions.Session) error {
	hit, _ := gs.Values[foundKey{}].(*found)
	if gs.Options != nil && gs.Options.MaxAge < 0 {
		if hit != nil {
			if err := st.EndOne(r.Context(), hit.session, "signed_out"); err != nil {
				return err
			}
		}
		st.Take(w)
		return nil
	}
	if hit == nil {
		return errors.New("save a session: nobody is signed in")
	}
	attributes := map[string]any{}
	for k, v := range gs.Values {
		if name, ok := k.(string); ok {
			attributes[name] = v
		}
	}
	return st.db.InPlatform(r.Context(), pg.SessionLookup, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`UPDATE sessions SET attributes = ? WHERE organization_id = ? AND id = ?`,
			attributes, hit.session.OrganizationID, hit.session.ID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("save a session's attributes: %w", err)
		}
		return nil
	})
}

// Of is the session of a request with what the resolver said of its owner; false where nobody is signed in.
func (st *Store) Of(r *http.Request) (Session, any, bool, error) {
	gs, err := st.Get(r, st.CookieName())
	if err != nil {
		return Session{}, nil, false, fmt.Errorf("read the request's session: %w", err)
	}
	hit, ok := gs.Values[foundKey{}].(*found)
	if !ok {
		return Session{}, nil, false, nil
	}
	return hit.session, hit.owner, true, nil
}
