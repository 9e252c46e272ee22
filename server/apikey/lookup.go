package apikey

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

const (
	usedEvery  = time.Minute
	longestKey = 128
)

type foundKey struct {
	OrganizationID, ID, Name string
	Role                     shared.Role
	LastUsedAt               *time.Time
	Organization             string
}

// Lookup finds who a key stands for. A key that is unknown, cut short, revoked, or of a deleted organization is
// nobody's.
func (s *Store) Lookup(ctx context.Context, key string) (access.Caller, bool, error) {
	if !strings.HasPrefix(key, Prefix) || len(key) > longestKey {
		return access.Caller{}, false, nil
	}
	var found []foundKey
	err := s.db.InPlatform(ctx, pg.APIKeyLookup, func(ctx context.Context, tx bun.Tx) (err error) {
		found, err = pg.Query[foundKey](ctx, `SELECT k.organization_id, k.id, k.name, k.role, k.last_used_at, COALESCE(o.name, '')
			FROM api_keys k LEFT JOIN organizations o ON o.id = k.organization_id
			WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND (k.organization_id = '' OR (o.id IS NOT NULL AND o.deleted_at IS NULL))`, hash(key))
		if err != nil || len(found) == 0 {
			return err
		}
		return s.touch(ctx, tx, found[0])
	})
	if err != nil {
		return access.Caller{}, false, fmt.Errorf("look an API key up: %w", err)
	}
	if len(found) == 0 {
		return access.Caller{}, false, nil
	}
	k := found[0]
	return access.Caller{
		Kind: access.APIKey, APIKeyID: k.ID, KeyName: k.Name, OrganizationID: k.OrganizationID, Organization: k.Organization,
		Roles:        []shared.Role{k.Role},
		RolesBecause: []shared.RoleReason{{Role: k.Role, Source: shared.SourceGranted}},
	}, true, nil
}

func (s *Store) touch(ctx context.Context, tx bun.IDB, found foundKey) error {
	now := s.now().UTC()
	if found.LastUsedAt != nil && now.Sub(*found.LastUsedAt) < usedEvery {
		return nil
	}
	_, err := tx.NewRaw(`UPDATE api_keys SET last_used_at = ? WHERE organization_id = ? AND id = ?`,
		now, found.OrganizationID, found.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("note the use of an API key: %w", err)
	}
	return nil
}
