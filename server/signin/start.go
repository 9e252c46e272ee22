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
	return s.start(w, r, methodSSO, s.beginSSO)
}

// start counts a sign-in and begins it; one that cannot begin leaves an attempt all the same. A look (HEAD) is answered
// alike, and begins nothing.
func (s *Service) start(w http.ResponseWriter, r *http.Request, method string, begin httpx.Handler) error {
	if looks(r) {
		if err := s.asked(r); err != nil {
			return err
		}
		return begin(w, r)
	}
	if err := s.limited(w, r, countStarts); err != nil {
		return err
	}
	if err := begin(w, r); err != nil {
		return s.unstarted(r, method, err)
	}
	return nil
}

func looks(r *http.Request) bool { return r.Method == http.MethodHead }

func (s *Service) beginSSO(w http.ResponseWriter, r *http.Request) error {
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
	typed := query.Get("from") == "form" // the sign-in page's own, without a script
	hint := hintOf(query.Get("email"), query.Get("login_hint"))
	a.Email, a.look = hint, looks(r)
	if err := s.storeSSO(r.Context(), sel, a, &f); err != nil {
		if typed && isCode(err, "no_connection") { // nobody asked how the address signs in
			return s.beginAuthKit(w, r, client, "", hint, typed)
		}
		return err
	}
	target, err := client.AuthorizationURL(workos.Authorization{ConnectionID: f.ConnectionID, State: state, Nonce: f.Nonce, LoginHint: hint})
	if err != nil {
		return err
	}
	if !a.look {
		s.bindFlow(w, r, state, browser)
	}
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
func (s *Service) storeSSO(ctx context.Context, sel selector, a *attempt, f *flow) error {
	var no *refusal
	fresh := *a // the transaction may run again
	err := s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		*a, no = fresh, nil
		c, err := choose(ctx, sel)
		if err != nil {
			return err
		}
		a.OrganizationID, a.ConnectionID, a.ConnectionName = c.OrganizationID, c.ID, plain(c.Name)
		f.OrganizationID, f.ConnectionID = c.OrganizationID, c.ID
		if no = c.usable(); no != nil && a.look {
			return nil
		}
		if no != nil {
			no.attempt = a.ID
			a.fail(no, a.StartedAt)
			return a.begin(ctx, tx)
		}
		a.pass(stageStarted, "Sent to "+c.Name, a.StartedAt)
		return s.openWith(ctx, tx, a, *f)
	})
	if err != nil {
		return err
	}
	if no == nil {
		return nil
	}
	if !a.look {
		s.cfg.Count(refused, 1)
	}
	return no
}

// openWith stores a flow that begins with its attempt; nothing for a look.
func (s *Service) openWith(ctx context.Context, tx bun.IDB, a *attempt, f flow) error {
	if a.look {
		return nil
	}
	if err := s.open(ctx, tx, f); err != nil {
		return err
	}
	return a.begin(ctx, tx)
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
