package organization

import (
	"cmp"
	"context"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/workos"
)

// Learn stores an organization as WorkOS answered it, unless more is known already. ctx belongs, as tx does, to a
// transaction under the organization's scope.
func Learn(ctx context.Context, _ bun.Tx, told workos.Organization) error {
	o, err := loadOrganization(ctx, told.ID)
	if err != nil {
		return err
	}
	domains, err := loadDomains(ctx, told.ID)
	if err != nil {
		return err
	}
	data := gjson.ParseBytes(told.Raw)
	asked := &event.Event{OccurredAt: told.UpdatedAt}
	if asked.OccurredAt.IsZero() {
		asked.OccurredAt = never.Add(time.Microsecond)
	}
	version := event.Version{At: asked.Time(data), Rank: event.RankLearned}
	if o.fresh || version.After(o.version()) {
		o.Name = cmp.Or(event.Text(data.Get("name")), told.Name)
		o.ExternalID = nullable(data.Get("external_id"))
		o.Metadata = event.JSON(data.Get("metadata"), "{}")
		o.follow(version, asked.Created(data))
		if err := o.store(ctx); err != nil {
			return err
		}
	}
	data.Get("domains").ForEach(func(_, d gjson.Result) bool {
		domains.told(asked, d)
		return true
	})
	return domains.store(ctx, told.ID)
}
