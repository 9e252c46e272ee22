package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Kind is the kind of a state: its shape, its fill, its hue.
type Kind string

// The kinds of state. Circle fine, diamond waits, square broken; hollow still moves, filled is final or waits for a person.
const (
	OK      Kind = "ok"
	Run     Kind = "run"
	LiveNow Kind = "live"
	Parked  Kind = "parked"
	Held    Kind = "held"
	Warn    Kind = "warn"
	Failed  Kind = "failed"
	Dead    Kind = "dead"
	Bad     Kind = "bad"
	Stale   Kind = "stale"
	Ignored Kind = "ignored"
	Off     Kind = "off"
)

// OutcomeKind is the kind of an event's outcome (applied, pending, parked, held, failed, dead, stale, ignored), of a
// directory's, connection's or member's state, or of a check's verdict; an unknown word is off.
func OutcomeKind(outcome string) Kind {
	switch outcome {
	case "applied", "active", "linked", "passed", "ok", "succeeded", "done", "verified", "enabled", "signed_in", "success", "healthy":
		return OK
	case "pending", "running", "received", "validating", "syncing", "queued", "started", "applying":
		return Run
	case "parked":
		return Parked
	case "held", "draft", "ageing", "warning", "warn", "invalid_credentials", "suspended":
		return Held
	case "failed", "retrying":
		return Failed
	case "dead", "refused", "removed", "broken", "bad", "error", "quarantined":
		return Dead
	case "stale", "duplicate":
		return Stale
	case "ignored":
		return Ignored
	}
	return Off
}

// Status is a glyph and a word.
func Status(kind Kind, word string) app.UI {
	return el("span", "status status--"+string(kind), Text(word))
}

// StatusTitled is a glyph and a word that explains itself on hover.
func StatusTitled(kind Kind, word, title string) app.UI {
	return el("span", "status status--"+string(kind), Text(word)).Attr("title", title)
}

// StatusSince is a glyph, a word, and since when.
func StatusSince(kind Kind, word string, since app.UI) app.UI {
	return el("span", "status status--"+string(kind), Text(word), el("span", "status__since", since))
}

// Outcome is the status of an outcome or state in its own word.
func Outcome(outcome string) app.UI { return Status(OutcomeKind(outcome), outcome) }

// Tone is the hue of a badge, a banner or a toast.
type Tone string

// The tones.
const (
	Plain    Tone = ""
	ToneOK   Tone = "ok"
	ToneRun  Tone = "run"
	ToneWarn Tone = "warn"
	ToneBad  Tone = "bad"
)

// Badge is a short fact beside a name; grey unless it is state.
func Badge(word string, tone Tone) app.UI {
	return el("span", classes("badge", prefixed("badge--", string(tone))), Text(word))
}

// BadgeTitled is a badge that explains itself on hover.
func BadgeTitled(word string, tone Tone, title string) app.UI {
	return el("span", classes("badge", prefixed("badge--", string(tone))), Text(word)).Attr("title", title)
}

// CodeBadge is a badge for an event name or a slug.
func CodeBadge(word string) app.UI { return el("span", "badge badge--code", Text(word)) }

// Badges sets badges in a row.
func Badges(badges ...app.UI) app.UI { return el("span", "badges", badges...) }

// Actor says who acts.
func Actor(who string) app.UI {
	return el("span", "actor", Icon("person"), el("span", "actor__label", Text(words.Say(words.WhoActs))), Text(" "+who))
}

// Avatar shows a person's initials.
func Avatar(name string) app.UI { return avatar("avatar", name) }

// BigAvatar shows a person's initials at the head of a page.
func BigAvatar(name string) app.UI { return avatar("avatar avatar--40", name) }

// OrgAvatar shows an organization's initials.
func OrgAvatar(name string) app.UI { return avatar("avatar avatar--org", name) }

func avatar(class, name string) app.UI {
	return el("span", class, Text(words.Initials(name))).Attr("aria-hidden", "true")
}

// PathStep is one step of a path: Okta group Staff. It may lead to what it names.
type PathStep struct{ Kind, Name, Href string }

// Path is the why of one held thing, on one line.
func Path(steps ...PathStep) app.UI {
	var kids []app.UI
	for i, s := range steps {
		if i > 0 {
			kids = append(kids, Icon("arrow"))
		}
		kids = append(kids, el("span", "path__kind", Text(s.Kind)))
		if s.Href != "" {
			kids = append(kids, Text(" "), Link(s.Name, s.Href), Text(" "))
			continue
		}
		kids = append(kids, Text(" "+s.Name+" "))
	}
	return el("p", "path", kids...)
}
