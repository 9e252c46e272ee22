package event

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"memberpulse/server/errs"
)

// work takes lanes and works them, one round each, until ctx ends.
func (e *Engine) work(ctx context.Context) {
	for {
		lane, ok := e.queue.take(ctx)
		if !ok {
			return
		}
		var res result
		err := guarded(func() (err error) {
			res, err = e.round(ctx, lane)
			return err
		})
		switch {
		case err != nil:
			e.queue.done(lane, e.pauseBroken(ctx, lane, err))
		case res.held:
			e.queue.rest(lane)
		default:
			e.broken.Delete(lane)
			e.queue.done(lane, res.more)
		}
	}
}

// pauseBroken answers whether a lane whose round failed comes round again at once. It does so once: a worker's
// connection may have died alone. After that the sweep brings it back, a second later.
func (e *Engine) pauseBroken(ctx context.Context, lane string, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	_, again := e.broken.LoadOrStore(lane, true)
	e.figures.Broke("database")
	e.logger.WarnContext(ctx, "a lane could not be worked; it is tried again", "lane", lane, "error", err)
	return !again
}

// round works one batch of a lane.
func (e *Engine) round(ctx context.Context, lane string) (result, error) {
	own, err := e.owner(ctx, lane)
	if errors.Is(err, errAskLater) {
		return result{}, nil
	}
	if err != nil {
		return result{}, err
	}
	res, err := e.applyAsking(ctx, lane, &own, pick{limit: e.options.BatchSize, ids: own.first})
	switch {
	case err == nil:
		res.more = res.more || own.first != nil && !res.held
		return res, nil
	case errors.Is(err, errAskLater):
		return result{}, nil
	}
	if passing(err) || ctx.Err() != nil {
		return result{}, err
	}
	return result{more: true}, e.bisect(ctx, lane, &own, res.ids, err)
}

// bisect finds the events that make a batch fail, and fails them alone.
func (e *Engine) bisect(ctx context.Context, lane string, own *owner, ids []string, cause error) error {
	if len(ids) == 0 {
		return fmt.Errorf("work lane %s: %w", lane, cause)
	}
	if len(ids) == 1 {
		e.figures.Broke(kindOf(cause))
		e.logger.ErrorContext(ctx, "an event could not be applied", "event_id", ids[0], "lane", lane, "error", cause)
		_, err := e.apply(ctx, lane, *own, pick{ids: ids, culprit: cause})
		return err
	}
	for _, half := range [][]string{ids[:len(ids)/2], ids[len(ids)/2:]} {
		_, err := e.applyAsking(ctx, lane, own, pick{ids: half})
		switch {
		case err == nil || errors.Is(err, errAskLater): // those left over come round again
		case passing(err) || ctx.Err() != nil:
			return err
		default:
			if err := e.bisect(ctx, lane, own, half, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// passing holds for errors of the surroundings, not of an event: the same batch may succeed in a moment.
func passing(err error) bool {
	return errs.Is(err, errs.KindUnavailable) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) ||
		sqlState(err) == "40001" || sqlState(err) == "40P01" || sqlState(err) == "55P03"
}

func kindOf(cause error) string {
	var p *panicked
	if errors.As(cause, &p) {
		return "panic"
	}
	return "culprit"
}

// panicked is what an applier's panic becomes.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v\n%s", p.value, p.stack) }

// guarded runs an applier so that its panic is an error of the batch.
func guarded(apply func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{value: v, stack: debug.Stack()}
		}
	}()
	return apply()
}
