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
	"memberpulse/server/workos"
)

const longestCode = 2048

// callback is GET /auth/callback/workos. The order of its checks is the defense: the browser's cookie, the state, its
// age, its single use, and only then the code, once.
func (s *Service) callback(w http.ResponseWriter, r *http.Request) error {
	query := httpx.QueryOf(r)
	state := query.Get("state")
	if looks(r) {
		return s.lookBack(r, state)
	}
	if state == "" {
		return s.unsolicited(w, r)
	}
	browser := s.boundSecret(r, state)
	if browser == "" {
		return s.stray(w, r, state, refuse("flow_cookie_missing"))
	}
	f, a, err := s.claim(r.Context(), state, browser)
	if err != nil {
		return s.stray(w, r, state, err)
	}
	s.setCookie(w, s.flowCookie(state), "", 0)
	if err := s.finish(w, r, f, a, state); err != nil {
		s.keepFlow(w, r, f, state)
		return s.refused(r, f, a, err)
	}
	return nil
}

// lookBack answers a look at a callback as far as can be told without ending the sign-in.
func (s *Service) lookBack(r *http.Request, state string) error {
	switch {
	case state == "":
		return refuse("state_missing")
	case s.boundSecret(r, state) == "":
		return refuse("flow_cookie_missing")
	}
	return nil
}

// finish goes on with a flow that is this browser's alone now.
func (s *Service) finish(w http.ResponseWriter, r *http.Request, f *flow, a *attempt, state string) error {
	query := httpx.QueryOf(r)
	if code := query.Get("error"); code != "" {
		return returnedError(code, query.Get("error_description"))
	}
	code := query.Get("code")
	if code == "" || len(code) > longestCode {
		return refuse("code_missing")
	}
	a.pass(stageReturned, "Came back with a code", s.now())
	client, err := s.cfg.WorkOS.Client()
	if err != nil {
		return refuse("workos_not_configured").because(err)
	}
	if f.Kind == methodAuthKit {
		return s.finishAuthKit(w, r, client, f, a, code, state)
	}
	return s.finishSSO(w, r, client, f, a, code)
}

// returnedError is what WorkOS sent instead of a code. Its description is kept as text, for the admin.
func returnedError(code, description string) *refusal {
	no := &refusal{code: code, received: description}
	if _, known := ofWorkOS[code]; !known { // a code of our own, made up in the address, is none of WorkOS's
		no.code, no.received = "workos_error", code+": "+description
	}
	no.received = plain(no.received)
	return no
}

// refused stores how an attempt ended. What is no refusal is a fault of ours or of WorkOS's.
func (s *Service) refused(r *http.Request, f *flow, a *attempt, err error) error {
	no := asRefusal(err)
	no.attempt, no.email = a.ID, a.Email
	s.cfg.Count(refused, 1)
	if no.retry == "" {
		no.retry = retryOf(f, no.code)
	}
	a.fail(no, s.now())
	// The browser may have gone; the record is for those who stay.
	ctx := context.WithoutCancel(r.Context())
	stored := s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		if err := s.auditMixUp(ctx, tx, a, no); err != nil {
			return err
		}
		return a.save(ctx, tx)
	})
	if stored != nil {
		s.logger.ErrorContext(ctx, "a refused sign-in could not be stored", "attempt", a.ID, "error", stored)
	}
	return no
}

func asRefusal(err error) *refusal {
	var no *refusal
	if errors.As(err, &no) {
		return no
	}
	if f, ok := workos.FaultOf(err); ok {
		return refusalOf(f).because(err)
	}
	if e := errs.Of(err); e.Kind != errs.KindInternal {
		if _, known := refusals[e.Code]; known {
			return refuse(e.Code).because(err)
		}
	}
	return refuse("internal").because(err)
}

// refusalOf names a fault of the exchange.
func refusalOf(f *workos.Fault) *refusal {
	switch {
	case f.Status == 0 || f.Status == http.StatusTooManyRequests || f.Status >= http.StatusInternalServerError:
		return refuse("workos_unavailable")
	case f.Code == "invalid_client" || f.Code == "unauthorized_client" || f.Status == http.StatusUnauthorized:
		return refuse("workos_credentials_refused")
	case f.Code == "invalid_grant":
		return refuse("code_rejected")
	}
	if _, known := refusals[f.Code]; known {
		return &refusal{code: f.Code, received: f.Message}
	}
	return &refusal{code: "code_rejected", received: f.Code}
}

// retryOf begins the same sign-in again; those whose organization requires single sign-on go there.
func retryOf(f *flow, code string) string {
	query := url.Values{}
	path := "/auth/login"
	switch {
	case code == "sso_required" && f.OrganizationID != "":
		return "/auth/sso?" + url.Values{"organization": {f.OrganizationID}}.Encode()
	case code == "sso_required":
		return "/sign-in"
	case f.Kind == methodSSO:
		path = "/auth/sso"
		query.Set("connection", f.ConnectionID)
	case f.OrganizationID != "":
		query.Set("organization", f.OrganizationID)
	}
	if f.ReturnTo != "/" {
		query.Set("return_to", f.ReturnTo)
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
