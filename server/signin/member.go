package signin

import (
	"context"

	"github.com/uptrace/bun"

	"memberpulse/server/member"
)

// matchMember finds or makes the member who came, inside the organization only.
func (s *Service) matchMember(ctx context.Context, tx bun.IDB, who arrival) (*member.Member, error) {
	p := who.person
	p.OrganizationID, p.Now = who.organizationID, s.now()
	return member.FromProfile(ctx, tx, p)
}
