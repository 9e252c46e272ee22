package shell

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui/words"
)

// picker is a box to type into, over a list of what is found: the first row is chosen unless an arrow chose another, and
// Enter opens it. Where nothing is right yet, Enter waits for the answer.
type picker struct {
	id string // of the box; its list and its rows are called after it

	typed   string
	chosen  string // path of the chosen row; "" or one that is gone is the first
	entered bool   // Enter was pressed before there was anything to open
}

// box is what one types into.
func (p *picker) box(class string, label, hint words.Key, hits []hit) app.HTMLElem {
	input := el("input", class).Attr("id", p.id).Attr("type", "text").Attr("role", "combobox").Attr("aria-expanded", "true").
		Attr("aria-autocomplete", "list").Attr("aria-controls", p.list()).Attr("aria-label", words.Say(label)).
		Attr("autocomplete", "off").Attr("spellcheck", "false").Attr("placeholder", words.Say(hint))
	if len(hits) > 0 {
		input.Attr("aria-activedescendant", p.row(p.at(hits)))
	}
	return input
}

// types takes what is typed now.
func (p *picker) types(e app.Event) {
	p.typed, p.chosen, p.entered = e.Get("target").Get("value").String(), "", false
}

func (p *picker) list() string { return p.id + "-list" }

func (p *picker) row(i int) string { return p.id + "-" + strconv.Itoa(i) }

// at is the place of the chosen row.
func (p *picker) at(hits []hit) int {
	for i, h := range hits {
		if h.path == p.chosen {
			return i
		}
	}
	return 0
}

// press moves on an arrow, and opens on Enter. Due says that more is on its way.
func (p *picker) press(ctx app.Context, e app.Event, hits []hit, due bool, open func(app.Context, hit)) {
	switch e.Get("key").String() {
	case "ArrowDown":
		e.PreventDefault()
		p.move(ctx, hits, 1)
	case "ArrowUp":
		e.PreventDefault()
		p.move(ctx, hits, -1)
	case "Enter":
		e.PreventDefault()
		p.entered = len(hits) == 0 && due
		if len(hits) > 0 {
			open(ctx, hits[p.at(hits)])
		}
	}
}

// answered opens what Enter was pressed for.
func (p *picker) answered(ctx app.Context, hits []hit, due bool, open func(app.Context, hit)) {
	if !p.entered || due {
		return
	}
	p.entered = false
	if len(hits) > 0 {
		open(ctx, hits[p.at(hits)])
	}
}

// move chooses the next row, round the end, and keeps it in sight.
func (p *picker) move(ctx app.Context, hits []hit, by int) {
	if len(hits) == 0 {
		return
	}
	at := (p.at(hits) + by + len(hits)) % len(hits)
	p.chosen = hits[at].path
	ctx.Defer(func(app.Context) {
		if row := app.Window().GetElementByID(p.row(at)); row.Truthy() {
			row.Call("scrollIntoView", map[string]any{"block": "nearest"})
		}
	})
}
