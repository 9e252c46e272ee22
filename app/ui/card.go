package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// CardView is a frame round one thing.
type CardView struct {
	app.Compo
	P cardProps
}

type cardProps struct {
	title, note            string
	end, body, flush, foot []app.UI
}

// Card makes a card; an empty title leaves the head out.
func Card(title words.Key) *CardView { return &CardView{P: cardProps{title: words.Say(title)}} }

// Note adds a few words beside the title.
func (c *CardView) Note(note string) *CardView { c.P.note = note; return c }

// End adds what stands at the end of the head.
func (c *CardView) End(kids ...app.UI) *CardView { c.P.end = flat(kids); return c }

// Body sets what it holds, with space around.
func (c *CardView) Body(kids ...app.UI) *CardView { c.P.body = flat(kids); return c }

// Flush sets what it holds up to its edges: lists, diffs, JSON, checks.
func (c *CardView) Flush(kids ...app.UI) *CardView { c.P.flush = flat(kids); return c }

// Foot sets the line at its foot.
func (c *CardView) Foot(kids ...app.UI) *CardView { c.P.foot = flat(kids); return c }

// Render draws it.
func (c *CardView) Render() app.UI {
	p := c.P
	var kids []app.UI
	if p.title != "" || len(p.end) > 0 {
		kids = append(kids, cardHead(p))
	}
	if len(p.body) > 0 {
		kids = append(kids, el("div", "card__body", p.body...))
	}
	kids = append(kids, p.flush...)
	if len(p.foot) > 0 {
		kids = append(kids, el("div", "card__foot", p.foot...))
	}
	return el("section", "card", kids...)
}

func cardHead(p cardProps) app.UI {
	var head []app.UI
	if p.title != "" {
		head = append(head, el("h2", "", Text(p.title)))
	}
	if p.note != "" {
		head = append(head, el("p", "", Text(p.note)))
	}
	if len(p.end) > 0 {
		head = append(head, el("span", "card__end", p.end...))
	}
	return el("div", "card__head", head...)
}

// FoldView is a card that opens.
type FoldView struct {
	app.Compo
	P foldProps
}

type foldProps struct {
	count, title string
	note, end    []app.UI
	body         []app.UI
	open         bool
}

// Fold makes a card that opens: a problem group, provider facts.
func Fold(title string) *FoldView { return &FoldView{P: foldProps{title: title}} }

// Count sets the figure before the title.
func (f *FoldView) Count(n string) *FoldView { f.P.count = n; return f }

// Note sets the facts under the title.
func (f *FoldView) Note(kids ...app.UI) *FoldView { f.P.note = flat(kids); return f }

// End sets what stands at the end of the head.
func (f *FoldView) End(kids ...app.UI) *FoldView { f.P.end = flat(kids); return f }

// Body sets what it shows when open.
func (f *FoldView) Body(kids ...app.UI) *FoldView { f.P.body = flat(kids); return f }

// Open opens it from the start.
func (f *FoldView) Open(open bool) *FoldView { f.P.open = open; return f }

// Render draws it.
func (f *FoldView) Render() app.UI {
	p := f.P
	told := []app.UI{el("h2", "fold__title", Text(p.title))}
	if len(p.note) > 0 {
		told = append(told, el("div", "fold__note", p.note...))
	}
	head := []app.UI{Icon("right"), el("span", "fold__count", Text(p.count)), el("div", "", told...)}
	if len(p.end) > 0 {
		head = append(head, el("span", "fold__end", p.end...))
	}
	e := el("details", "fold", el("summary", "fold__head", head...), el("div", "fold__body", p.body...))
	if p.open {
		e.Attr("open", true)
	}
	return e
}

// Folds sets folds in one frame.
func Folds(folds ...app.UI) app.UI { return el("div", "folds", folds...) }

// FoldFix is the advice at the head of an open fold, with its buttons.
func FoldFix(text []app.UI, actions ...app.UI) app.UI {
	return el("div", "fold__fix", el("div", "stack stack--2", text...), el("div", "row", actions...))
}

// Draft is the bar at the foot of a form that has unsaved work.
func Draft(text string, end ...app.UI) app.UI {
	return el("div", "draft draft--page", Icon("info"), el("span", "", Text(text)), el("span", "draft__end", end...)).
		Attr("role", "region").Attr("aria-label", words.Say(words.UnsavedWork))
}

// Pane shows the chosen row's summary beside a list, from 1400 px on.
func Pane(label string, head []app.UI, parts ...app.UI) app.UI {
	kids := []app.UI{el("div", "pane__head", head...)}
	return el("section", "pane", append(kids, parts...)...).Attr("aria-label", label)
}

// PanePart is a titled part of a pane.
func PanePart(title string, kids ...app.UI) app.UI {
	if title != "" {
		kids = append([]app.UI{el("h3", "", Text(title))}, kids...)
	}
	return el("div", "pane__part", kids...)
}

// Panes sets a list and its detail pane beside each other; a nil pane leaves the list alone on the line.
func Panes(list, pane app.UI) app.UI {
	if pane == nil {
		return el("div", "", list)
	}
	return el("div", "panes", list, pane)
}
