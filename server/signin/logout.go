package signin

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/audit"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// logout is POST /auth/logout: it ends the session here and names where the browser goes next. A form may not be
// redirected off the origin, so the address travels in the body.
func (s *Service) logout(w http.ResponseWriter, r *http.Request) error {
	ended, _, found, err := s.cfg.Sessions.Of(r)
	if err != nil {
		return err
	}
	next := "/sign-in?ended=signed_out"
	if found {
		caller := access.From(r.Context())
		err := s.cfg.DB.InPlatform(r.Context(), pg.SessionLookup, func(ctx context.Context, tx bun.Tx) error {
			over, err := s.cfg.Sessions.End(ctx, tx, ended.OrganizationID, ended.ID, "signed_out")
			if err != nil || !over {
				return err
			}
			return audit.Record(ctx, tx, audit.Entry{
				OrganizationID: ended.OrganizationID, Action: "session.ended", Actor: caller.Actor(),
				Target: audit.Target{Kind: "session", ID: ended.ID, Name: caller.Email}, After: map[string]string{"reason": "signed_out"},
				IP: access.Address(ctx), RequestID: httpx.RequestID(ctx), OccurredAt: s.now(),
			})
		})
		if err != nil {
			return err
		}
		if client, err := s.cfg.WorkOS.Client(); err == nil && ended.WorkOSSessionID != "" {
			if there, err := client.AuthKitLogoutURL(ended.WorkOSSessionID, s.cfg.PublicURL+next); err == nil {
				next = there
			}
		}
	}
	s.cfg.Sessions.Take(w)
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return httpx.WriteJSON(w, http.StatusOK, shared.LogoutAnswer{RedirectURL: next})
}
