package ui

import (
	"strings"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Said is a sentence of the catalogue as text, filled with the values.
func Said(key words.Key, values ...any) app.UI { return Text(words.Say(key, values...)) }

// Sentence is a sentence of the catalogue with elements in the places of its verbs, which a language may reorder.
func Sentence(key words.Key, parts ...app.UI) []app.UI {
	const mark = "\x00" // no sentence has it
	marks := make([]any, len(parts))
	at := map[string]app.UI{}
	for i, part := range parts {
		name := string(rune('a' + i))
		marks[i], at[name] = mark+name+mark, part
	}
	var out []app.UI
	for i, piece := range strings.Split(words.Say(key, marks...), mark) {
		switch {
		case i%2 == 1:
			out = append(out, at[piece])
		case piece != "":
			out = append(out, Text(piece))
		}
	}
	return out
}
