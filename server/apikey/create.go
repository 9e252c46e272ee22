package apikey

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/errs"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

const longestName = 100

// Wanted describes a key to make.
type Wanted struct {
	Name           string
	Role           shared.Role
	OrganizationID string // "" for the platform's own
}

// Create makes a key and returns it with the key itself: the only time that it is seen.
func (s *Store) Create(ctx context.Context, wanted Wanted, by audit.Actor) (shared.APIKey, string, error) {
	if err := wanted.check(); err != nil {
		return shared.APIKey{}, "", err
	}
	key := Prefix + rand.Text() + rand.Text()
	made := row{
		OrganizationID: wanted.OrganizationID, ID: "key_" + rand.Text(), Name: wanted.Name, Role: wanted.Role,
		LastFour: key[len(key)-4:], CreatedAt: s.now().UTC(),
	}
	err := s.db.InPlatform(ctx, pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		if err := s.organizationStands(ctx, tx, wanted.OrganizationID); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO api_keys (organization_id, id, name, role, key_hash, last_four, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?)`,
			made.OrganizationID, made.ID, made.Name, string(made.Role), hash(key), made.LastFour, made.CreatedAt).Exec(ctx)
		if err != nil {
			return fmt.Errorf("store an API key: %w", err)
		}
		return audit.Record(ctx, tx, audit.Entry{
			OrganizationID: made.OrganizationID, Action: "api_key.created", Actor: by,
			Target: audit.Target{Kind: "api_key", ID: made.ID, Name: made.Name},
			After:  map[string]any{"role": made.Role, "last_four": made.LastFour}, OccurredAt: made.CreatedAt,
		})
	})
	if err != nil {
		return shared.APIKey{}, "", err
	}
	return made.wire(), key, nil
}

func (w Wanted) check() error {
	var faults []errs.Field
	if name := strings.TrimSpace(w.Name); name == "" || utf8.RuneCountInString(name) > longestName || strings.ContainsRune(name, 0) || !utf8.ValidString(name) {
		faults = append(faults, errs.Field{Field: "name", Code: "invalid", Message: "Give the key a name of 1 to 100 characters."})
	}
	switch {
	case !w.Role.Valid():
		faults = append(faults, errs.Field{Field: "role", Code: "unknown", Message: "Use ROLE_PLATFORM_ADMIN, ROLE_CLIENT_ADMIN, ROLE_CLIENT_USER or ROLE_MEMBER."})
	case w.OrganizationID == "" && w.Role != shared.RolePlatformAdmin:
		faults = append(faults, errs.Field{Field: "organization_id", Code: "required", Message: "A key with this role belongs to an organization: name it."})
	case w.OrganizationID != "" && w.Role == shared.RolePlatformAdmin:
		faults = append(faults, errs.Field{Field: "organization_id", Code: "not_allowed", Message: "A platform key belongs to no organization: leave it out."})
	}
	if len(faults) > 0 {
		return errs.Unprocessable(faults...)
	}
	return nil
}

func (s *Store) organizationStands(ctx context.Context, tx bun.IDB, id string) error {
	if id == "" {
		return nil
	}
	stands, err := tx.NewSelect().Table("organizations").Where("id = ? AND deleted_at IS NULL", id).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for organization %s: %w", id, err)
	}
	if !stands {
		return errs.Unprocessable(errs.Field{Field: "organization_id", Code: "unknown", Message: "No organization has this id. It is known once WorkOS has told of it."})
	}
	return nil
}

func hash(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:]
}
