package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
	"memberpulse/server/seal"
)

// Kinds of flows; they are the methods of sessions and attempts too.
const (
	methodSSO       = "sso"
	methodAuthKit   = "authkit"
	methodAdminLink = "admin_link"
)

// flow is a sign-in under way.
type flow struct {
	StateHash      []byte     `bun:"state_hash"`
	BrowserHash    []byte     `bun:"browser_hash"`
	Kind           string     `bun:"kind"`
	OrganizationID string     `bun:"organization_id"`
	ConnectionID   string     `bun:"connection_id"`
	AttemptID      string     `bun:"attempt_id"`
	ReturnTo       string     `bun:"return_to"`
	Nonce          string     `bun:"nonce"`
	CodeVerifier   string     `bun:"code_verifier"`
	Pending        []byte     `bun:"pending"`
	CreatedAt      time.Time  `bun:"created_at"`
	ExpiresAt      time.Time  `bun:"expires_at"`
	UsedAt         *time.Time `bun:"used_at"`
}

// secret makes a text of 260 random bits.
func secret() string { return rand.Text() + rand.Text() }

func digest(s string) []byte {
	sum := sha256.Sum256([]byte(s))
	return sum[:]
}

// open stores a flow that begins now.
func (s *Service) open(ctx context.Context, tx bun.IDB, f flow) error {
	_, err := tx.NewRaw(`INSERT INTO sign_in_flows (state_hash, browser_hash, kind, organization_id, connection_id, attempt_id,
			return_to, nonce, code_verifier, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		f.StateHash, f.BrowserHash, f.Kind, f.OrganizationID, f.ConnectionID, f.AttemptID,
		f.ReturnTo, f.Nonce, f.CodeVerifier, f.CreatedAt, f.CreatedAt.Add(flowLife)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("store a sign-in that begins: %w", err)
	}
	return nil
}

// claim takes a flow for this browser, once: whoever comes second, even in the same instant, finds it used. It commits
// before anything is asked of WorkOS.
func (s *Service) claim(ctx context.Context, state, browser string) (*flow, *attempt, error) {
	var f flow
	var a *attempt
	err := s.cfg.DB.InPlatform(ctx, pg.SignIn, func(ctx context.Context, tx bun.Tx) error {
		f, a = flow{}, nil
		now := s.now()
		err := tx.NewRaw(`UPDATE sign_in_flows SET used_at = ?
			WHERE state_hash = ? AND browser_hash = ? AND used_at IS NULL AND expires_at > ? RETURNING *`,
			now, digest(state), digest(browser), now).Scan(ctx, &f)
		if errors.Is(err, sql.ErrNoRows) {
			return s.whyNot(ctx, tx, state, browser)
		}
		if err != nil {
			return fmt.Errorf("claim a sign-in: %w", err)
		}
		a, err = findAttempt(ctx, tx, f.AttemptID)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return &f, a, nil
}

// whyNot tells why a flow could not be claimed.
func (s *Service) whyNot(ctx context.Context, tx bun.IDB, state, browser string) error {
	var f flow
	err := tx.NewRaw(`SELECT * FROM sign_in_flows WHERE state_hash = ?`, digest(state)).Scan(ctx, &f)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return refuse("state_unknown")
	case err != nil:
		return fmt.Errorf("look a sign-in up: %w", err)
	case string(f.BrowserHash) != string(digest(browser)):
		return refuse("flow_cookie_mismatch")
	case f.UsedAt != nil:
		return recall(ctx, tx, &f, "state_used")
	}
	return &refusal{code: "state_expired", attempt: f.AttemptID}
}

// recall says again why a sign-in was refused, to the browser whose it was: a page that is loaded again shows the same.
// One that was not refused has the code given.
func recall(ctx context.Context, tx bun.IDB, f *flow, otherwise string) error {
	a, err := findAttempt(ctx, tx, f.AttemptID)
	switch {
	case err != nil:
		return err
	case a.Status != refused:
		return &refusal{code: otherwise, attempt: a.ID}
	}
	return &refusal{
		code: a.Code, expected: a.Expected, received: a.Received, attempt: a.ID, email: a.Email, retry: retryOf(f, a.Code),
	}
}

// placeOf binds what is sealed to its flow: moved to another row it does not open.
func placeOf(column string, f *flow) seal.Place {
	return seal.Place{Table: "sign_in_flows", Column: column, Row: base64.RawURLEncoding.EncodeToString(f.StateHash)}
}

func (s *Service) sealVerifier(f *flow, verifier string) string {
	return base64.RawStdEncoding.EncodeToString(s.cfg.Ring.Seal([]byte(verifier), placeOf("code_verifier", f)))
}

func (s *Service) verifier(f *flow) (string, error) {
	sealed, err := base64.RawStdEncoding.DecodeString(f.CodeVerifier)
	if err != nil {
		return "", fmt.Errorf("read a sign-in's code verifier: %w", err)
	}
	plain, err := s.cfg.Ring.Open(sealed, placeOf("code_verifier", f))
	if err != nil {
		return "", fmt.Errorf("open a sign-in's code verifier: %w", err)
	}
	return string(plain), nil
}
