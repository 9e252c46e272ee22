package ui

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Emphasize is a sentence in which names stand out, each where it comes first.
func Emphasize(sentence string, names ...string) []app.UI {
	var out []app.UI
	for {
		at, name := firstOf(sentence, names)
		if at < 0 {
			break
		}
		if at > 0 {
			out = append(out, Text(sentence[:at]))
		}
		out = append(out, B(name))
		sentence = sentence[at+len(name):]
		names = without(names, name)
	}
	if sentence != "" {
		out = append(out, Text(sentence))
	}
	return out
}

func firstOf(sentence string, names []string) (at int, name string) {
	at = -1
	for _, n := range names {
		if n == "" {
			continue
		}
		if i := strings.Index(sentence, n); i >= 0 && (at < 0 || i < at) {
			at, name = i, n
		}
	}
	return at, name
}

func without(names []string, name string) []string {
	var out []string
	for _, n := range names {
		if n != name {
			out = append(out, n)
		}
	}
	return out
}
