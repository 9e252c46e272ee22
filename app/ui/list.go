package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Fact is a label and its value.
type Fact struct {
	Label string
	Value []app.UI
}

// F makes a fact of plain text; an empty one is left out.
func F(label words.Key, value string) Fact {
	if value == "" {
		return Fact{}
	}
	return FactOf(label, Text(value))
}

// FactOf makes a fact of anything.
func FactOf(label words.Key, value ...app.UI) Fact { return Fact{words.Say(label), flat(value)} }

// Facts lists facts, label beside value.
func Facts(facts ...Fact) app.UI {
	kids := make([]app.UI, 0, 2*len(facts))
	for _, f := range facts {
		if f.Label == "" {
			continue
		}
		kids = append(kids, el("dt", "", Text(f.Label)), el("dd", "", f.Value...))
	}
	return el("dl", "facts", kids...)
}

// FactsWide lists facts in columns, label over value.
func FactsWide(facts ...Fact) app.UI {
	kids := make([]app.UI, 0, len(facts))
	for _, f := range facts {
		if f.Label == "" {
			continue
		}
		kids = append(kids, el("div", "", el("dt", "", Text(f.Label)), el("dd", "", f.Value...)))
	}
	return el("dl", "facts facts--wide", kids...)
}

// Item is one row of a list.
type Item struct {
	Mark  app.UI // an icon or avatar at the start; nil leaves it out
	Tone  Tone   // the hue of the mark
	Title []app.UI
	Note  []app.UI
	End   []app.UI
	Href  string // makes the whole row a link
	Plain bool   // the title is a sentence rather than a name
}

// List draws rows that are not a table.
func List(items ...Item) app.UI { return list("list", items) }

// ListFlush draws rows without space at the sides; inside a card's body or a pane.
func ListFlush(items ...Item) app.UI { return list("list list--flush list--tight", items) }

// ListStatus draws rows whose mark is a status.
func ListStatus(items ...Item) app.UI { return list("list list--status", items) }

func list(class string, items []Item) app.UI {
	kids := make([]app.UI, len(items))
	for i, item := range items {
		kids[i] = listItem(item)
	}
	return el("ul", class, kids...)
}

func listItem(item Item) app.UI {
	var kids []app.UI
	if item.Mark != nil {
		kids = append(kids, listMark(item))
	}
	title := item.Title
	if item.Href != "" {
		title = []app.UI{RowLink(item.Href, item.Title...)}
	}
	if len(item.Note) > 0 {
		title = append(flat(title), el("span", "list__note", item.Note...))
	}
	kids = append(kids, el("span", classes("list__title", when(item.Plain, "list__title--plain")), title...))
	if len(item.End) > 0 {
		kids = append(kids, el("span", "list__end", item.End...))
	}
	return el("li", classes("list__item", when(item.Mark == nil, "list__item--two")), kids...)
}

func listMark(item Item) app.UI {
	suffix := map[Tone]string{ToneOK: "ok", ToneWarn: "warn", ToneBad: "bad", ToneRun: "run", Plain: "wait"}[item.Tone]
	return el("span", classes("list__mark", prefixed("list__mark--", suffix)), item.Mark)
}

// CheckLine is one line of a list of checks.
type CheckLine struct {
	State  Kind // OK, Run, Warn, Bad or Off (waits)
	Title  string
	Note   string
	Detail []app.UI
	End    []app.UI
}

// Checks lists checks that turn green or red; changes are spoken.
func Checks(lines ...CheckLine) app.UI { return checks("checks", lines) }

// ChecksRuled lists checks in a card, with lines between.
func ChecksRuled(lines ...CheckLine) app.UI { return checks("checks checks--ruled", lines) }

func checks(class string, lines []CheckLine) app.UI {
	kids := make([]app.UI, len(lines))
	for i, l := range lines {
		kids[i] = check(l)
	}
	return el("ul", class, kids...).Attr("aria-live", "polite")
}

func check(l CheckLine) app.UI {
	name, icon, said := checkLook(l.State)
	told := []app.UI{Hidden(words.Say(said) + ": "), Text(l.Title)}
	if l.Note != "" {
		told = append(told, el("span", "check__note", Text(" "+l.Note)))
	}
	kids := []app.UI{Icon(icon), el("span", "check__words", told...)}
	if len(l.End) > 0 {
		kids = append(kids, el("span", "check__end", l.End...))
	}
	if len(l.Detail) > 0 {
		kids = append(kids, el("div", "check__detail", l.Detail...))
	}
	return el("li", "check check--"+name, kids...)
}

func checkLook(k Kind) (name, icon string, said words.Key) {
	switch k {
	case OK:
		return "ok", "ok", words.Passed
	case Run, LiveNow:
		return "run", "run", words.Running
	case Warn, Held, Parked:
		return "warn", "warn", words.Warning
	case Bad, Dead, Failed:
		return "bad", "bad", words.Failed
	case Off, Stale, Ignored:
	}
	return "wait", "wait", words.Waiting
}

// Effect says who gains or loses: +12 gain, −3 lose.
func Effect(said string, gain bool) app.UI {
	return el("span", classes("effect", map[bool]string{true: "effect--gain", false: "effect--lose"}[gain]), Text(said))
}
