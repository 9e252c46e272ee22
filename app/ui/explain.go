package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// StageState is where a stage of a timeline stands.
type StageState string

// The states of a stage.
const (
	StageDone StageState = "done"
	StageWarn StageState = "warn"
	StageNow  StageState = "now"
	StageBad  StageState = "bad"
	StageWait StageState = "wait"
)

// Stage is one stage of a timeline.
type Stage struct {
	State StageState
	Title string
	Time  app.UI // when, or how long; nil for none
	Note  []app.UI
	// From and Until draw the stage on a waterfall, in parts of a thousand of the whole; both zero draws none.
	From, Until int
}

// Timeline tells stages with their times.
func Timeline(stages ...Stage) app.UI {
	kids := make([]app.UI, len(stages))
	for i, s := range stages {
		kids[i] = stage(s)
	}
	return el("ol", "timeline", kids...)
}

func stage(s Stage) app.UI {
	icon, said := stageLook(s.State)
	kids := []app.UI{Icon(icon), el("span", "timeline__title", Hidden(words.Say(said)+": "), Text(s.Title))}
	if s.Time != nil {
		kids = append(kids, el("span", "timeline__time", s.Time))
	}
	if len(s.Note) > 0 {
		kids = append(kids, el("span", classes("timeline__note", when(s.State == StageBad, "timeline__note--bad")), s.Note...))
	}
	if s.Until > s.From {
		kids = append(kids, svg("svg", "timeline__fall",
			rect("", 0, 0, 1000, 4), rect("is-part", float64(s.From), 0, float64(max(s.Until-s.From, 4)), 4)).
			Attr("viewBox", "0 0 1000 4").Attr("preserveAspectRatio", "none").Attr("aria-hidden", "true"))
	}
	return el("li", "timeline__stage timeline__stage--"+string(s.State), kids...)
}

func stageLook(s StageState) (icon string, said words.Key) {
	switch s {
	case StageDone:
		return "ok", words.Done
	case StageWarn:
		return "warn", words.Warning
	case StageNow:
		return "run", words.Running
	case StageBad:
		return "bad", words.Failed
	case StageWait:
	}
	return "wait", words.NotReached
}

// Part is a piece of a compared value; what differs is marked.
type Part struct {
	Text    string
	Differs bool
}

// Compare sets expected beside received, with what differs marked.
func Compare(wantLabel string, want []Part, gotLabel string, got []Part) app.UI {
	if wantLabel == "" {
		wantLabel = words.Say(words.Expected)
	}
	if gotLabel == "" {
		gotLabel = words.Say(words.Received)
	}
	return el("div", "compare", compareSide("want", wantLabel, want), compareSide("got", gotLabel, got))
}

func compareSide(side, label string, parts []Part) app.UI {
	kids := make([]app.UI, len(parts))
	for i, p := range parts {
		kids[i] = Text(p.Text)
		if p.Differs {
			kids[i] = el("mark", "", Text(p.Text))
		}
	}
	return el("div", "compare__side compare__side--"+side, el("p", "compare__label", Text(label)), el("code", "compare__value", kids...))
}

// DiffOf marks the part in which two values differ: what is equal at both ends stays plain.
func DiffOf(want, got string) (wantParts, gotParts []Part) {
	w, g := []rune(want), []rune(got)
	head := 0
	for head < len(w) && head < len(g) && w[head] == g[head] {
		head++
	}
	tail := 0
	for tail < len(w)-head && tail < len(g)-head && w[len(w)-1-tail] == g[len(g)-1-tail] {
		tail++
	}
	return threeParts(w, head, tail), threeParts(g, head, tail)
}

func threeParts(r []rune, head, tail int) []Part {
	var parts []Part
	for _, p := range []Part{{string(r[:head]), false}, {string(r[head : len(r)-tail]), true}, {string(r[len(r)-tail:]), false}} {
		if p.Text != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// FieldChange is one row of a diff.
type FieldChange struct {
	Field, Was, Is string
	Same           bool
}

// Diff lists what a change did, field by field.
func Diff(changes ...FieldChange) app.UI {
	rows := make([]app.UI, len(changes))
	for i, c := range changes {
		rows[i] = diffRow(c)
	}
	head := el("tr", "",
		el("th", "", Text(words.Say(words.FieldName))).Attr("scope", "col"),
		el("th", "", Text(words.Say(words.Before))).Attr("scope", "col"),
		el("th", "", Text(words.Say(words.After))).Attr("scope", "col"))
	return el("table", "diff", el("thead", "", head), el("tbody", "", rows...))
}

func diffRow(c FieldChange) app.UI {
	name := el("th", "", Text(c.Field)).Attr("scope", "row")
	if c.Same {
		return el("tr", "", name, el("td", "diff__same", Text(words.Say(words.TheSame))).Attr("colspan", "2"))
	}
	return el("tr", "", name, diffCell("diff__was", c.Was), diffCell("diff__is", c.Is))
}

func diffCell(class, value string) app.UI {
	if value == "" {
		return el("td", "diff__same", Text(words.Say(words.Nothing)))
	}
	return el("td", class, Text(value))
}

// WhyNode is a fact in a why tree.
type WhyNode struct {
	Yes      bool
	Cut      bool // not reached
	Cause    bool // the node that decides: the only tinted one
	Kind     string
	What     []app.UI
	Evidence []app.UI
	End      []app.UI
	Under    []WhyNode
}

// Why draws a tree of facts.
func Why(label string, nodes ...WhyNode) app.UI {
	return el("ul", "why", whyNodes(nodes)...).Attr("aria-label", label)
}

func whyNodes(nodes []WhyNode) []app.UI {
	kids := make([]app.UI, len(nodes))
	for i, n := range nodes {
		kids[i] = whyNode(n)
	}
	return kids
}

func whyNode(n WhyNode) app.UI {
	name, icon := "no", "bad"
	switch {
	case n.Cut:
		name, icon = "cut", "skip"
	case n.Yes:
		name, icon = "yes", "ok"
	}
	what := n.What
	if len(n.Evidence) > 0 {
		what = append(flat(what), el("span", "why__evidence", n.Evidence...))
	}
	said := words.Say(map[string]words.Key{"no": words.No, "yes": words.Yes, "cut": words.NotReached}[name]) + ": "
	row := el("div", "why__row", Icon(icon), el("span", "why__kind", Hidden(said), Text(n.Kind)),
		el("span", "why__what", what...), el("span", "why__end", n.End...))
	kids := []app.UI{row}
	if len(n.Under) > 0 {
		kids = append(kids, el("ul", "", whyNodes(n.Under)...))
	}
	return el("li", classes("why__node", "why__node--"+name, when(n.Cause, "why__node--cause")), kids...)
}

// Answer is a card whose first line answers the page's question; the evidence stands under it.
func Answer(title words.Key, line []app.UI, tree app.UI) app.UI {
	return Card(title).Flush(el("div", "card__body", el("p", "answer__line", line...)), el("div", "answer__tree", tree))
}

// Steps numbers what a person does.
func Steps(steps ...[]app.UI) app.UI {
	kids := make([]app.UI, len(steps))
	for i, s := range steps {
		kids[i] = el("li", "", s...)
	}
	return el("ol", "steps", kids...)
}
