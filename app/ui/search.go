package ui

import (
	"time"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// typingRests is how long nobody must have typed before a text is searched for.
const typingRests = 300 * time.Millisecond

// Search is the search box of a filter bar. It leads to the address of what is typed: once typing rests, at once when
// Enter is pressed, the box is left or nothing is in it any more. All that is searched for from one page is one step of
// the browser's history.
func Search(id string, label, placeholder words.Key, value string, address func(string) string) app.UI {
	return &searchBox{ID: id, Label: words.Say(label), Placeholder: words.Say(placeholder), Value: value, Address: address, first: value}
}

type searchBox struct {
	app.Compo
	ID, Label, Placeholder, Value string
	Address                       func(string) string

	first  string // the text of the first render; from then on the element has what is typed
	typed  string
	told   string // the text that was led to: Enter brings a change event as well
	given  string // the value that was given last: a render on the way to the new page still gives the old one
	turn   int    // of typing
	walked bool   // the page has its step of the history
}

func (s *searchBox) OnMount(app.Context) { s.typed, s.told, s.given = s.Value, s.Value, s.Value }

// OnUpdate takes over what another than the typist chose: Back, or a link that drops the filter.
func (s *searchBox) OnUpdate(ctx app.Context) {
	if s.Value == s.given {
		return
	}
	s.given = s.Value
	if s.Value == s.told {
		return
	}
	s.turn++
	s.typed, s.told, s.walked = s.Value, s.Value, false
	ctx.Defer(func(app.Context) {
		if box := app.Window().GetElementByID(s.ID); box.Truthy() {
			box.Set("value", s.told)
		}
	})
}

func (s *searchBox) Render() app.UI {
	return el("div", "filters__search",
		el("label", "visually-hidden", Text(s.Label)).Attr("for", s.ID),
		Icon("search"),
		el("input", "field__input").Attr("type", "search").Attr("id", s.ID).Attr("value", s.first).Attr("placeholder", s.Placeholder).
			OnInput(handle("search", s.input)).OnChange(handle("search", s.rest)).OnKeyDown(handle("search", s.press)),
		el("kbd", "", Text("/")).Attr("aria-hidden", "true"))
}

func (s *searchBox) input(ctx app.Context, e app.Event) {
	s.typed = e.Get("target").Get("value").String()
	s.turn++
	if s.typed == "" {
		s.tell(ctx)
		return
	}
	turn := s.turn
	ctx.After(typingRests, func(ctx app.Context) {
		if turn == s.turn {
			s.tell(ctx)
		}
	})
}

func (s *searchBox) rest(ctx app.Context, e app.Event) {
	s.typed = e.Get("target").Get("value").String()
	s.tell(ctx)
}

func (s *searchBox) press(ctx app.Context, e app.Event) {
	if e.Get("key").String() == "Enter" {
		e.PreventDefault()
		s.rest(ctx, e)
	}
}

func (s *searchBox) tell(ctx app.Context) {
	s.turn++
	if s.typed == s.told || s.Address == nil {
		return
	}
	s.told = s.typed
	to := s.Address(s.typed)
	if !s.walked {
		s.walked = true
		ctx.Navigate(to)
		return
	}
	Replace(to)
}

// Replace leads to an address in place of the one that is shown: Back passes over it.
func Replace(address string) {
	window := app.Window()
	history := window.Get("history")
	history.Call("replaceState", history.Get("state"), "", address)
	// The engine looks where the browser is, as it does after Back; to navigate would be another step of the history.
	window.Call("dispatchEvent", window.Get("PopStateEvent").New("popstate"))
}
