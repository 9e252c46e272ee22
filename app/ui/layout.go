package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Stack sets things under each other, 16 px apart.
func Stack(kids ...app.UI) app.UI { return el("div", "stack", kids...) }

// Sections sets sections under each other, 24 px apart.
func Sections(kids ...app.UI) app.UI { return el("div", "stack stack--6", kids...) }

// Tight sets things under each other, 8 px apart.
func Tight(kids ...app.UI) app.UI { return el("div", "stack stack--2", kids...) }

// Row sets things beside each other.
func Row(kids ...app.UI) app.UI { return el("div", "row", kids...) }

// Push moves what it holds to the end of its line.
func Push(kids ...app.UI) app.UI { return el("span", "push row", kids...) }

// Spot is a place that the keyboard can be put at, once what had it is gone; what changes in it is spoken.
func Spot(id string, kids ...app.UI) app.UI {
	return el("span", "", kids...).Attr("id", id).Attr("tabindex", "-1").Attr("role", "status")
}

// Grow takes the room that the others in a line leave.
func Grow(kids ...app.UI) app.UI { return el("div", "grow", kids...) }

// Cols2 sets things in two columns where there is room.
func Cols2(kids ...app.UI) app.UI { return el("div", "cols-2", kids...) }

// Cols3 sets things in three columns where there is room.
func Cols3(kids ...app.UI) app.UI { return el("div", "cols-3", kids...) }

// Split sets an aside of 344 px beside the main column; one column under 1100 px.
func Split(main, aside []app.UI) app.UI {
	return el("div", "split", el("div", "stack stack--6", main...), el("aside", "split__aside", aside...))
}

// Each draws one thing per item.
func Each[T any](items []T, draw func(T) app.UI) app.UI {
	return app.Range(items).Slice(func(i int) app.UI { return draw(items[i]) })
}

// If draws only if the condition holds.
func If(condition bool, draw func() app.UI) app.UI { return app.If(condition, draw) }

// PageHeadView is the head of a page.
type PageHeadView struct {
	app.Compo
	P pageHeadProps
}

type pageHeadProps struct {
	title               string
	lead, meta, actions []app.UI
}

// PageHead makes the head of a page: its title, one sentence, its actions.
func PageHead(title string) *PageHeadView { return &PageHeadView{P: pageHeadProps{title: title}} }

// Lead says in one sentence what the page is.
func (h *PageHeadView) Lead(text string) *PageHeadView { h.P.lead = []app.UI{Text(text)}; return h }

// Meta adds the facts under the title.
func (h *PageHeadView) Meta(kids ...app.UI) *PageHeadView { h.P.meta = flat(kids); return h }

// Actions adds buttons and switches at the end.
func (h *PageHeadView) Actions(kids ...app.UI) *PageHeadView { h.P.actions = flat(kids); return h }

// Render draws it.
func (h *PageHeadView) Render() app.UI {
	p := h.P
	title := []app.UI{el("h1", "", Text(p.title)).Attr("tabindex", "-1").Attr("id", "page-title")}
	if len(p.lead) > 0 {
		title = append(title, el("p", "lead", p.lead...))
	}
	if len(p.meta) > 0 {
		title = append(title, el("div", "page__meta", p.meta...))
	}
	kids := []app.UI{el("div", "page__title", title...)}
	if len(p.actions) > 0 {
		kids = append(kids, el("div", "page__actions", p.actions...))
	}
	return el("div", "page__head", kids...)
}

// Section is a titled part of a page.
func Section(title, note string, kids ...app.UI) app.UI { return SectionEnd(title, note, nil, kids...) }

// SectionEnd is a titled part of a page with something at the end of its title line.
func SectionEnd(title, note string, end app.UI, kids ...app.UI) app.UI {
	head := []app.UI{el("h2", "", Text(title))}
	if note != "" {
		head = append(head, el("p", "", Text(note)))
	}
	if end != nil {
		head = append(head, el("div", "section__end", end))
	}
	return el("section", "", append([]app.UI{el("div", "section__head", head...)}, kids...)...)
}
