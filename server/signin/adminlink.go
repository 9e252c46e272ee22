package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/session"
)

// settingsPath is all that an admin link opens.
const settingsPath = "/admin/settings/workos"

// NewAdminLink makes an address that opens the platform settings once, within 15 minutes: the way in before anybody
// can sign in.
func NewAdminLink(ctx context.Context, db *pg.DB, publicURL string, now time.Time) (string, error) {
	token := secret()
	err := db.InPlatform(ctx, pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO admin_links (token_hash, created_at, expires_at) VALUES (?, ?, ?)`,
			digest(token), now.UTC(), now.UTC().Add(adminLinkLife)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("store an admin link: %w", err)
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "admin_link.created", Actor: audit.System(), Target: audit.Target{Kind: "admin_link", ID: "admin_link"}, OccurredAt: now.UTC(),
		})
	})
	if err != nil {
		return "", err
	}
	return strings.TrimRight(publicURL, "/") + "/auth/admin-link?" + url.Values{"token": {token}}.Encode(), nil
}

// adminLink is GET /auth/admin-link: it spends the link for a session that opens the settings and nothing else.
func (s *Service) adminLink(w http.ResponseWriter, r *http.Request) error {
	if looks(r) {
		return nil // it would be spent
	}
	if err := s.limited(w, r, countStarts); err != nil {
		return err
	}
	asked := httpx.QueryOf(r).Get("token")
	if asked == "" || len(asked) > longestCookie {
		return refuse("admin_link_invalid")
	}
	token := ""
	err := s.cfg.DB.InPlatform(r.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		now := s.now()
		var created time.Time
		err := tx.NewRaw(`UPDATE admin_links SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND expires_at > ? RETURNING created_at`,
			now, digest(asked), now).Scan(ctx, &created)
		if errors.Is(err, sql.ErrNoRows) {
			return refuse("admin_link_invalid")
		}
		if err != nil {
			return fmt.Errorf("spend an admin link: %w", err)
		}
		a := s.newAttempt(r, methodAdminLink)
		a.pass(stageStarted, "Opened an admin link", now)
		begun, minted, err := s.cfg.Sessions.Begin(ctx, tx, session.Session{
			Kind: session.Setup, Method: methodAdminLink, IP: a.IP, UserAgent: a.UserAgent, ExpiresAt: now.Add(setupLife),
		})
		if err != nil {
			return err
		}
		token = minted
		a.pass(stageSession, "Opened the platform settings", now)
		a.succeed("", now)
		if err := s.auditStart(ctx, tx, begun, audit.Actor{Kind: audit.ActorPlatformAdmin, ID: begun.ID, Name: "Admin link"}); err != nil {
			return err
		}
		return a.begin(ctx, tx)
	})
	if err != nil {
		return err
	}
	return s.welcome(w, r, token, settingsPath)
}
