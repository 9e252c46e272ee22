package event

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// ofThePlatform reports whether the reader belongs to no organization.
func ofThePlatform() bool {
	me, known := state.Me()
	return known && me.Organization == nil
}

// listOf is the list that an event stands in: all events for the operator who looks at no organization, else the log.
func listOf(q state.Query, platform bool) shell.Crumb {
	if platform && q.Scope() == "" {
		return shell.Crumb{Label: words.Say(words.Events), Href: shared.PathEvents}
	}
	return shell.Crumb{Label: words.Say(words.Activity), Href: q.Link(shared.PathActivity)}
}

// tookSaid is how long the decision took: from receipt, or from the last try where there were several.
func tookSaid(e shared.Event) string {
	took := time.Duration(e.TookMS) * time.Millisecond
	if e.AppliedAt.Sub(e.ReceivedAt)-took > time.Second {
		return words.Say(words.AfterLastTry, words.Duration(took))
	}
	return words.Say(words.AfterItCame, words.Duration(took))
}

func sourceSaid(source string) string {
	if source == "events_api" {
		return words.Say(words.ByPoll)
	}
	return words.Say(words.ByWebhook)
}

func deliveriesSaid(e shared.Event) string {
	switch e.Duplicates {
	case 0:
		return "1"
	case 1:
		return words.Say(words.OneDuplicate)
	}
	return words.Say(words.SoManyDuplicates, words.Count(e.Duplicates))
}

func attemptsSaid(e shared.Event) string {
	if e.Attempts == 0 {
		return ""
	}
	return words.Count(e.Attempts)
}

// outcomeSaid is what an outcome means, in a sentence.
func outcomeSaid(e shared.Event) string {
	switch e.Outcome {
	case shared.OutcomeApplied:
		return words.Say(words.AppliedMeans)
	case shared.OutcomeStale:
		return words.Say(words.StaleMeans)
	case shared.OutcomeIgnored:
		return words.Say(words.IgnoredMeans)
	case shared.OutcomeParked:
		return words.Say(words.ParkedMeans)
	case shared.OutcomeHeld:
		return words.Say(words.HeldMeans)
	case shared.OutcomeFailed:
		return words.Say(words.FailedMeans)
	case shared.OutcomeDead:
		return words.Say(words.DeadMeans)
	case shared.OutcomePending:
	}
	return words.Say(words.PendingMeans)
}

// changesOf is what the event changed, with the values before where WorkOS told them.
func changesOf(e shared.Event) []ui.FieldChange {
	var data, previous map[string]any
	if json.Unmarshal(e.Data, &data) != nil {
		return nil
	}
	previous, _ = data["previous_attributes"].(map[string]any)
	var out []ui.FieldChange
	for _, field := range e.ChangedFields {
		if field == "created" || field == "deleted" {
			continue
		}
		was, is := valueAt(previous, field), valueAt(data, field)
		if was == "" && is == "" {
			is = words.Say(words.FieldChanged)
		}
		out = append(out, ui.FieldChange{Field: field, Was: was, Is: is})
	}
	return out
}

// valueAt is the value at a path like custom_attributes.job_title, as text.
func valueAt(m map[string]any, path string) string {
	name, rest, deeper := strings.Cut(path, ".")
	v, there := m[name]
	if !there || v == nil {
		return ""
	}
	if deeper {
		inner, ok := v.(map[string]any)
		if !ok {
			return ""
		}
		return valueAt(inner, rest)
	}
	if s, ok := v.(string); ok {
		return s
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}

// hitsOf are the paths of the payload that the event changed.
func hitsOf(e shared.Event) []string {
	return slices.DeleteFunc(slices.Clone(e.ChangedFields), func(f string) bool { return f == "created" || f == "deleted" })
}

// stagesOf are the event's stages, each with how long after the first it came. Where the clock of WorkOS is ahead of
// ours, so that an event is received before it is written, our own stages count from receipt.
func stagesOf(e shared.Event) []ui.Stage {
	written := ui.Stage{State: ui.StageDone, Title: words.Say(words.WrittenByWorkOS), Time: ui.ClockMillis(e.CreatedAt)}
	received := ui.Stage{State: ui.StageDone, Title: words.Say(words.ReceivedStored), Note: []app.UI{ui.Text(sourceSaid(e.Source))}}
	from := e.CreatedAt
	if ahead := e.CreatedAt.Sub(e.ReceivedAt).Round(time.Millisecond); ahead > 0 {
		from = e.ReceivedAt
		written.Note = []app.UI{ui.Text(words.Say(words.ClockAhead, words.Duration(ahead)))}
		received.Time = ui.ClockMillis(e.ReceivedAt)
	} else {
		received.Time = ui.Text(later(from, e.ReceivedAt))
	}
	decided := decidedStage(e)
	if e.AppliedAt != nil {
		decided.Time = ui.Text(later(from, *e.AppliedAt))
	}
	return []ui.Stage{written, received, decided}
}

// later is how long after a moment another was.
func later(from, to time.Time) string {
	return "+" + words.Duration(max(to.Sub(from), time.Millisecond).Round(time.Millisecond))
}

// decidedStage is the last stage: what became of the event.
func decidedStage(e shared.Event) ui.Stage {
	s := ui.Stage{Title: decidedTitle(e.Outcome)}
	if e.Outcome != shared.OutcomePending && e.Reason != "" {
		s.Note = []app.UI{ui.Text(e.Reason)}
	}
	switch e.Outcome {
	case shared.OutcomeApplied, shared.OutcomeStale, shared.OutcomeIgnored:
		s.State = ui.StageDone
	case shared.OutcomeParked, shared.OutcomeHeld, shared.OutcomeFailed:
		s.State = ui.StageWarn
	case shared.OutcomeDead:
		s.State = ui.StageBad
	case shared.OutcomePending:
		s.State = ui.StageWait
	}
	return s
}

func decidedTitle(o shared.Outcome) string {
	switch o {
	case shared.OutcomeApplied:
		return words.Say(words.StageApplied)
	case shared.OutcomeStale:
		return words.Say(words.LeftAsItWas)
	case shared.OutcomeIgnored:
		return words.Say(words.StageIgnored)
	case shared.OutcomeParked:
		return words.Say(words.StageParked)
	case shared.OutcomeHeld:
		return words.Say(words.StageHeld)
	case shared.OutcomeFailed:
		return words.Say(words.FailedTried)
	case shared.OutcomeDead:
		return words.Say(words.GivenUp)
	case shared.OutcomePending:
	}
	return words.Say(words.WaitsForTurn)
}
