package signin

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"

	"github.com/uptrace/bun"

	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/session"
	"memberpulse/server/workos"
)

// startAuthKit is GET /auth/login: as startSSO, with a code verifier (PKCE) besides.
func (s *Service) startAuthKit(w http.ResponseWriter, r *http.Request) error {
	return s.start(w, r, methodAuthKit, s.beginLogin)
}

func (s *Service) beginLogin(w http.ResponseWriter, r *http.Request) error {
	client, err := s.cfg.WorkOS.Client()
	if err != nil {
		return refuse("workos_not_configured").because(err)
	}
	query := httpx.QueryOf(r)
	organization := query.Get("organization")
	if organization != "" && !workos.ValidID(organization) {
		return refuse("organization_unknown")
	}
	return s.beginAuthKit(w, r, client, organization, hintOf(query.Get("email"), query.Get("login_hint")), false)
}

func (s *Service) beginAuthKit(w http.ResponseWriter, r *http.Request, client *workos.Client, organization, hint string, typed bool) error {
	query := httpx.QueryOf(r)
	a := s.newAttempt(r, methodAuthKit)
	a.Email, a.look = hint, looks(r)
	a.pass(stageStarted, "Sent to AuthKit", a.StartedAt)
	state, browser, verifier := secret(), secret(), secret()
	f := flow{
		StateHash: digest(state), BrowserHash: digest(browser), Kind: methodAuthKit, AttemptID: a.ID,
		OrganizationID: organization, ReturnTo: ReturnTo(query.Get("return_to")), CreatedAt: a.StartedAt,
	}
	f.CodeVerifier = s.sealVerifier(&f, verifier)
	if err := s.storeAuthKit(r.Context(), a, f); err != nil {
		return err
	}
	challenge := sha256.Sum256([]byte(verifier))
	target, err := client.AuthKitAuthorizationURL(workos.AuthKitAuthorization{
		OrganizationID: organization, State: state, LoginHint: a.Email,
		CodeChallenge: base64.RawURLEncoding.EncodeToString(challenge[:]),
	})
	if err != nil {
		return err
	}
	if !a.look {
		s.bindFlow(w, r, state, browser)
	}
	s.leave(w, r, target, typed)
	return nil
}

func (s *Service) storeAuthKit(ctx context.Context, a *attempt, f flow) error {
	return s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		if f.OrganizationID != "" {
			if err := standing(ctx, tx, f.OrganizationID); err != nil {
				return err
			}
			a.OrganizationID = f.OrganizationID
		}
		return s.openWith(ctx, tx, a, f)
	})
}

// finishAuthKit spends the code. Who belongs to several organizations chooses first.
func (s *Service) finishAuthKit(w http.ResponseWriter, r *http.Request, client *workos.Client, f *flow, a *attempt, code, state string) error {
	verifier, err := s.verifier(f)
	if err != nil {
		return err
	}
	who, choice, err := client.AuthenticateWithCode(r.Context(), code, verifier, a.IP, a.UserAgent)
	if err != nil {
		return err
	}
	a.pass(stageExchanged, "The code was exchanged for a user", s.now())
	if choice == nil {
		return s.admit(w, r, f, a, who)
	}
	a.Email = plain(choice.User.Email)
	if len(choice.Organizations) == 0 {
		return refuse("no_organization")
	}
	if f.OrganizationID == "" && s.isPlatformAdmin(choice.User.Email) {
		// An operator enters above all organizations; any of them completes the proof of who they are.
		who, err := client.AuthenticateWithOrganizationSelection(r.Context(), choice.Pending, choice.Organizations[0].ID, a.IP, a.UserAgent)
		switch {
		case err == nil:
			return s.admit(w, r, f, a, who)
		case !asksForMore(err):
			return err
		}
	}
	return s.offer(w, r, f, a, choice, state)
}

// asksForMore holds where one organization wants another proof than the one given: the next may not.
func asksForMore(err error) bool {
	fault, ok := workos.FaultOf(err)
	if !ok {
		return false
	}
	switch fault.Code {
	case "sso_required", "organization_authentication_methods_required", "mfa_enrollment", "mfa_challenge":
		return true
	}
	return false
}

// admit lets in whom AuthKit vouches for: an operator, or a member of the organization.
func (s *Service) admit(w http.ResponseWriter, r *http.Request, f *flow, a *attempt, who *workos.Authenticated) error {
	a.Email = plain(who.User.Email)
	if who.Impersonated {
		return refuse("impersonation")
	}
	if f.OrganizationID == "" && s.isPlatformAdmin(who.User.Email) {
		return s.letAdminIn(w, r, f, a, who)
	}
	if who.OrganizationID == "" {
		return refuse("no_organization")
	}
	if f.OrganizationID != "" && f.OrganizationID != who.OrganizationID {
		return &refusal{code: "organization_mismatch", expected: f.OrganizationID, received: "another organization"}
	}
	if who.User.ID == "" || domainOf(who.User.Email) == "" {
		return refuse("profile_incomplete")
	}
	if !who.User.EmailVerified {
		return refuse("email_not_verified")
	}
	return s.letIn(w, r, arrival{
		flow: f, attempt: a, organizationID: who.OrganizationID, person: personOfUser(who.User),
		session: session.Session{Method: methodAuthKit, WorkOSSessionID: who.SessionID},
	})
}
