package activity

import (
	"time"

	"memberpulse/app/part"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// row is a line of the log as the table shows it.
type row struct {
	id       string
	at       time.Time
	outcome  shared.Outcome
	sentence string
	names    []string
	event    string
	took     string
}

func rowsOf(logs []shared.SyncLog) []row {
	rows := make([]row, len(logs))
	for i, l := range logs {
		rows[i] = row{
			id: l.EventID, at: l.AppliedAt, outcome: l.Outcome, sentence: l.Reason,
			names: []string{l.SubjectName}, event: l.Event, took: tookOf(l.TookMS),
		}
	}
	return rows
}

func tookOf(ms int) string {
	if ms <= 0 {
		return "under 1 ms"
	}
	return words.Duration(time.Duration(ms) * time.Millisecond)
}

// matches reports whether a live row belongs to the list that is shown.
func matches(l shared.SyncLog, outcome, event, subject string) bool {
	return (outcome == "" || string(l.Outcome) == outcome) && (event == "" || l.Event == event) && (subject == "" || l.SubjectID == subject)
}

// facet is a count per outcome.
type facet struct {
	label   string
	outcome shared.Outcome
	count   int
}

// facetsOf are all outcomes that occur, and the chosen one even where it counts nothing.
func facetsOf(counts []shared.OutcomeCount, chosen string) (all int, facets []facet) {
	byOutcome := map[shared.Outcome]int{}
	for _, c := range counts {
		byOutcome[c.Outcome] += c.Count
		all += c.Count
	}
	for _, o := range shared.Outcomes {
		if o == shared.OutcomePending {
			continue
		}
		if n := byOutcome[o]; n > 0 || string(o) == chosen {
			facets = append(facets, facet{label: part.Title(string(o)), outcome: o, count: n})
		}
	}
	return all, facets
}

// bump counts one more row of an outcome.
func bump(counts []shared.OutcomeCount, outcome shared.Outcome) []shared.OutcomeCount {
	for i := range counts {
		if counts[i].Outcome == outcome {
			counts[i].Count++
			return counts
		}
	}
	return append(counts, shared.OutcomeCount{Outcome: outcome, Count: 1})
}
