package part

import (
	"strings"

	"memberpulse/app/state"
	"memberpulse/app/ui/words"
)

// Filter is a value of the address that narrows a list, as the reader knows it.
type Filter struct{ Name, Said string }

// filtersSaid names the filters that are set: what was searched for, and each other in its own words.
func filtersSaid(q state.Query, others ...Filter) string {
	var set []string
	for _, f := range others {
		if value := q.Get(f.Name); value != "" {
			said := f.Said
			if said == "" {
				said = value
			}
			set = append(set, said)
		}
	}
	text := q.Get("q")
	switch {
	case text == "":
		return words.Say(words.FilterIs, words.List(set...))
	case len(set) == 0:
		return words.Say(words.SearchedFor, text)
	}
	return words.Say(words.SearchedWithFilter, text, words.List(set...))
}

// Title writes a word of state as the name of a facet.
func Title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
