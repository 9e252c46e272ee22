package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/uptrace/bun"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// discover is POST /auth/discover: how an address signs in. It looks at the domain alone and asks the same question
// of the database for every address, so neither the answer nor its time tells whether somebody exists.
func (s *Service) discover(w http.ResponseWriter, r *http.Request) error {
	if err := s.asked(r); err != nil {
		return asProblem(err)
	}
	var asked shared.DiscoverRequest
	if err := httpx.Decode(w, r, &asked); err != nil {
		return err
	}
	domain := domainOf(asked.Email)
	if domain == "" {
		return errs.Unprocessable(errs.Field{Field: "email", Code: "invalid", Message: "Enter a whole e-mail address, like you@company.com."})
	}
	sso, err := s.signsInBySSO(r.Context(), domain)
	if err != nil {
		return err
	}
	hint := url.Values{"login_hint": {hintOf(asked.Email)}}
	answer := shared.Discovery{Method: methodAuthKit, URL: "/auth/login?" + hint.Encode()}
	if sso {
		hint.Set("domain", domain)
		answer = shared.Discovery{Method: methodSSO, URL: "/auth/sso?" + hint.Encode()}
	}
	return httpx.WriteJSON(w, http.StatusOK, answer)
}

// signsInBySSO reports whether a verified domain leads to a connection that may sign people in.
func (s *Service) signsInBySSO(ctx context.Context, domain string) (bool, error) {
	sso := false
	err := s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		c, err := choose(ctx, selector{domain: domain})
		var no *refusal
		if errors.As(err, &no) {
			sso = false
			return nil
		}
		sso = err == nil && c.usable() == nil
		return err
	})
	return sso, err
}

// asProblem makes of a refusal what programs read.
func asProblem(err error) error {
	var no *refusal
	if errors.As(err, &no) {
		return no.problem()
	}
	return err
}
