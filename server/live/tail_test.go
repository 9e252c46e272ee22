package live

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// Several read on at once: who opens a stream, beside who was woken. Whoever is done has all that was there when it began.
func TestAReaderThatFindsTheTailMovedReadsOn(t *testing.T) {
	t.Parallel()
	const organization = "org_tail"
	h := New(Config{DB: pgtest.New(t), Now: time.Now})
	r := &room{hub: h, organization: organization, conns: map[*conn]struct{}{}}
	write := func() (seq int64, err error) {
		err = h.cfg.DB.InOrganization(t.Context(), organization, func(ctx context.Context, tx bun.Tx) error {
			if err := Rows(ctx, tx, organization, shared.TopicLog, []int{1}); err != nil {
				return err
			}
			return tx.QueryRowContext(ctx, `SELECT max(seq) FROM live_rows`).Scan(&seq)
		})
		return seq, err
	}
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for range 100 {
				seq, err := write()
				if err == nil {
					err = r.advance(t.Context())
				}
				r.mu.Lock()
				tail := r.tail
				r.mu.Unlock()
				if err == nil && tail < seq {
					err = fmt.Errorf("read on to %d, and %d was there before", tail, seq)
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	readers.Wait()
}
