package part

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
	"memberpulse/shared"
)

// Log lists decided events in words, each leading to its event; link keeps the organization in scope.
func Log(logs []shared.SyncLog, now time.Time, link func(string) string) app.UI {
	return ui.ListStatus(logItems(logs, now, link, true)...)
}

// LogFlush lists them where the frame has its own space at the sides, as a pane has.
func LogFlush(logs []shared.SyncLog, now time.Time, link func(string) string) app.UI {
	return ui.ListFlush(logItems(logs, now, link, false)...)
}

func logItems(logs []shared.SyncLog, now time.Time, link func(string) string, outcome bool) []ui.Item {
	items := make([]ui.Item, len(logs))
	for i, l := range logs {
		items[i] = ui.Item{
			Title: ui.Emphasize(l.Reason, l.SubjectName), Plain: true,
			End: []app.UI{ui.Ago(l.AppliedAt, now)}, Href: link(shared.PathEvent(l.EventID)),
		}
		if outcome {
			items[i].Mark = ui.Outcome(string(l.Outcome))
		}
	}
	return items
}
