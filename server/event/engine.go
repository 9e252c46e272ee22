package event

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"memberpulse/server/pg"
)

// Channel is the one on which instances tell each other which lanes have work.
const Channel = "memberpulse_lanes"

// Options are what an engine is made of.
type Options struct {
	DB      *pg.DB
	Now     func() time.Time
	Logger  *slog.Logger // nil is silent
	Secrets func(ctx context.Context) ([]string, error)
	Parents Parents
	Figures Figures // nil: nobody counts

	Workers     int   // 0: 3; below 0: none, this instance only receives
	BatchSize   int   // 0: 1,000
	MaxRequests int   // 0: 256 webhook requests at once
	MaxBytes    int64 // 0: 32 MiB of bodies at once
}

// Family is a group of event names that one applier handles.
type Family struct {
	Names []string
	Apply Applier
	// Creates holds those of Names that carry what the others of their lane refer to: a directory, an organization.
	Creates []string
	// Holders tells where what its events name stands; nil: nobody else can have it.
	Holders Holders
	// GaveUp decides on those of Names that were parked too long, where there is more to say than that; nil: there is not.
	GaveUp Applier
	// Topics are the states that an applied event of this family changes on open screens.
	Topics []Topic
}

// Engine stores, applies and explains events. Register the families, then Start.
type Engine struct {
	db       *pg.DB
	now      func() time.Time
	logger   *slog.Logger
	secrets  func(ctx context.Context) ([]string, error)
	parents  Parents
	figures  Figures
	options  Options
	instance string

	families []*Family
	byName   map[string]*Family

	queue     *queue
	committer *committer
	owners    *owners
	gate      *gate
	asking    *asking
	broken    sync.Map // lane → true: its last round broke on the database

	mu      sync.Mutex
	stop    context.CancelFunc
	running sync.WaitGroup

	days      sync.Mutex
	day       time.Time // the day whose partitions, and those of the next two, are made
	daysAgain time.Time // before that, they are not tried again
}

// New makes an engine. It does nothing until Start.
func New(o Options) *Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Figures == nil {
		o.Figures = noFigures{}
	}
	o.Workers = cmp.Or(o.Workers, 3)
	o.BatchSize = cmp.Or(o.BatchSize, 1000)
	o.MaxRequests = cmp.Or(o.MaxRequests, 256)
	o.MaxBytes = cmp.Or(o.MaxBytes, 32<<20)
	e := &Engine{
		db: o.DB, now: o.Now, logger: o.Logger, secrets: o.Secrets, parents: o.Parents, figures: o.Figures, options: o,
		instance: strings.ToLower(rand.Text()[:12]), byName: map[string]*Family{},
		queue: newQueue(), owners: newOwners(), gate: newGate(o.MaxRequests, o.MaxBytes), asking: newAsking(o.Workers),
	}
	e.committer = newCommitter(e)
	e.parents = e.parents.filled()
	return e
}

// Register hands in the applier of a family. Families apply in the order in which they were registered.
func (e *Engine) Register(f Family) error {
	for _, name := range f.Names {
		if e.byName[name] != nil {
			return fmt.Errorf("register %s: another applier has it", name)
		}
		e.byName[name] = &f
	}
	e.families = append(e.families, &f)
	return nil
}

// Names are all event names that somebody acts on, sorted: what WorkOS is asked for.
func (e *Engine) Names() []string {
	names := make([]string, 0, len(e.byName))
	for name := range e.byName {
		if name != "dsync.deactivated" { // an alias of old: WorkOS refuses to be asked for it
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Start sets the engine to work until Stop, or until ctx ends.
func (e *Engine) Start(ctx context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stop != nil {
		return errors.New("start the event engine: it runs already")
	}
	if err := e.owners.load(ctx, e.db); err != nil {
		return fmt.Errorf("start the event engine: %w", err)
	}
	if err := e.makeDays(ctx); err != nil {
		return fmt.Errorf("start the event engine: %w", err)
	}
	ctx, e.stop = context.WithCancel(ctx)
	e.running.Go(func() { e.committer.run(ctx) })
	for range e.options.Workers {
		e.running.Go(func() { e.work(ctx) })
	}
	e.running.Go(func() { e.sweepEverySecond(ctx) })
	e.running.Go(func() { e.listen(ctx) })
	return nil
}

// Stop ends the work: batches under way are undone and stay pending. It may be called twice.
func (e *Engine) Stop() {
	e.mu.Lock()
	stop := e.stop
	e.mu.Unlock()
	if stop != nil {
		stop()
	}
	e.running.Wait()
}

// listen hears from other instances which lanes have work.
func (e *Engine) listen(ctx context.Context) {
	err := e.db.Listen(ctx, []string{Channel}, pg.Listener{
		Notify:    func(_, payload string) { e.hear(payload) },
		Connected: func(bool) {}, // the sweep finds what was missed
	})
	if err != nil {
		e.logger.ErrorContext(ctx, "the lanes are not listened to; the sweep alone finds work of other instances", "error", err)
	}
}

// message names lanes with work, after the instance that speaks.
func message(instance string, lanes []string) string {
	const most = 7000 // bytes; PostgreSQL takes 8,000. The sweep finds the rest
	text := instance
	for _, lane := range lanes {
		if len(text)+1+len(lane) > most {
			break
		}
		text += " " + lane
	}
	return text
}

func (e *Engine) hear(payload string) {
	lanes := strings.Fields(payload)
	if len(lanes) == 0 || lanes[0] == e.instance {
		return
	}
	for _, lane := range lanes[1:] {
		e.queue.push(lane, false)
	}
}
