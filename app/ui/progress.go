package ui

import (
	"strconv"
	"time"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// ProgressView shows n of m, rate and time left.
type ProgressView struct {
	app.Compo
	P progressProps
}

type progressProps struct {
	label, rate, eta, tone, count string
	done, total                   int
	big                           bool
}

// Progress makes a bar; without a total it says that the total is not known yet.
func Progress(label string) *ProgressView {
	return &ProgressView{P: progressProps{label: label, total: -1}}
}

// Of sets how much is done of how much; a total of zero or less is not known yet.
func (p *ProgressView) Of(done, total int) *ProgressView {
	p.P.done, p.P.total = done, total
	if total <= 0 {
		p.P.total = -1
	}
	return p
}

// Waits says what it waits for.
func (p *ProgressView) Waits(why string) *ProgressView {
	p.P.tone, p.P.count, p.P.done, p.P.total = "wait", why, 0, 1
	return p
}

// Rate says how fast it goes, per second.
func (p *ProgressView) Rate(perSecond float64) *ProgressView {
	if perSecond > 0 {
		p.P.rate = words.Say(words.PerSecond, words.Count(int(perSecond+0.5)))
	}
	return p
}

// Left says how long it still takes.
func (p *ProgressView) Left(d time.Duration) *ProgressView {
	if d > 0 {
		p.P.eta = words.Say(words.Left, words.Duration(d.Round(time.Second)))
	}
	return p
}

// Say sets the words under the bar: at its start and at its end.
func (p *ProgressView) Say(start, end string) *ProgressView { p.P.rate, p.P.eta = start, end; return p }

// Done shows it finished.
func (p *ProgressView) Done() *ProgressView { p.P.tone = "done"; return p }

// Warn shows it paused.
func (p *ProgressView) Warn() *ProgressView { p.P.tone = "warn"; return p }

// Bad shows it stopped.
func (p *ProgressView) Bad() *ProgressView { p.P.tone = "bad"; return p }

// Big is for the main bar of a page.
func (p *ProgressView) Big() *ProgressView { p.P.big = true; return p }

// Render draws it.
func (p *ProgressView) Render() app.UI {
	v := p.P
	bar := app.Elem("progress").Class("progress__bar").Attr("aria-label", v.label)
	if v.total > 0 {
		bar.Attr("value", strconv.Itoa(min(v.done, v.total))).Attr("max", strconv.Itoa(v.total))
	}
	kids := []app.UI{el("span", "progress__label", Text(v.label)), v.counted(), bar}
	if v.rate != "" || v.eta != "" {
		kids = append(kids, el("span", "progress__rate", Text(v.rate)), el("span", "progress__eta", Text(v.eta)))
	}
	return el("div", classes("progress", prefixed("progress--", v.tone), when(v.big, "progress--big")), kids...)
}

func (v progressProps) counted() app.UI {
	switch {
	case v.count != "":
		return el("span", "progress__count", Text(v.count))
	case v.total <= 0 && v.done > 0:
		return el("span", "progress__count", Sentence(words.SoFar, B(words.Count(v.done)))...)
	case v.total <= 0:
		return el("span", "progress__count", Text(words.Say(words.NoTotal)))
	}
	return el("span", "progress__count", Sentence(words.Of, B(words.Count(v.done)), Text(words.Count(v.total)))...)
}
