package session

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/live"
)

type endedRow struct {
	ID       string `bun:"id"`
	MemberID string `bun:"member_id"`
	Open     bool   `bun:"open"`
}

// EndMembers ends the sessions of members of one organization, tells their open screens why, and returns how many each
// of them had.
func EndMembers(ctx context.Context, tx bun.IDB, organizationID string, memberIDs []string, reason string, now time.Time) (map[string]int, error) {
	if len(memberIDs) == 0 {
		return map[string]int{}, nil
	}
	var ended []endedRow
	err := tx.NewRaw(`UPDATE sessions SET ended_at = ?, end_reason = ?
		WHERE organization_id = ? AND member_id IN (?) AND ended_at IS NULL
		RETURNING id, member_id, expires_at > ? AS open`,
		now, reason, organizationID, bun.List(memberIDs), now).Scan(ctx, &ended)
	if err != nil {
		return nil, fmt.Errorf("end the sessions of %d members of %s: %w", len(memberIDs), organizationID, err)
	}
	return announce(ctx, tx, organizationID, ended, reason)
}

// EndMethod ends those sessions of a member that began by one method (sso, authkit), as EndMembers does.
func EndMethod(ctx context.Context, tx bun.IDB, organizationID, memberID, method, reason string, now time.Time) (map[string]int, error) {
	var ended []endedRow
	err := tx.NewRaw(`UPDATE sessions SET ended_at = ?, end_reason = ?
		WHERE organization_id = ? AND member_id = ? AND method = ? AND ended_at IS NULL
		RETURNING id, member_id, expires_at > ? AS open`,
		now, reason, organizationID, memberID, method, now).Scan(ctx, &ended)
	if err != nil {
		return nil, fmt.Errorf("end the %s sessions of %s: %w", method, memberID, err)
	}
	return announce(ctx, tx, organizationID, ended, reason)
}

// EndOrganization ends every session of an organization, as EndMembers does.
func EndOrganization(ctx context.Context, tx bun.IDB, organizationID, reason string, now time.Time) (map[string]int, error) {
	var ended []endedRow
	err := tx.NewRaw(`UPDATE sessions SET ended_at = ?, end_reason = ?
		WHERE organization_id = ? AND ended_at IS NULL
		RETURNING id, COALESCE(member_id, '') AS member_id, expires_at > ? AS open`,
		now, reason, organizationID, now).Scan(ctx, &ended)
	if err != nil {
		return nil, fmt.Errorf("end the sessions of organization %s: %w", organizationID, err)
	}
	return announce(ctx, tx, organizationID, ended, reason)
}

// EndConnection ends every session that one connection of an organization let in, as EndMembers does.
func EndConnection(ctx context.Context, tx bun.IDB, organizationID, connectionID, reason string, now time.Time) (map[string]int, error) {
	var ended []endedRow
	err := tx.NewRaw(`UPDATE sessions SET ended_at = ?, end_reason = ?
		WHERE organization_id = ? AND connection_id = ? AND ended_at IS NULL
		RETURNING id, COALESCE(member_id, '') AS member_id, expires_at > ? AS open`,
		now, reason, organizationID, connectionID, now).Scan(ctx, &ended)
	if err != nil {
		return nil, fmt.Errorf("end the sessions of connection %s: %w", connectionID, err)
	}
	return announce(ctx, tx, organizationID, ended, reason)
}

// announce tells the open screens, and counts the sessions that were still good.
func announce(ctx context.Context, tx bun.IDB, organizationID string, ended []endedRow, reason string) (map[string]int, error) {
	counts := map[string]int{}
	ids := make([]string, 0, len(ended))
	for _, e := range ended {
		ids = append(ids, e.ID)
		if e.Open && e.MemberID != "" {
			counts[e.MemberID]++
		}
	}
	if len(ids) == 0 {
		return counts, nil
	}
	if err := live.SessionsEnded(ctx, tx, organizationID, ids, reason); err != nil {
		return nil, fmt.Errorf("tell the screens of %d ended sessions: %w", len(ids), err)
	}
	return counts, nil
}
