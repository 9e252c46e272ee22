package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// newsSlot is the place of what tells of new rows. It is always there and takes no room, so that nothing moves when they come.
func (t *TableView) newsSlot() app.UI {
	slot := el("div", "table__slot")
	if t.P.news == "" {
		return slot
	}
	return slot.Body(el("button", "table__news", Icon("arrow-up"), Text(t.P.news)).Attr("type", "button").OnClick(handle("new rows", t.pressNews)))
}

func (t *TableView) pressNews(ctx app.Context, _ app.Event) {
	if t.P.showNews != nil {
		t.rewinds = true
		t.P.showNews(ctx)
	}
}

// turned hears that a page of the list is asked for. One that opens in another tab leaves this one as it is.
func (t *TableView) turned(_ app.Context, e app.Event) {
	if e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool() || e.Get("shiftKey").Bool() {
		return
	}
	if link := e.Get("target").Call("closest", "a[href]"); link.Truthy() {
		t.rewinds = true
	}
}

// Pager is the foot of a list that stands by time and is read page by page: words at the start, Newer and Older at the end;
// an empty address means that there is nothing more on that side.
func Pager(said, newerHref, olderHref string) app.UI {
	return pager(said, pageLink(words.Newer, newerHref), pageLink(words.Older, olderHref), newerHref+olderHref != "")
}

// PagerInOrder is that of a list that stands in another order than by time.
func PagerInOrder(said, backHref, nextHref string) app.UI {
	return pager(said, pageLink(words.PageBack, backHref), pageLink(words.PageNext, nextHref), backHref+nextHref != "")
}

func pager(said string, before, after app.UI, more bool) app.UI {
	kids := []app.UI{el("span", "", Text(said))}
	if more {
		kids = append(kids, el("span", "push row", before, after))
	}
	return el("div", "pager row", kids...)
}

func pageLink(key words.Key, href string) app.UI {
	return Button(words.Say(key)).Small().Href(href).Disabled(href == "")
}
