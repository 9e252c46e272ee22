package session

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
)

const (
	seenEvery    = time.Minute // writing every use down would make every read a write
	seenPerIdle  = 10          // short idle times are kept more closely: a session in use does not grow idle
	longestToken = 128
)

// Resolver finds out who a session's owner is now. It returns nil where the owner may not be here any more.
type Resolver func(ctx context.Context, tx bun.IDB, s Session) (any, error)

// found is a session with what the resolver says of its owner.
type found struct {
	session    Session
	owner      any
	attributes map[string]any
}

type foundRow struct {
	Session
	Attributes map[string]any
}

// load finds the open session of a token, notes its use, and resolves its owner; nil where there is none.
func (st *Store) load(ctx context.Context, token string) (*found, error) {
	if token == "" || len(token) > longestToken {
		return nil, nil
	}
	var out *found
	err := st.db.InPlatform(ctx, pg.SessionLookup, func(ctx context.Context, tx bun.Tx) error {
		out = nil
		now := st.options.Now().UTC()
		// Arguments travel beside the statement, so that it is prepared once: this runs with every request.
		rows, err := pg.Query[foundRow](ctx, `SELECT `+columns+`, attributes FROM sessions
			WHERE token_hash = $1 AND ended_at IS NULL AND expires_at > $2 AND seen_at > $3`,
			hash(token), now, now.Add(-st.options.Idle))
		if err != nil {
			return fmt.Errorf("find a session: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		row := rows[0]
		if err := st.touch(ctx, tx, row.Session, now); err != nil {
			return err
		}
		hit := &found{session: row.Session, attributes: row.Attributes}
		if st.resolve != nil {
			if hit.owner, err = st.resolve(ctx, tx, row.Session); err != nil {
				return err
			}
		}
		out = hit
		return nil
	})
	return out, err
}

func (st *Store) touch(ctx context.Context, tx bun.IDB, s Session, now time.Time) error {
	if now.Sub(s.SeenAt) < min(seenEvery, st.options.Idle/seenPerIdle) {
		return nil
	}
	_, err := tx.NewRaw(`UPDATE sessions SET seen_at = ? WHERE organization_id = ? AND id = ? AND ended_at IS NULL AND seen_at < ?`,
		now, s.OrganizationID, s.ID, now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("note the use of a session: %w", err)
	}
	return nil
}

// List are the open sessions of a session's owner, the newest first.
func (st *Store) List(ctx context.Context, tx bun.IDB, owner Session) ([]Session, error) {
	out := []Session{}
	now := st.options.Now().UTC()
	err := tx.NewRaw(`SELECT `+columns+` FROM sessions
		WHERE organization_id = ? AND kind = ? AND COALESCE(member_id, '') = ? AND COALESCE(platform_admin_id, '') = ?
			AND ended_at IS NULL AND expires_at > ? AND seen_at > ?
		ORDER BY created_at DESC, id LIMIT 200`,
		owner.OrganizationID, string(owner.Kind), owner.MemberID, owner.PlatformAdminID, now, now.Add(-st.options.Idle)).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return out, nil
}
