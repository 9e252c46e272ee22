package activity

import (
	"strconv"
	"testing"

	"memberpulse/shared"
)

// logsOf are rows of the log by number, in the order given.
func logsOf(from, to, step int) []shared.SyncLog {
	var logs []shared.SyncLog
	for i := from; i != to+step; i += step {
		logs = append(logs, shared.SyncLog{EventID: "event_" + strconv.Itoa(i)})
	}
	return logs
}

// However much is put on top of a list, it shows the newest without a gap, and "Older" goes on where it ends.
func TestNewsStandOnTopWithoutAGap(t *testing.T) {
	t.Parallel()
	end := "event_1"
	for name, c := range map[string]struct {
		came       []int // how many, frame by frame, on a list of event_50 down to event_1, behind which nothing lies
		rows       int
		last, next string
	}{
		"a few":              {came: []int{3}, rows: 53, last: "event_1", next: ""},
		"as many as fit":     {came: []int{20, 30}, rows: 100, last: "event_1", next: ""},
		"one more":           {came: []int{51}, rows: 100, last: "event_2", next: "event_2"},
		"many":               {came: []int{90}, rows: 100, last: "event_41", next: "event_41"},
		"more than are kept": {came: []int{70, 70}, rows: 100, last: "event_91", next: "event_91"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := shared.List[shared.SyncLog]{Data: logsOf(50, 1, -1)}
			var n news
			newest := 50
			for _, frame := range c.came {
				n.add(logsOf(newest+1, newest+frame, 1))
				newest += frame
			}
			n.putOnTop(&list)
			for i, l := range list.Data {
				if want := "event_" + strconv.Itoa(newest-i); l.EventID != want {
					t.Fatalf("row %d is %s, want %s", i, l.EventID, want)
				}
			}
			next := ""
			if list.ListMetadata.After != nil {
				next = *list.ListMetadata.After
			}
			if len(list.Data) != c.rows || list.Data[c.rows-1].EventID != c.last || next != c.next {
				t.Errorf("%d rows down to %s, and on from %q; want %d, %s, %q", len(list.Data), list.Data[len(list.Data)-1].EventID, next, c.rows, c.last, c.next)
			}
		})
	}
	list := shared.List[shared.SyncLog]{Data: logsOf(50, 1, -1), ListMetadata: shared.ListMetadata{After: &end}}
	var n news
	n.add(logsOf(51, 51, 1))
	if n.putOnTop(&list); list.ListMetadata.After == nil || *list.ListMetadata.After != end {
		t.Errorf("what lies behind the list begins at %v, want %s as before", list.ListMetadata.After, end)
	}
}
