package state

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Phase is how far an answer has come.
type Phase int

// The phases of an answer.
const (
	Never   Phase = iota // not asked for yet
	Loading              // asked for; an older value may still be shown
	Failed               // refused or lost; an older value may still be shown
	Loaded
)

// Load is one answer of the server on its way. Its zero value has never been asked for.
type Load[T any] struct {
	phase  Phase
	value  T
	has    bool
	err    error
	turn   int
	asked  string      // the address that it was asked for last
	shows  string      // the address whose answer the value is
	scope  string      // the organization that the address chose
	home   app.Context // where answers land: what first asked
	cancel func()      // gives up on what is on its way
}

// Run asks; then, if given, is told the value once it is there. A Run while another is on its way makes that one stale.
// The answer lands where the first Run came from, as long as that is shown: the button that asks again is mostly gone
// before its answer comes, and what is gone is told nothing.
func (l *Load[T]) Run(ctx app.Context, fetch func(context.Context) (T, error), then ...func(app.Context, T)) {
	l.stop()
	l.turn++
	l.phase = Loading
	turn, home := l.turn, l.Home(ctx)
	l.home = home
	asking, cancel := context.WithCancel(home)
	l.aim(home.Page().URL())
	Navigated(home.Page().URL().Path)
	finish := begin()
	var forget func()
	over := func() { cancel(); finish(); forget() }
	forget = keep(home, over)
	l.cancel = over
	home.Async(func() {
		value, err := guarded(asking, fetch)
		home.Dispatch(func(ctx app.Context) {
			ctx.Defer(func(app.Context) { over() }) // a page is ready once all that it asked for is drawn
			if !l.Settle(turn, value, err) {
				return
			}
			for _, f := range then {
				ui.Safely("what follows an answer", func() { f(ctx, value) })
			}
		})
	})
}

// aim takes down what is asked for. What one organization answered is never shown, or changed, beneath another's name.
func (l *Load[T]) aim(at *url.URL) {
	if scope := ParseQuery(at).Scope(); scope != l.scope {
		l.drop()
		l.scope = scope
	}
	l.asked = at.String()
}

func (l *Load[T]) drop() {
	var none T
	l.value, l.has, l.err = none, false, nil
}

// Home is where answers land: what first asked while it is shown, else ctx. An action that changes what the page shows
// takes it too, since its button may be gone when the answer comes.
func (l *Load[T]) Home(ctx app.Context) app.Context {
	if src := l.home.Src(); src != nil && src.Mounted() {
		return l.home
	}
	return ctx
}

// Settle takes an answer unless a newer one has been asked for; it reports whether the value was taken.
func (l *Load[T]) Settle(turn int, value T, err error) bool {
	if turn != l.turn || errors.Is(err, context.Canceled) {
		return false
	}
	if err != nil {
		if l.asked != l.shows { // the older value answers another question than the one that failed
			l.drop()
		}
		l.phase, l.err = Failed, err
		return false
	}
	l.phase, l.value, l.has, l.err, l.shows = Loaded, value, true, nil, l.asked
	return true
}

// stop gives up on what is on its way.
func (l *Load[T]) stop() {
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
	l.turn++
}

// Reset forgets everything, for a page that now shows another thing.
func (l *Load[T]) Reset() {
	l.stop()
	*l = Load[T]{turn: l.turn, home: l.home}
}

// Set puts a value there without asking: what a live frame or a save brought.
func (l *Load[T]) Set(value T) { l.phase, l.value, l.has, l.err = Loaded, value, true, nil }

// Edit changes the value in place, if there is one.
func (l *Load[T]) Edit(change func(*T)) {
	if l.has {
		change(&l.value)
	}
}

// Value is what was loaded last, and whether anything was.
func (l *Load[T]) Value() (T, bool) { return l.value, l.has }

// Phase is how far it has come.
func (l *Load[T]) Phase() Phase { return l.phase }

// Waiting is true while there is nothing to show yet.
func (l *Load[T]) Waiting() bool { return !l.has && l.phase != Failed }

// Refreshing is true while an older value is shown and a newer one is on its way.
func (l *Load[T]) Refreshing() bool { return l.has && l.phase == Loading }

// Broken is true if there is nothing to show but an error.
func (l *Load[T]) Broken() bool { return !l.has && l.phase == Failed }

// Err is what went wrong last.
func (l *Load[T]) Err() error { return l.err }

// Problem is what went wrong, as the server said it, or in our own words if no answer came.
func Problem(err error) *shared.Problem {
	var p *shared.Problem
	switch {
	case err == nil:
		return nil
	case errors.As(err, &p):
		return p
	}
	return &shared.Problem{
		Title: words.Say(words.NoAnswer), Code: "no_answer",
		Detail: words.Say(words.NoAnswerWhy),
		Action: words.Say(words.NoAnswerAction),
	}
}

// Is reports whether the server refused with this code.
func Is(err error, code string) bool {
	var p *shared.Problem
	return errors.As(err, &p) && p.Code == code
}

// Status is the HTTP status of a refusal, or zero.
func Status(err error) int {
	var p *shared.Problem
	if errors.As(err, &p) {
		return p.Status
	}
	return 0
}

// FailedState shows an error as a page state: locked for 403, nothing here for 404, else what happened and Try again.
func FailedState(err error, again func(app.Context)) app.UI {
	p := Problem(err)
	switch p.Status {
	case 403:
		return ui.Locked(p.Title, sentence(p.Detail, p.Action))
	case 404:
		return ui.Empty(words.Say(words.NotFound), words.Say(words.NotYours),
			ui.Button(words.Say(words.GoToOverview)).Href("/"))
	}
	return ui.FailedState(p.Title, sentence(p.Detail, p.Action), again)
}

// FailedBanner shows an error of an action beside where it was started, and offers to do it again, if given how; nil for
// no error.
func FailedBanner(err error, again ...func(app.Context)) app.UI {
	p := Problem(err)
	if p == nil {
		return nil
	}
	b := ui.Banner(ui.ToneBad, p.Title).Cause(sentence(p.Detail, p.Action)).Alert()
	if p.Code != "" {
		b.Foot(ui.Dim(ui.Sentence(words.CodeIs, ui.Code(p.Code))...))
	}
	for _, f := range again {
		b.Action(ui.Button(words.Say(words.TryAgain)).Small().Icon("replay").OnClick(f))
	}
	return b
}

func sentence(parts ...string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += " "
		}
		out += p
	}
	return out
}

var errPanicked = errors.New("the page's own code broke while reading the answer")

func guarded[T any](ctx context.Context, fetch func(context.Context) (T, error)) (value T, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			app.Logf("fetch broke: %v", cause)
			err = fmt.Errorf("%w: %v", errPanicked, cause)
		}
	}()
	return fetch(ctx)
}
