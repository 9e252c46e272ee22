package apikey

import (
	"time"

	"memberpulse/server/pg"
	"memberpulse/shared"
)

// Prefix begins every key, so that people and scanners of secrets know one when they see it.
const Prefix = "mp_"

// Store keeps API keys.
type Store struct {
	db  *pg.DB
	now func() time.Time
}

// New makes a store over a database and a clock.
func New(db *pg.DB, now func() time.Time) *Store { return &Store{db: db, now: now} }

type row struct {
	OrganizationID string      `bun:"organization_id"`
	ID             string      `bun:"id"`
	Name           string      `bun:"name"`
	Role           shared.Role `bun:"role"`
	LastFour       string      `bun:"last_four"`
	CreatedAt      time.Time   `bun:"created_at"`
	LastUsedAt     *time.Time  `bun:"last_used_at"`
	RevokedAt      *time.Time  `bun:"revoked_at"`
}

func (r row) wire() shared.APIKey {
	return shared.APIKey{
		ID: r.ID, Name: r.Name, OrganizationID: r.OrganizationID, Role: r.Role, LastFour: r.LastFour,
		CreatedAt: r.CreatedAt, LastUsedAt: r.LastUsedAt, RevokedAt: r.RevokedAt,
	}
}
