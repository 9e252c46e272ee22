package boot

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"time"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/pg"

	"github.com/uptrace/bun"
)

// authorize is the guard, counted: who was refused and why, and who named another organization than their own.
func (p *Program) authorize(r *http.Request, route httpx.Route) (*http.Request, error) {
	r, err := p.guard.Authorize(r, route)
	if err != nil {
		p.metrics.AuthzDenied.WithLabelValues(errs.Of(err).Code).Inc()
		return r, err
	}
	if !route.Asks(access.OfOrganization.Name) {
		return r, nil
	}
	caller, named := access.From(r.Context()), httpx.QueryOf(r).Get(access.OfOrganization.Name)
	if caller.OrganizationID != "" && named != "" && named != caller.OrganizationID {
		p.metrics.CrossOrgAttempts.Inc()
	}
	return r, nil
}

// measure reads figures that nobody counts along the way.
func (p *Program) measure(ctx context.Context) error {
	figures := p.hub.Figures()
	p.metrics.StreamClients.Set(float64(figures.Streams))
	p.metrics.StreamDropped.Add(float64(figures.Lagged - p.streamed.Lagged))
	p.metrics.StreamResync.Add(float64(figures.Resyncs - p.streamed.Resyncs))
	p.streamed = figures
	return p.db.InPlatform(ctx, pg.Overview, func(ctx context.Context, tx bun.Tx) error {
		return errors.Join(p.measureInbox(ctx, tx), p.measureCursor(ctx, tx))
	})
}

func (p *Program) measureInbox(ctx context.Context, tx bun.Tx) error {
	var pending, dead int64
	var oldest *time.Time
	err := tx.QueryRowContext(ctx, `SELECT count(*), min(received_at), (SELECT count(*) FROM events WHERE outcome IN ('failed', 'dead', 'parked', 'held') AND outcome = 'dead')
		FROM events WHERE outcome IN ('pending', 'failed') AND outcome = 'pending'`).Scan(&pending, &oldest, &dead)
	if err != nil {
		return err
	}
	p.metrics.InboxDepth.Set(float64(pending))
	p.metrics.InboxDead.Set(float64(dead))
	p.metrics.InboxOldest.Set(0)
	if oldest != nil {
		p.metrics.InboxOldest.Set(p.cfg.Now().Sub(*oldest).Seconds())
	}
	return nil
}

// measureCursor shows how long ago all that the Events API had was read: by the last poll that did not fail, of whatever
// instance, or by how far a failing one came.
func (p *Program) measureCursor(ctx context.Context, tx bun.Tx) error {
	var read time.Time
	err := tx.QueryRowContext(ctx, `SELECT CASE WHEN error = '' THEN GREATEST(polled_at, range_end) ELSE range_end END
		FROM event_cursors WHERE name = 'events_api'`).Scan(&read)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // never polled: nobody is behind
	}
	if err != nil {
		return err
	}
	if p.polled.Before(read) {
		p.polled = read
	}
	p.metrics.EventsCursorLag.Set(max(0, p.cfg.Now().Sub(p.polled).Seconds()))
	return nil
}
