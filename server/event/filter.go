package event

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"memberpulse/shared"
)

// Filter narrows lists of events and of sync logs; what is empty does not narrow.
type Filter struct {
	OrganizationID string // "" is all organizations: the platform's alone
	Outcome        string // one, or several joined by commas: dead,failed,parked
	Event          string // a name, or the beginning of names: dsync.user
	DirectoryID    string
	SubjectID      string
	MemberID       string
	Query          string // in names, ids and sentences
	Since          time.Time
}

// where gathers conditions with their arguments.
type where struct {
	parts []string
	args  []any
}

// and adds a condition in which ? stands for the value, wherever it is needed.
func (w *where) and(condition string, value any) {
	w.args = append(w.args, value)
	w.parts = append(w.parts, strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(w.args))))
}

func (w *where) String() string {
	if len(w.parts) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(w.parts, " AND ") + " "
}

func (f Filter) where() *where {
	w := &where{}
	for _, c := range []struct{ condition, value string }{
		{"e.organization_id = ?", f.OrganizationID},
		{f.outcomeIs(), f.Outcome},
		{"(e.event = ? OR starts_with(e.event, ? || '.'))", f.Event},
		{"e.directory_id = ?", f.DirectoryID},
		{"(l.subject_id = ? OR l.related_id = ?)", f.SubjectID},
		{"l.member_id = ?", f.MemberID},
	} {
		if c.value != "" {
			w.and(c.condition, clean(c.value, longestName))
		}
	}
	if q := clean(strings.TrimSpace(f.Query), longestName); q != "" {
		w.and("(l.subject_name ILIKE ? OR l.reason ILIKE ? OR l.subject_id ILIKE ? OR e.id ILIKE ? OR e.event ILIKE ?)", "%"+likeless.Replace(q)+"%")
	}
	if !f.Since.IsZero() {
		w.and("e.received_at >= ?", f.Since)
		w.and("e.received_on >= ?", f.Since.UTC().Truncate(24*time.Hour)) // the partitions before need no look
	}
	return w
}

// outcomeIs is the condition on the outcome; one alone is asked for by equality, as the indexes are.
func (f Filter) outcomeIs() string {
	if len(f.outcomes()) > 1 {
		return "e.outcome = ANY(string_to_array(?, ','))"
	}
	return "e.outcome = ?"
}

// outcomes are those that the filter asks for; none asks for all.
func (f Filter) outcomes() []string {
	if f.Outcome == "" {
		return nil
	}
	return strings.Split(f.Outcome, ",")
}

var likeless = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Conditions that split events in two, each with an index of its own: an event enters those of the lists when it is
// decided, so that storing it is quick.
const (
	decided = "e.outcome <> 'pending'"
	waiting = "e.outcome = 'pending'"
)

// halves are the conditions to ask with, so that together they find what the filter is about.
func (f Filter) halves() []string {
	asked := f.outcomes()
	switch pending := slices.Contains(asked, string(shared.OutcomePending)); {
	case pending && len(asked) == 1:
		return []string{waiting}
	case pending || len(asked) == 0:
		return []string{decided, waiting}
	}
	return []string{decided}
}

// union asks with each half and joins the answers as one relation.
func (w *where) union(query, tail string, halves []string) string {
	parts := make([]string, len(halves))
	for i, half := range halves {
		narrowed := where{parts: append(slices.Clone(w.parts), half)}
		parts[i] = "(" + query + narrowed.String() + tail + ")"
	}
	return "SELECT * FROM (" + strings.Join(parts, " UNION ALL ") + ") AS halves "
}
