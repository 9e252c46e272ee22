package signin

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
	"memberpulse/server/workos"
)

// pendingChoice is what waits on the server while somebody chooses.
type pendingChoice struct {
	Token         string   `json:"token"`
	Organizations []string `json:"organizations"`
	Operator      bool     `json:"operator"` // enters above all organizations, whichever completes the proof
}

// offer keeps the sign-in sealed and asks which organization is meant.
func (s *Service) offer(w http.ResponseWriter, r *http.Request, f *flow, a *attempt, choice *workos.Choice, state string) error {
	waiting := pendingChoice{Token: choice.Pending, Operator: f.OrganizationID == "" && s.isPlatformAdmin(choice.User.Email)}
	page := OrganizationsPage{Action: "/auth/choose", State: state, Email: choice.User.Email}
	for _, o := range choice.Organizations {
		waiting.Organizations = append(waiting.Organizations, o.ID)
		page.Organizations = append(page.Organizations, OrganizationChoice{ID: o.ID, Name: o.Name})
	}
	text, err := json.Marshal(waiting)
	if err != nil {
		return fmt.Errorf("keep a choice of organizations: %w", err)
	}
	err = s.cfg.DB.InPlatform(r.Context(), pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`UPDATE sign_in_flows SET pending = ? WHERE state_hash = ?`,
			s.cfg.Ring.Seal(text, placeOf("pending", f)), f.StateHash).Exec(ctx)
		if err != nil {
			return fmt.Errorf("keep a choice of organizations: %w", err)
		}
		return a.save(ctx, tx)
	})
	if err != nil {
		return err
	}
	s.keepFlow(w, r, f, state) // the choice is bound to this browser as well
	s.cfg.Pages.Organizations(w, r, http.StatusOK, page)
	return nil
}

// chosen is POST /auth/choose: the sign-in goes on with one of the organizations that were offered.
func (s *Service) chosen(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	if err := r.ParseForm(); err != nil {
		return refuse("choice_invalid").because(err)
	}
	state, organization := r.PostForm.Get("state"), r.PostForm.Get("organization_id")
	browser := ""
	if state != "" {
		browser = s.boundSecret(r, state)
	}
	if browser == "" {
		return s.stray(w, r, state, refuse("flow_cookie_missing"))
	}
	f, a, waiting, err := s.claimChoice(r.Context(), state, browser)
	if err != nil {
		return err
	}
	s.setCookie(w, s.flowCookie(state), "", 0)
	if err := s.goOn(w, r, f, a, waiting, organization); err != nil {
		s.keepFlow(w, r, f, state)
		return s.refused(r, f, a, err)
	}
	return nil
}

func (s *Service) goOn(w http.ResponseWriter, r *http.Request, f *flow, a *attempt, waiting pendingChoice, organization string) error {
	offered := false
	for _, id := range waiting.Organizations {
		offered = offered || id == organization
	}
	if !offered {
		return refuse("choice_invalid")
	}
	client, err := s.cfg.WorkOS.Client()
	if err != nil {
		return refuse("workos_not_configured").because(err)
	}
	if !waiting.Operator {
		f.OrganizationID = organization // from here on the sign-in is for this one
	}
	who, err := client.AuthenticateWithOrganizationSelection(r.Context(), waiting.Token, organization, a.IP, a.UserAgent)
	if err != nil {
		return err
	}
	return s.admit(w, r, f, a, who)
}

// whyNoChoice tells why there is nothing to choose: this browser's sign-in was refused, or it is too late.
func (s *Service) whyNoChoice(ctx context.Context, tx bun.IDB, state, browser string) error {
	var f flow
	err := tx.NewRaw(`SELECT * FROM sign_in_flows WHERE state_hash = ? AND browser_hash = ?`, digest(state), digest(browser)).Scan(ctx, &f)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return refuse("choice_expired")
	case err != nil:
		return fmt.Errorf("look a choice of organizations up: %w", err)
	}
	return recall(ctx, tx, &f, "choice_expired")
}

// claimChoice takes what waits for a choice, once.
func (s *Service) claimChoice(ctx context.Context, state, browser string) (*flow, *attempt, pendingChoice, error) {
	var f flow
	var a *attempt
	err := s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		f = flow{}
		err := tx.NewRaw(`WITH waiting AS (SELECT * FROM sign_in_flows
				WHERE state_hash = ? AND browser_hash = ? AND pending IS NOT NULL AND expires_at > ? FOR UPDATE)
			UPDATE sign_in_flows f SET pending = NULL FROM waiting WHERE f.state_hash = waiting.state_hash RETURNING waiting.*`,
			digest(state), digest(browser), s.now()).Scan(ctx, &f)
		if errors.Is(err, sql.ErrNoRows) {
			return s.whyNoChoice(ctx, tx, state, browser)
		}
		if err != nil {
			return fmt.Errorf("take a choice of organizations: %w", err)
		}
		a, err = findAttempt(ctx, tx, f.AttemptID)
		return err
	})
	if err != nil {
		return nil, nil, pendingChoice{}, err
	}
	text, err := s.cfg.Ring.Open(f.Pending, placeOf("pending", &f))
	if err != nil {
		return nil, nil, pendingChoice{}, fmt.Errorf("open a choice of organizations: %w", err)
	}
	var waiting pendingChoice
	if err := json.Unmarshal(text, &waiting); err != nil {
		return nil, nil, pendingChoice{}, fmt.Errorf("read a choice of organizations: %w", err)
	}
	return &f, a, waiting, nil
}
