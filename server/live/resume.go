package live

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/uptrace/bun"
)

const (
	resumeFrames = 5000    // a browser that missed more reads its lists again: that is less work for all
	resumeBytes  = 8 << 20 // so it is with one that missed more than this
)

// resumePoint is where a returning browser says it was.
type resumePoint struct {
	given bool
	seq   int64
	known bool // it was a number
}

func parseResume(id string) resumePoint {
	if id == "" {
		return resumePoint{}
	}
	seq, err := strconv.ParseInt(id, 10, 64)
	return resumePoint{given: true, seq: seq, known: err == nil && seq >= 0}
}

// begin puts the stream where its browser was: it sends exactly what was missed,
// or says that the lists have to be read again.
func (p *pump) begin(ctx context.Context, from resumePoint) bool {
	if !p.carriesRows() || !from.given {
		p.reached = p.room.restart(p.conn)
		return true
	}
	tail := p.room.restart(p.conn)
	if from.known && from.seq > tail { // another instance was faster: read on to where that was
		if err := p.room.advance(ctx); err != nil {
			p.hub.cfg.Logger.WarnContext(ctx, "live rows could not be read", "error", err)
			return false
		}
		tail = p.room.restart(p.conn)
	}
	p.reached = from.seq
	if !from.known || from.seq > tail {
		return p.resync(tail, "The place where this page was is not known here.")
	}
	why, err := p.hub.canResume(ctx, p.room.organization, from.seq, tail)
	if err != nil {
		p.hub.cfg.Logger.WarnContext(ctx, "a place in the live stream could not be looked up", "error", err)
		return false
	}
	if why != "" {
		return p.resync(tail, why)
	}
	return p.readTo(ctx, tail)
}

// catchUp sends what a browser that fell behind has not got, up to tail.
func (p *pump) catchUp(ctx context.Context, tail int64) bool {
	if !p.carriesRows() {
		p.reached = tail
		return true
	}
	why, err := p.hub.tooMuch(ctx, p.room.organization, p.reached, tail)
	if err != nil {
		return false
	}
	if why != "" {
		return p.resync(tail, why)
	}
	return p.readTo(ctx, tail)
}

func (p *pump) resync(tail int64, why string) bool {
	p.hub.resyncs.Add(1)
	p.reached = tail
	p.out.send(resyncFrame(why).event(tail))
	return true
}

func (p *pump) readTo(ctx context.Context, tail int64) bool {
	for p.reached < tail {
		frames, last, more, err := p.hub.read(ctx, p.room.organization, p.reached, tail)
		if err != nil {
			return false
		}
		p.out.send(p.rows(frames)...)
		p.reached = last
		if !more {
			break
		}
	}
	p.reached = tail
	return true
}

func (p *pump) carriesRows() bool {
	if p.room.organization == "" {
		return false
	}
	for _, topic := range p.hub.cfg.Rows {
		if p.conn.topics[topic] {
			return true
		}
	}
	return false
}

// canResume says why a browser cannot go on behind seq, or nothing. It can where
// the row of that sequence is still kept, for then all behind it are. Sequence 0
// was told where there was no row yet: all rows are behind it, if none is older
// than what is kept.
func (h *Hub) canResume(ctx context.Context, organization string, seq, tail int64) (why string, err error) {
	if seq == tail {
		return "", nil
	}
	err = h.cfg.DB.InOrganization(ctx, organization, func(ctx context.Context, tx bun.Tx) error {
		var one int
		query := `SELECT 1 FROM live_rows WHERE received_on = ANY(?::date[]) AND organization_id = ? AND seq = ?`
		if seq == 0 {
			query = `SELECT 1 WHERE NOT EXISTS (SELECT FROM live_rows WHERE received_on < (?::date[])[1] AND organization_id = ? AND seq > ?)`
		}
		err := tx.QueryRowContext(ctx, query, h.days(), organization, seq).Scan(&one)
		if errors.Is(err, sql.ErrNoRows) {
			why = "This page was away for too long: what it missed is no longer kept."
			return nil
		}
		return err
	})
	if err != nil || why != "" {
		return why, err
	}
	return h.tooMuch(ctx, organization, seq, tail)
}

// tooMuch says that more was missed than is worth sending.
func (h *Hub) tooMuch(ctx context.Context, organization string, after, upTo int64) (why string, err error) {
	var frames, bytes int64
	err = h.cfg.DB.InOrganization(ctx, organization, func(ctx context.Context, tx bun.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT count(*), COALESCE(sum(n), 0) FROM (
			SELECT octet_length(data) AS n FROM live_rows
			WHERE received_on = ANY(?::date[]) AND organization_id = ? AND seq > ? AND seq <= ? LIMIT ?) AS missed`,
			h.days(), organization, after, upTo, resumeFrames+1).Scan(&frames, &bytes)
	})
	if err != nil {
		return "", fmt.Errorf("count what a page missed: %w", err)
	}
	if frames > resumeFrames || bytes > resumeBytes {
		return "This page missed so much that reading its lists again is faster.", nil
	}
	return "", nil
}
