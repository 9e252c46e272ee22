package part

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
	"memberpulse/shared"
)

// Log lists decided events in words, each leading to its event; link keeps the organization in scope.
func Log(logs []shared.SyncLog, now time.Time, link func(string) string) app.UI {
	items := make([]ui.Item, len(logs))
	for i, l := range logs {
		items[i] = ui.Item{
			Mark: ui.Outcome(string(l.Outcome)), Title: ui.Emphasize(l.Reason, l.SubjectName), Plain: true,
			End: []app.UI{ui.Ago(l.AppliedAt, now)}, Href: link(shared.PathEvent(l.EventID)),
		}
	}
	return ui.ListStatus(items...)
}
