package shell

import (
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/state"
	"memberpulse/app/state/live"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// Crumb is one step of the breadcrumbs; the last one has no Href.
type Crumb struct{ Label, Href string }

// View is what a page tells its frame.
type View struct {
	Title  string  // of the browser tab, and of the last crumb if Crumbs is empty
	Crumbs []Crumb // after the organization's name
	Escape string  // where the key of that name leads: the page without what it opened beside its list
	Needs  shared.Capability
	Scoped bool // of one organization: who belongs to none must choose one first
}

// Enter goes on once it is known that the reader may see the page, and not at all if the frame says in its place who may,
// or which organization to choose: nothing is asked for then that the server would refuse. Each page begins with it.
func (v View) Enter(ctx app.Context, then func(app.Context)) {
	state.WithMe(ctx, func(ctx app.Context, me shared.Me) {
		if v.closed(me, state.QueryOf(ctx).Scope()) == nil {
			then(ctx)
		}
	})
}

// closed is what stands in place of a page that the reader does not see; nil if they do.
func (v View) closed(me shared.Me, scope string) app.UI {
	switch {
	case v.Needs != "" && !can(me, v.Needs):
		return locked(me, v.Needs)
	case v.Scoped && me.Organization == nil && scope == "":
		return unscoped(v.Title)
	}
	return nil
}

// timesAge is how old the relative times of a page may grow.
const timesAge = 30 * time.Second

// awayTold is how long the stream may be cut before the page says so.
const awayTold = 4 * time.Second

// Frame draws a page's body inside the shell. The body is called at each render of the frame.
func Frame(v View, body func() []app.UI) app.UI { return &frame{View: v, Body: body} }

type frame struct {
	app.Compo
	View View
	Body func() []app.UI

	query   state.Query
	drawer  bool
	jumping bool
	stream  live.State
	since   time.Time
	stops   []func()
	alive   live.Subscription // every page hears that its session ended
}

// OnMount joins the page to what the whole tab shares: who is signed in, the stream, the toasts, the keyboard.
func (f *frame) OnMount(ctx app.Context) {
	f.query = state.QueryOf(ctx)
	tab.renamed = f.retitle
	tab.who(ctx)
	toasts.watch(ctx)
	f.stops = append(f.stops,
		live.Watch(ctx, f.follow),
		onKey(ctx, f.key),
		drawEvery(ctx, timesAge),
	)
}

// OnNav follows the address.
func (f *frame) OnNav(ctx app.Context) {
	f.query = state.QueryOf(ctx)
	f.drawer, f.jumping = false, false
	state.Navigated(f.query.Path())
	state.Leave()
	f.retitle(ctx)
	tab.name(ctx, f.query.Scope())
	f.alive.Open(ctx, f.query.Scope(), func(app.Context, live.Frame) {}, shared.TopicSessionEnded)
	y, known := tab.places.arrive()
	if tab.moved(f.query.Path()) {
		app.Window().Call("scrollTo", 0, y)
		ctx.Defer(func(app.Context) { focus("main") })
		state.Announce(f.View.Title)
	}
	if !known {
		state.WhenReady(nil) // what an entry waited for that is left
		return
	}
	state.WhenReady(func() { app.Window().Call("scrollTo", 0, y) })
}

// OnUpdate follows the page's title.
func (f *frame) OnUpdate(ctx app.Context) { f.retitle(ctx) }

// OnDismount lets go of what OnMount joined.
func (f *frame) OnDismount() {
	for _, stop := range f.stops {
		stop()
	}
	f.stops = nil
	f.alive.Close()
}

func (f *frame) retitle(ctx app.Context) {
	parts := []string{f.View.Title}
	if name := tab.organization(f.query.Scope()); name != "" {
		parts = append(parts, name)
	}
	ctx.Page().SetTitle(strings.Join(append(parts, "MemberPulse"), " · "))
}

// Render draws the shell.
func (f *frame) Render() app.UI {
	shell := div("shell",
		f.sidebar(),
		div("shell__scrim").OnClick(func(ctx app.Context, _ app.Event) { f.closeDrawer(ctx) }),
		f.column(),
	)
	if f.drawer {
		shell.Attr("data-drawer", "open")
	}
	return div("",
		el("a", "skip", ui.Said(words.SkipToContent)).Attr("href", "#main"),
		shell,
		f.jumpBox(),
		toasts.render(),
	)
}

func (f *frame) column() app.UI {
	column := div("shell__main", f.topbar(),
		el("main", "page", div("page__inner", f.content())).Attr("id", "main").Attr("tabindex", "-1"))
	if f.drawer {
		column.Attr("inert", "true")
	}
	return column
}

func (f *frame) content() app.UI {
	if err := tab.me.Err(); err != nil && tab.me.Broken() {
		return state.FailedState(err, func(ctx app.Context) { tab.ask(ctx) })
	}
	if me, known := state.Me(); known {
		if instead := f.View.closed(me, f.query.Scope()); instead != nil {
			return instead
		}
	}
	return ui.Region(func() app.UI { return div("", append([]app.UI{f.away()}, f.Body()...)...) })
}

// follow hears how the stream stands.
func (f *frame) follow(ctx app.Context, s live.State, since time.Time) {
	f.stream, f.since = s, since
	if s == live.Reconnecting {
		ctx.After(awayTold, func(ctx app.Context) { ctx.Update() })
	}
}

// away tells in words, once it lasts, that the stream is cut, and that what it would have brought comes after all. A page
// that one fills in shows nothing live.
func (f *frame) away() app.UI {
	out := div("page__away").Attr("role", "status")
	if f.stream != live.Reconnecting || state.Now().Sub(f.since) < awayTold {
		return out
	}
	return out.Body(ui.Banner(ui.ToneRun, words.Say(words.Again)).Cause(words.Say(words.AwaySince, words.Clock(f.since))))
}

func (f *frame) key(ctx app.Context, e app.Event) {
	mod := e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool()
	switch key := e.Get("key").String(); {
	case mod && (key == "k" || key == "K"):
		e.PreventDefault()
		f.jumping = !f.jumping
	case key == "Escape" && f.drawer:
		f.closeDrawer(ctx)
	case key == "Escape" && f.View.Escape != "" && !f.jumping && !busyKeys():
		ctx.Navigate(f.View.Escape)
	}
}

func (f *frame) closeJump(app.Context) { f.jumping = false }
