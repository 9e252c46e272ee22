package live

import (
	"context"
	"fmt"
	"time"

	"memberpulse/shared"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

const (
	readFrames = 32        // rows of live_rows in one read: each may hold a whole batch of events
	mergeLimit = 128 << 10 // bytes up to which neighbors become one frame
	readLimit  = 10 * time.Second
	rereadGap  = 15 * time.Second // rows are read again even if nobody called
	retryGap   = 2 * time.Second  // after a read that failed
)

// followRows hands new rows to the room's streams: at once when quiet, in a burst
// gathered over the gap.
func (r *room) followRows(ctx context.Context) {
	if r.openErr = r.findTail(ctx); r.openErr != nil {
		close(r.opened)
		return
	}
	close(r.opened)
	if r.organization == "" {
		return // the platform's stream carries states only
	}
	again := time.NewTicker(rereadGap)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		case <-r.rows:
		}
		gap := r.hub.cfg.RowsGap
		if err := r.advance(ctx); err != nil && ctx.Err() == nil {
			r.hub.cfg.Logger.WarnContext(ctx, "live rows could not be read", "organization", r.organization, "error", err)
			r.rows.signal()
			gap = retryGap
		}
		if !pause(ctx, gap) {
			return
		}
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// findTail learns where the rows stand before the first stream is served.
func (r *room) findTail(ctx context.Context) error {
	if r.organization == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	var tail int64
	err := r.hub.cfg.DB.InOrganization(ctx, r.organization, func(ctx context.Context, tx bun.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT COALESCE(max(seq), 0) FROM live_rows WHERE received_on = ANY(?::date[]) AND organization_id = ?`,
			r.hub.days(), r.organization).Scan(&tail)
	})
	if err != nil {
		return fmt.Errorf("find the last live row: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tail = tail
	return nil
}

// advance reads on from the tail to the end. Sequences grow in the order of
// commits within an organization, so that what was read is all there is. It may
// run beside another: who finds the tail moved reads again from there.
func (r *room) advance(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	for {
		r.mu.Lock()
		from := r.tail
		r.mu.Unlock()
		frames, last, more, err := r.hub.read(ctx, r.organization, from, 0)
		if err != nil {
			return err
		}
		if r.hand(frames, from, last) && !more {
			return nil
		}
	}
}

// hand gives frames to all streams, if the tail still stands where they begin,
// and tells whether it did: another reader may have been faster.
func (r *room) hand(frames []*frame, from, last int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tail != from {
		return false
	}
	r.tail = last
	for c := range r.conns {
		for _, f := range frames {
			c.pushRows(f)
		}
	}
	return true
}

// days are the partitions that live rows are looked for in. Older ones are only
// kept for people to read.
func (h *Hub) days() any {
	now := h.cfg.Now().UTC()
	return pgdialect.Array([]string{day(now.AddDate(0, 0, -1)), day(now), day(now.AddDate(0, 0, 1))})
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

// read gives rows after a sequence, up to another (0: to the end), with neighbors
// of one topic as one frame. More says that there may be others behind last.
func (h *Hub) read(ctx context.Context, organization string, after, upTo int64) (frames []*frame, last int64, more bool, err error) {
	var rows []struct {
		Seq   int64
		Topic shared.Topic
		Data  string
	}
	err = h.cfg.DB.InOrganization(ctx, organization, func(ctx context.Context, tx bun.Tx) error {
		query := `SELECT seq, topic, data FROM live_rows WHERE received_on = ANY(?::date[]) AND organization_id = ? AND seq > ?`
		args := []any{h.days(), organization, after}
		if upTo != 0 {
			query, args = query+" AND seq <= ?", append(args, upTo)
		}
		return tx.NewRaw(query+" ORDER BY seq LIMIT ?", append(args, readFrames)...).Scan(ctx, &rows)
	})
	if err != nil {
		return nil, 0, false, fmt.Errorf("read live rows: %w", err)
	}
	last = after
	for _, row := range rows {
		frames = appendRows(frames, row.Topic, row.Seq, row.Data)
		last = row.Seq
	}
	return frames, last, len(rows) == readFrames, nil
}

// appendRows adds an array of rows, to the last frame if it is of that topic and
// not too large.
func appendRows(frames []*frame, topic shared.Topic, seq int64, array string) []*frame {
	if n := len(frames); n > 0 && frames[n-1].topic == topic && len(frames[n-1].data)+len(array) <= mergeLimit {
		f := frames[n-1]
		f.data[len(f.data)-1] = ',' // [a] and [b] are [a,b]
		f.data = append(f.data, array[1:]...)
		f.seq = seq
		return frames
	}
	return append(frames, &frame{topic: topic, seq: seq, data: []byte(array)})
}
