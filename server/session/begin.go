package session

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
)

// longestUserAgent is as much of a browser's name as is kept.
const longestUserAgent = 400

// Begin starts a session for whom s names (it may set an earlier ExpiresAt), in the transaction of the sign-in, and
// returns it with its token: the only time that the token is seen. The caller hands it to the browser after the commit,
// and ends the session that the browser had before.
func (st *Store) Begin(ctx context.Context, tx bun.IDB, s Session) (Session, string, error) {
	token := rand.Text() + rand.Text()
	now := st.options.Now().UTC()
	s.ID = "session_" + rand.Text()
	s.CreatedAt, s.SeenAt = now, now
	if longest := now.Add(st.options.Absolute); s.ExpiresAt.IsZero() || s.ExpiresAt.After(longest) {
		s.ExpiresAt = longest
	}
	if len(s.UserAgent) > longestUserAgent {
		s.UserAgent = s.UserAgent[:longestUserAgent]
	}
	_, err := tx.NewRaw(`INSERT INTO sessions (organization_id, id, token_hash, kind, member_id, platform_admin_id, method,
			connection_id, workos_session_id, ip, user_agent, created_at, seen_at, expires_at)
		VALUES (?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), ?, NULLIF(?, ''), NULLIF(?, ''), ?, ?, ?, ?, ?)`,
		s.OrganizationID, s.ID, hash(token), string(s.Kind), s.MemberID, s.PlatformAdminID, s.Method,
		s.ConnectionID, s.WorkOSSessionID, s.IP, pg.Text(s.UserAgent), s.CreatedAt, s.SeenAt, s.ExpiresAt).Exec(ctx)
	if err != nil {
		return Session{}, "", fmt.Errorf("begin a session: %w", err)
	}
	return s, token, nil
}

// hash is what the database keeps of a token: it opens nothing.
func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
