package connection

import (
	"context"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/workos"
)

// Learn stores a connection as WorkOS answered it, unless more is known already. ctx belongs, as tx does, to a
// transaction under the scope of the connection's organization, which is known.
func Learn(ctx context.Context, _ bun.Tx, told workos.Connection, now time.Time) error {
	object := gjson.ParseBytes(told.Raw)
	asked := &event.Event{OccurredAt: now, Data: object}
	all, err := load(ctx, &event.Batch{Events: []*event.Event{asked}})
	if err != nil {
		return err
	}
	c := all[told.ID]
	if c == nil {
		c = &connection{OrganizationID: told.OrganizationID, ID: told.ID, fresh: true, Domains: "[]", Version: event.Version{At: never}}
		all[told.ID] = c
	}
	version := event.Version{At: asked.Time(object), Rank: event.RankLearned}
	if !version.After(c.Version) {
		return nil
	}
	last := c.LastEventID
	c.follow(asked, object, version)
	c.LastEventID = last
	return store(ctx, all)
}
