package ui

import (
	"strings"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// sorting is how rows stand by a column: its key, what it is to stand by it, and what it is turned round.
type sorting struct {
	key      string
	up, down words.Key
}

// turned stands before the key of a column by which the rows stand turned round.
const turned = "-"

// sorter chooses how the rows stand where the headings that sort by a press are not shown; nil if nothing sorts.
func (t *TableView) sorter() app.UI {
	p := t.P
	var ways []Option
	for _, c := range p.columns {
		if s := c.sorts; s != nil {
			ways = append(ways, Option{s.key, words.Say(words.Both, c.label, words.Say(s.up))},
				Option{turned + s.key, words.Say(words.Both, c.label, words.Say(s.down))})
		}
	}
	if len(ways) == 0 || p.sortHref == nil || p.state != nil {
		return nil
	}
	by := Select("", "", ways...).Small().Value(when(p.descending, turned) + p.sorted).OnChange(func(ctx app.Context, way string) {
		key, down := strings.CutPrefix(way, turned)
		ctx.Navigate(SafeHref(t.P.sortHref(key, down)))
	})
	return el("label", "table__sorter", el("span", "", Said(words.SortBy)), by)
}
