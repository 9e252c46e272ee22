package signin

import (
	"context"

	"github.com/uptrace/bun"
)

func (s *Service) matchMember(ctx context.Context, tx bun.IDB, who arrival) (string, error) {
	return "", refuse("not_provisioned")
}
