package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Preset is one span of time that is offered by name; its address holds it, so the span is in the URL.
type Preset struct {
	Label, Href string
	Current     bool
}

// DateRangeView chooses a span of days: one of the presets, or from and until.
type DateRangeView struct {
	app.Compo
	P    dateRangeProps
	open bool
	from string
	till string
}

type dateRangeProps struct {
	id, shown, from, till string
	presets               []Preset
	apply                 func(ctx app.Context, from, until string)
}

// DateRange makes a span chooser; shown says what is chosen now: Today, 14 to 20 Nov.
func DateRange(id, shown string, presets ...Preset) *DateRangeView {
	return &DateRangeView{P: dateRangeProps{id: id, shown: shown, presets: presets}}
}

// Days sets the chosen days (2026-11-20, UTC) and is told of others; without it only the presets are offered.
func (d *DateRangeView) Days(from, until string, apply func(ctx app.Context, from, until string)) *DateRangeView {
	d.P.from, d.P.till, d.P.apply = from, until, apply
	return d
}

// OnMount takes the chosen days as the start of what is typed.
func (d *DateRangeView) OnMount(app.Context) { d.from, d.till = d.P.from, d.P.till }

// OnUpdate follows the address.
func (d *DateRangeView) OnUpdate(app.Context) {
	if !d.open {
		d.from, d.till = d.P.from, d.P.till
	}
}

// Render draws it.
func (d *DateRangeView) Render() app.UI {
	button := el("button", "button", Icon("calendar"), Text(d.P.shown), Icon("down")).Attr("type", "button").Attr("id", d.P.id).
		Attr("aria-expanded", d.open).OnClick(handle("range", func(app.Context, app.Event) { d.open = !d.open }))
	panel := el("div", "pop__panel pop__panel--start pop__panel--under")
	if d.open {
		panel = el("div", "pop__panel pop__panel--start pop__panel--under", el("div", "menu menu--wide", d.inside()...))
	}
	return el("span", "pop", button, panel).OnKeyDown(handle("range", d.key))
}

func (d *DateRangeView) inside() []app.UI {
	var kids []app.UI
	for _, p := range d.P.presets {
		a := el("a", "menu__item", Text(p.Label)).Attr("href", SafeHref(p.Href)).
			OnClick(handle("range", func(app.Context, app.Event) { d.open = false }))
		if p.Current {
			a.Attr("aria-current", "true")
		}
		kids = append(kids, a)
	}
	if d.P.apply == nil {
		return kids
	}
	return append(kids, el("div", "menu__line"), el("div", "menu__form",
		Field(d.P.id+"-from", words.Say(words.FromUTC)).Type("date").Value(d.from).OnInput(func(_ app.Context, v string) { d.from = v }),
		Field(d.P.id+"-till", words.Say(words.UntilUTC)).Type("date").Value(d.till).OnInput(func(_ app.Context, v string) { d.till = v }).
			Error(when(d.backwards(), words.Say(words.EndBeforeStart))),
		Button(words.Say(words.ShowDays)).Primary().Disabled(d.from == "" && d.till == "" || d.backwards()).OnClick(d.take)))
}

// backwards compares days as text, since year, month and day stand in that order.
func (d *DateRangeView) backwards() bool { return d.from != "" && d.till != "" && d.till < d.from }

func (d *DateRangeView) take(ctx app.Context) {
	d.open = false
	d.P.apply(ctx, d.from, d.till)
}

func (d *DateRangeView) key(_ app.Context, e app.Event) {
	if d.open && e.Get("key").String() == "Escape" {
		d.open = false
		app.Window().GetElementByID(d.P.id).Call("focus")
	}
}
