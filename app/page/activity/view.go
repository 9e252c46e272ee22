package activity

import (
	"slices"
	"time"

	"memberpulse/app/part"
	"memberpulse/app/ui"
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

// inOrder are logs in the order of the time that is shown of them, newest first. The server's order is that in which they
// were written down, which is another where two turns went on at once.
func inOrder(logs []shared.SyncLog) []shared.SyncLog {
	out := slices.Clone(logs)
	slices.SortStableFunc(out, func(a, b shared.SyncLog) int { return b.AppliedAt.Compare(a.AppliedAt) })
	return out
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
		return words.Say(words.UnderOneMS)
	}
	return words.Duration(time.Duration(ms) * time.Millisecond)
}

// matches reports whether a live row belongs to the list that is shown.
func matches(l shared.SyncLog, outcome, event, subject string) bool {
	return part.Asked(outcome, l.Outcome) && (event == "" || l.Event == event) && (subject == "" || l.SubjectID == subject)
}

// facet is a count per outcome, or of several.
type facet struct {
	label   string
	kind    ui.Kind
	asks    string // the outcomes, as the address has them
	count   int
	current bool
}

// facetsOf are all outcomes that occur, and what is chosen even where it counts nothing; what was not applied has a
// facet for all of it once several outcomes share it.
func facetsOf(counts []shared.OutcomeCount, chosen string) (all int, facets []facet) {
	byOutcome, troubled, kinds := map[shared.Outcome]int{}, 0, 0
	for _, c := range counts {
		byOutcome[c.Outcome] += c.Count
		all += c.Count
	}
	for _, o := range shared.Outcomes {
		n := byOutcome[o]
		if n > 0 && part.Asked(part.NotApplied, o) {
			troubled, kinds = troubled+n, kinds+1
		}
		if o != shared.OutcomePending && n > 0 || part.Chosen(chosen, o) {
			facets = append(facets, facet{part.Title(string(o)), ui.OutcomeKind(string(o)), string(o), n, part.Chosen(chosen, o)})
		}
	}
	if kinds > 1 || chosen == part.NotApplied {
		facets = append(facets, facet{words.Say(words.NotApplied), "", part.NotApplied, troubled, chosen == part.NotApplied})
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

// stripSaid tells, beside how many changes the ticks show, of which time they are: of the one that their axis spans.
func stripSaid(ticks []shared.Tick) string {
	over := part.TicksSpan(ticks)
	if scale := part.TickScale(ticks); scale != "" {
		return words.Say(words.InLastScale, over, scale)
	}
	return words.Say(words.In, over)
}
