package ui

import (
	"strconv"
	"time"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// ByDay puts the name of each UTC day above its rows, so that a time of day can stand alone in them; at tells when the
// i-th row was. The name stays in sight while the day's rows are read.
func ByDay(rows []TableRow, at func(i int) time.Time, now time.Time) []TableRow {
	out := make([]TableRow, 0, len(rows)+1)
	for i, r := range rows {
		if i == 0 || !words.SameDay(at(i-1), at(i)) {
			out = append(out, TableRow{day: words.DayHead(at(i), now)})
		}
		out = append(out, r)
	}
	return out
}

// dayRow heads the rows under it, up to the next day.
func (t *TableView) dayRow(day string) app.UI {
	return el("tr", "table__day", el("th", "", Text(day)).Attr("scope", "colgroup").Attr("colspan", strconv.Itoa(len(t.P.columns))))
}
