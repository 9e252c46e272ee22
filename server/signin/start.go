package signin

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/workos"
)

// startSSO is GET /auth/sso: it stores the sign-in, binds it to the browser, and sends that to WorkOS.
func (s *Service) startSSO(w http.ResponseWriter, r *http.Request) error {
	if err := s.limited(w, r, countStarts); err != nil {
		return err
	}
	client, err := s.cfg.WorkOS.Client()
	if err != nil {
		return refuse("workos_not_configured").because(err)
	}
	query := httpx.QueryOf(r)
	sel, err := readSelector(query, s.cfg.DefaultConnection())
	if err != nil {
		return err
	}
	a := s.newAttempt(r, methodSSO)
	state, browser := secret(), secret()
	f := flow{
		StateHash: digest(state), BrowserHash: digest(browser), Kind: methodSSO, AttemptID: a.ID,
		ReturnTo: ReturnTo(query.Get("return_to")), Nonce: secret(), CreatedAt: a.StartedAt,
	}
	typed := query.Has("email") && wantsPage(r)
	hint := hintOf(query.Get("email"), query.Get("login_hint"))
	if err := s.storeSSO(r.Context(), sel, a, &f, hint); err != nil {
		if typed && isCode(err, "no_connection") { // the plain form: no script asked how the address signs in
			return s.beginAuthKit(w, r, client, "", hint)
		}
		return err
	}
	target, err := client.AuthorizationURL(workos.Authorization{ConnectionID: f.ConnectionID, State: state, Nonce: f.Nonce, LoginHint: hint})
	if err != nil {
		return err
	}
	s.bindFlow(w, r, state, browser)
	s.leave(w, r, target, typed)
	return nil
}

// leave sends the browser to WorkOS: by a page where a form began it, which may not be redirected off the origin.
func (s *Service) leave(w http.ResponseWriter, r *http.Request, target string, typed bool) {
	if typed {
		s.cfg.Pages.Continue(w, r, target)
		return
	}
	http.Redirect(w, r, target, http.StatusFound)
}

// storeSSO finds the connection and stores flow and attempt; a connection that may not sign in leaves a refused
// attempt, for its admin to see.
func (s *Service) storeSSO(ctx context.Context, sel selector, a *attempt, f *flow, hint string) error {
	var no *refusal
	fresh := *a // the transaction may run again
	err := s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		*a, no = fresh, nil
		c, err := choose(ctx, sel)
		if err != nil {
			return err
		}
		a.OrganizationID, a.ConnectionID, a.ConnectionName, a.Email = c.OrganizationID, c.ID, plain(c.Name), hint
		f.OrganizationID, f.ConnectionID = c.OrganizationID, c.ID
		if no = c.usable(); no != nil {
			no.attempt = a.ID
			a.fail(no, a.StartedAt)
			return a.begin(ctx, tx)
		}
		a.pass(stageStarted, "Sent to "+c.Name, a.StartedAt)
		if err := s.open(ctx, tx, *f); err != nil {
			return err
		}
		return a.begin(ctx, tx)
	})
	if err != nil {
		return err
	}
	if no != nil {
		s.cfg.Count(refused, 1)
		return no
	}
	return nil
}

// hintOf is the address to prefill at the identity provider; "" where none was sent.
func hintOf(candidates ...string) string {
	for _, c := range candidates {
		if domainOf(c) != "" {
			return plain(c)
		}
	}
	return ""
}
