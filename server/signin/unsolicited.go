package signin

import (
	"context"
	"net/http"
	"net/url"

	"github.com/uptrace/bun"

	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/workos"
)

// unsolicited answers a callback without a state: an identity provider began it by itself, or somebody pasted a code.
// It never makes a session. Where it can tell the connection, it offers to begin again from here; the browser goes on
// by a click, so that nobody is signed in as somebody without noticing.
func (s *Service) unsolicited(r *http.Request, query httpx.Values) error {
	if wait, ok := s.addresses.take(countUnsolicited+clientKey(r), s.now()); !ok {
		return tooMany(wait)
	}
	id := query.Get("connection_id")
	if id == "" {
		id = query.Get("connection")
	}
	if id == "" && query.Get("error") == "" && query.Get("code") != "" && len(query.Get("code")) <= longestCode {
		id = s.connectionOfCode(r.Context(), query.Get("code"))
	}
	if workos.ValidID(id) {
		c, err := s.usableConnection(r.Context(), id)
		if err != nil {
			return err
		}
		if c != nil {
			return &refusal{code: "idp_initiated", retry: "/auth/sso?" + url.Values{"connection": {c.ID}}.Encode()}
		}
	}
	if code := query.Get("error"); code != "" {
		no := returnedError(code, query.Get("error_description"))
		no.received = "" // anybody's words: no sign-in of ours asked for them
		return no
	}
	return refuse("state_missing")
}

// connectionOfCode spends an unsolicited code to learn the connection, and forgets who came with it.
func (s *Service) connectionOfCode(ctx context.Context, code string) string {
	client, err := s.cfg.WorkOS.Client()
	if err != nil {
		return ""
	}
	profile, err := client.ProfileAndToken(ctx, code)
	if err != nil {
		return ""
	}
	return profile.ConnectionID
}

func (s *Service) usableConnection(ctx context.Context, id string) (*connection, error) {
	var out *connection
	err := s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		out = nil
		c, err := choose(ctx, selector{connection: id})
		if isCode(err, "connection_unknown") {
			return nil
		}
		if err == nil && c.usable() == nil {
			out = &c
		}
		return err
	})
	return out, err
}
