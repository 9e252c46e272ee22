package part

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
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
		return "In step"
	case shared.HealthSyncing:
		return "Syncing"
	case shared.HealthWarning:
		return "Watch"
	case shared.HealthBad:
		return "Down"
	case shared.HealthOff:
	}
	return "Not set up"
}

// Health lists health checks in a card; a check that needs somebody says who, and leads there.
func Health(checks []shared.HealthCheck, now time.Time, link func(string) string) app.UI {
	lines := make([]ui.CheckLine, len(checks))
	for i, c := range checks {
		line := ui.CheckLine{State: HealthKind(c.State), Title: c.Title, Detail: []app.UI{ui.Text(c.Detail)}}
		if c.Action != "" && c.State != shared.HealthOK {
			line.Detail = append(line.Detail, ui.Text(" "+c.Action))
		}
		if c.Since != nil {
			line.End = append(line.End, ui.Ago(*c.Since, now))
		}
		if c.Link != "" {
			line.Detail = append(line.Detail, ui.Text(" "), ui.Link("Open", link(c.Link)))
		}
		lines[i] = line
	}
	return ui.ChecksRuled(lines...)
}

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
	b := ui.Banner(tone, c.Title).Cause(c.Detail).Foot(ui.Dim(ui.Text(c.Action)))
	if c.Link != "" {
		b.Action(ui.Button("Open").Small().Href(link(c.Link)))
	}
	return b
}
