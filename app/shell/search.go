package shell

import (
	"context"

	"memberpulse/app/state"
	"memberpulse/shared"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// search is what the server finds for what is typed, together with the text that it was found for.
type search[T any] struct {
	answer   state.Load[shared.List[T]]
	asked    string
	answered string
}

// ask asks for what is typed, unless that was asked already; then is called once the answer is there.
func (s *search[T]) ask(ctx app.Context, typed string, fetch func(context.Context) (shared.List[T], error), then func(app.Context, []T)) {
	if typed == s.asked && s.answer.Err() == nil {
		return
	}
	s.asked = typed
	s.answer.Run(ctx, fetch, func(ctx app.Context, list shared.List[T]) {
		s.answered = typed
		then(ctx, list.Data)
	})
}

// forget drops what was found, and what is on its way.
func (s *search[T]) forget() {
	s.asked, s.answered = "", ""
	s.answer.Reset()
}

// rows are those of the last answer that are right for what is typed now: all of its own answer, and of an older one
// those that match.
func (s *search[T]) rows(typed string, matches func(T, string) bool) []T {
	list, _ := s.answer.Value()
	if typed == s.answered {
		return list.Data
	}
	return matching(list.Data, typed, matches)
}

func matching[T any](all []T, typed string, matches func(T, string) bool) []T {
	var out []T
	for _, v := range all {
		if matches(v, typed) {
			out = append(out, v)
		}
	}
	return out
}

// more reports whether the last answer is a part of what there is.
func (s *search[T]) more() bool {
	list, _ := s.answer.Value()
	return list.ListMetadata.After != nil
}

// due reports whether the answer for what was asked last is still on its way.
func (s *search[T]) due() bool { return s.asked != "" && s.answer.Phase() == state.Loading }

// fault is why there is no answer for what was asked last.
func (s *search[T]) fault() error {
	if s.answer.Phase() != state.Failed {
		return nil
	}
	return s.answer.Err()
}
