package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// FacetLink is one of several counts that narrow a list.
type FacetLink struct {
	Label   string
	Kind    Kind // shows its glyph; empty for none
	Count   int
	NoCount bool
	Href    string
	Current bool
}

// Facets lists the counts per outcome or state; the chosen one is in the URL.
func Facets(label words.Key, facets ...FacetLink) app.UI {
	kids := make([]app.UI, len(facets))
	for i, f := range facets {
		kids[i] = facet(f)
	}
	return el("nav", "facets", kids...).Attr("aria-label", words.Say(label))
}

func facet(f FacetLink) app.UI {
	label := Text(f.Label + " ")
	if f.Kind != "" {
		label = Status(f.Kind, f.Label)
	}
	kids := []app.UI{label}
	if !f.NoCount {
		kids = append(kids, el("span", "facet__count", Text(words.Count(f.Count))))
	}
	e := el("a", "facet", kids...).Attr("href", SafeHref(f.Href))
	if f.Current {
		e.Attr("aria-current", "true")
	}
	return e
}

// TabLink is one tab.
type TabLink struct {
	Label   string
	Count   string
	Href    string
	Current bool
}

// Tabs lists the parts of a page; the chosen one is in the URL.
func Tabs(label string, tabs ...TabLink) app.UI {
	kids := make([]app.UI, len(tabs))
	for i, t := range tabs {
		inside := []app.UI{Text(t.Label)}
		if t.Count != "" {
			inside = append(inside, el("span", "tabs__count", Text(t.Count)))
		}
		e := el("a", "tabs__tab", inside...).Attr("href", SafeHref(t.Href))
		if t.Current {
			e.Attr("aria-current", "page")
		}
		kids[i] = e
	}
	return el("nav", "tabs", kids...).Attr("aria-label", label)
}

// StepState is where a step stands.
type StepState string

// The states of a step.
const (
	StepDone StepState = "done"
	StepBad  StepState = "bad"
	StepNow  StepState = "now"
	StepNext StepState = ""
)

// Step is one step of a wizard.
type Step struct {
	Label string
	Href  string
	State StepState
}

// Stepper lists the steps of a wizard.
func Stepper(label string, steps ...Step) app.UI {
	kids := make([]app.UI, len(steps))
	for i, s := range steps {
		kids[i] = step(s)
	}
	return el("ol", "stepper", kids...).Attr("aria-label", label)
}

func step(s Step) app.UI {
	mark := el("span", "stepper__mark")
	if s.State == StepDone {
		mark = el("span", "stepper__mark", Icon("check"))
	}
	name := Text(s.Label)
	if s.Href != "" {
		name = el("a", "", Text(s.Label)).Attr("href", SafeHref(s.Href))
	}
	class := ""
	if s.State == StepDone || s.State == StepBad {
		class = "stepper__step--" + string(s.State)
	}
	e := el("li", classes("stepper__step", class), mark, el("span", "stepper__name", name))
	if s.State == StepNow {
		e.Attr("aria-current", "step")
	}
	return e
}

// Filters sets search, selects and chips over a list, as a form that goes nowhere.
func Filters(kids ...app.UI) app.UI {
	return el("div", "filters", kids...).Attr("role", "search")
}

// Chip is one filter that is set, with a cross that leads to the list without it.
func Chip(label words.Key, value, dropHref string) app.UI {
	name := words.Say(label)
	return el("span", "filters__chip",
		el("span", "", Text(name+" "), B(value)),
		el("a", "filters__drop", Icon("close")).Attr("href", SafeHref(dropHref)).Attr("aria-label", words.Say(words.RemoveFilter, name, value)))
}
