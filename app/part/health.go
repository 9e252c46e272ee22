package part

import (
	"slices"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/shell"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// HealthKind is the glyph of a word of health.
func HealthKind(h shared.Health) ui.Kind {
	switch h {
	case shared.HealthOK:
		return ui.OK
	case shared.HealthSyncing:
		return ui.Run
	case shared.HealthWarning:
		return ui.Warn
	case shared.HealthBad:
		return ui.Bad
	case shared.HealthOff:
	}
	return ui.Off
}

// HealthName is a word of health as people say it.
func HealthName(h shared.Health) string {
	switch h {
	case shared.HealthOK:
		return words.Say(words.InStep)
	case shared.HealthSyncing:
		return words.Say(words.Syncing)
	case shared.HealthWarning:
		return words.Say(words.Watch)
	case shared.HealthBad:
		return words.Say(words.Down)
	case shared.HealthOff:
	}
	return words.Say(words.NotSetUp)
}

// Health lists health checks in a card; a check that needs somebody says who, and leads there.
func Health(checks []shared.HealthCheck, now time.Time, link func(string) string) app.UI {
	checks = slices.SortedStableFunc(slices.Values(checks), func(a, b shared.HealthCheck) int { return urgency(a.State) - urgency(b.State) })
	lines := make([]ui.CheckLine, len(checks))
	for i, c := range checks {
		line := ui.CheckLine{State: HealthKind(c.State), Title: c.Title, Detail: []app.UI{ui.Text(c.Detail)}}
		if c.Action != "" && c.State != shared.HealthOK {
			line.Detail = append(line.Detail, ui.Text(" "+c.Action))
		}
		if c.Since != nil {
			line.End = append(line.End, ui.Ago(*c.Since, now))
		}
		if to := leads(c, link); to != "" {
			line.Detail = append(line.Detail, ui.Text(" "), ui.Link(goTo(c), to))
		}
		lines[i] = line
	}
	return ui.ChecksRuled(lines...)
}

// HealthLine is a check on a line of several: one that needs somebody says why, and leads there.
func HealthLine(c shared.HealthCheck, link func(string) string) []app.UI {
	line := []app.UI{ui.StatusTitled(HealthKind(c.State), c.Title, c.Detail)}
	if _, calls := Worst([]shared.HealthCheck{c}); !calls {
		return line
	}
	said := []app.UI{ui.Text(c.Detail)}
	if to := leads(c, link); to != "" {
		said = append(said, ui.Text(" "), ui.Link(goTo(c), to))
	}
	return append(line, ui.Dim(said...))
}

// leads is where a check is looked into; "" if this program has no such screen.
func leads(c shared.HealthCheck, link func(string) string) string {
	path, _, _ := strings.Cut(c.Link, "?")
	if path == "" || !shell.Exists(path) {
		return ""
	}
	return link(c.Link)
}

// goTo names the screen that a check leads to.
func goTo(c shared.HealthCheck) string {
	switch c.Key {
	case "sso":
		return words.Say(words.SeeSignIns)
	case "directory":
		return words.Say(words.SeeDirectory)
	case "trouble":
		return words.Say(words.SeeNotApplied)
	case "webhooks", "backlog":
		return words.Say(words.SeeEvents)
	case "workos":
		return words.Say(words.SeeWhatIsInForce)
	}
	return words.Say(words.LookIntoIt)
}

// urgency puts what needs somebody before what is well.
func urgency(h shared.Health) int { return slices.Index(shared.Healths, h) }

// Worst is the check that needs somebody most; false if all is well.
func Worst(checks []shared.HealthCheck) (shared.HealthCheck, bool) {
	for _, state := range []shared.Health{shared.HealthBad, shared.HealthWarning} {
		for _, c := range checks {
			if c.State == state {
				return c, true
			}
		}
	}
	return shared.HealthCheck{}, false
}

// HealthBanner says what needs somebody most, and who acts.
func HealthBanner(c shared.HealthCheck, link func(string) string) app.UI {
	tone := ui.ToneWarn
	if c.State == shared.HealthBad {
		tone = ui.ToneBad
	}
	b := ui.Banner(tone, strings.TrimSuffix(c.Detail, ".")).Cause(c.Action)
	if to := leads(c, link); to != "" {
		b.Action(ui.Button(goTo(c)).Small().Href(to))
	}
	return b
}
