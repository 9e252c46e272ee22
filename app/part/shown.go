package part

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// Filled is a card with a list as it stands: failed, on its way, nothing in it, or drawn.
func Filled[T any](card *ui.CardView, l *state.Load[shared.List[T]], again func(app.Context), bones int, none app.UI, draw func([]T) app.UI) app.UI {
	list, there := l.Value()
	switch {
	case l.Broken():
		return card.Body(state.FailedState(l.Err(), again))
	case !there:
		return card.Body(ui.BonesOf(bones))
	case len(list.Data) == 0:
		return card.Body(none)
	}
	return card.Flush(draw(list.Data))
}

// Whole is the body of a page while the one thing that it shows is not there: it failed, or is on its way. It is nil
// once the thing is there.
func Whole[T any](title words.Key, l *state.Load[T], again func(app.Context)) []app.UI {
	switch _, there := l.Value(); {
	case l.Broken():
		return []app.UI{ui.PageHead(words.Say(title)), ui.Card("").Body(state.FailedState(l.Err(), again))}
	case !there:
		return []app.UI{ui.PageHead(words.Say(title)), ui.Split(
			[]app.UI{ui.Card("").Body(ui.BonesOf(5)), ui.Card("").Body(ui.BonesOf(6))},
			[]app.UI{ui.Card("").Body(ui.BonesOf(5))},
		)}
	}
	return nil
}

// Listed gives a table what every list has: its state while rows come, its pages, and words in place of rows. NoMatch is
// said if the list is narrowed, and empty if it is not.
func Listed[T any](t *ui.TableView, l *state.Load[shared.List[T]], again func(app.Context), q state.Query, noun words.Noun, noMatch, empty app.UI) *ui.TableView {
	const bones = 12
	list, _ := l.Value()
	t.Busy(l.Refreshing())
	switch {
	case l.Broken(), l.Phase() == state.Failed && Misasked(l.Err()):
		return t.State(FailedList(l.Err(), again, q))
	case l.Waiting():
		return t.Loading(bones)
	case len(list.Data) > 0:
		pager := ui.PagerInOrder
		if t.ByTime() {
			pager = ui.Pager
		}
		return t.Foot(pager(shownSaid(len(list.Data), list.ListMetadata.Total, noun),
			q.Page("before", list.ListMetadata.Before), q.Page("after", list.ListMetadata.After)))
	case noMatch != nil:
		return t.State(noMatch)
	}
	return t.State(empty)
}

// Misasked reports whether the server answered that it does not know what the address asks of a list.
func Misasked(err error) bool {
	status := state.Status(err)
	return status == 400 || status == 422
}

// FailedList is why a list cannot be shown: it could not be read, or its address asks for what the server does not know,
// which the reader mends by dropping it.
func FailedList(err error, again func(app.Context), q state.Query) app.UI {
	if !Misasked(err) {
		return state.FailedState(err, again)
	}
	var asked []string
	for _, f := range state.Problem(err).Errors {
		asked = append(asked, words.Say(words.AsksFor, f.Field, q.Get(f.Field)))
	}
	title, said := words.UnknownFilter, words.Say(words.UnknownValue, words.List(asked...))
	if asked == nil {
		title, said = words.UnknownPage, words.Say(words.PageNotThere)
	}
	return ui.NoMatch(words.Say(title), strings.Join([]string{said, words.Say(words.ListWithoutFilters)}, " "), q.Bare())
}

// shownSaid counts the rows that are shown, of all that the list has where it knows.
func shownSaid(n int, total *int, noun words.Noun) string {
	if total == nil || *total <= n {
		return words.Say(words.Shown, words.Plural(n, noun))
	}
	return words.Say(words.Of, words.Count(n), words.Plural(*total, noun))
}

// NoMatch names the filters that leave nothing and offers to drop them; nil if none is set. The names of others are those
// of the address, beside q.
func NoMatch(title words.Key, q state.Query, others ...Filter) app.UI {
	names := []string{"q"}
	for _, f := range others {
		names = append(names, f.Name)
	}
	if !q.Has(names...) {
		return nil
	}
	return ui.NoMatch(words.Say(title), filtersSaid(q, others...), q.Without(names...))
}
