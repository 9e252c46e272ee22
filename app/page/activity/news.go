package activity

import (
	"memberpulse/app/part"
	"memberpulse/shared"
)

// news are changes that came and are not shown yet: how many, and the newest of them, oldest first.
type news struct {
	came   int
	newest []shared.SyncLog
}

func (n *news) add(rows []shared.SyncLog) {
	n.came += len(rows)
	n.newest = append(n.newest, rows...)
	if over := len(n.newest) - mostRows; over > 0 {
		n.newest = n.newest[over:]
	}
}

// putOnTop puts them before what a list shows. No row between two that are shown is left out: where more came than are
// kept, what stood there before begins below them, and is reached by "Older" as all else that a list has no room for.
func (n *news) putOnTop(list *shared.List[shared.SyncLog]) {
	before := list.Data
	gap := n.came > len(n.newest)
	if gap {
		before = nil
	}
	more := gap || len(n.newest)+len(before) > mostRows
	list.Data = part.Newest(n.newest, before, part.LogID, mostRows)
	if more {
		last := list.Data[len(list.Data)-1].EventID
		list.ListMetadata.After = &last
	}
}
