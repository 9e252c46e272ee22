package state

import (
	"context"
	"errors"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

var errRefused = errors.New("refused")

// asks is a page whose first answer is a refusal, and which shows a button while that stands.
type asks struct {
	app.Compo
	l     Load[int]
	turn  int
	gone  chan struct{} // closed once the button is no longer drawn
	after int           // what the second answer found
}

func (p *asks) OnPreRender(ctx app.Context) { p.read(ctx) }

func (p *asks) read(ctx app.Context) {
	p.turn++
	turn := p.turn
	p.l.Run(ctx, func(context.Context) (int, error) {
		if turn == 1 {
			return 0, errRefused
		}
		<-p.gone
		return turn, nil
	}, func(_ app.Context, n int) { p.after = n })
}

func (p *asks) Render() app.UI {
	if p.l.Broken() {
		return app.Div().Body(&again{press: p.read})
	}
	if p.turn == 2 && p.l.Phase() == Loading {
		close(p.gone)
	}
	return app.Div()
}

// again is a button that is pressed as soon as it is there.
type again struct {
	app.Compo
	press func(app.Context)
}

func (b *again) OnPreRender(ctx app.Context) { b.press(ctx) }
func (b *again) Render() app.UI              { return app.Button() }

func TestAnAnswerLandsThoughTheButtonThatAskedIsGone(t *testing.T) {
	t.Parallel()
	p := &asks{gone: make(chan struct{})}
	engine := app.NewTestEngine()
	if err := engine.Load(p); err != nil {
		t.Fatal(err)
	}
	engine.ConsumeAll()
	if n, ok := p.l.Value(); !ok || n != 2 || p.l.Phase() != Loaded || p.after != 2 {
		t.Errorf("value %d %v, phase %v, what follows was told %d", n, ok, p.l.Phase(), p.after)
	}
}

// endless is a page whose answer never comes.
type endless struct {
	app.Compo
	l    Load[int]
	left chan error
}

func (p *endless) OnPreRender(ctx app.Context) {
	p.l.Run(ctx, func(c context.Context) (int, error) {
		<-c.Done()
		p.left <- c.Err()
		return 0, c.Err()
	})
}

func (p *endless) Render() app.UI { return app.Div() }

func TestWhatAPageAskedForIsGivenUpOnceItIsLeft(t *testing.T) {
	t.Parallel()
	p := &endless{left: make(chan error, 1)}
	engine := app.NewTestEngine()
	if err := engine.Load(p); err != nil {
		t.Fatal(err)
	}
	engine.ConsumeNext()
	Leave()
	if p.l.Phase() != Loading || len(p.left) > 0 {
		t.Fatal("a page that is shown gave up")
	}
	if err := engine.Load(&again{press: func(app.Context) {}}); err != nil {
		t.Fatal(err)
	}
	Leave()
	if err := <-p.left; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}
