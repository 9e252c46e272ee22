package signin

import (
	"context"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/part"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/state/live"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// Attempt is one try to sign in.
type Attempt struct {
	app.Compo

	query   state.Query
	id      string
	attempt state.Load[shared.SignInAttempt]
	stream  live.Subscription
}

// OnNav reads the attempt of the address.
func (p *Attempt) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	if id := p.query.Segment(3); id != p.id {
		p.id = id
		p.attempt.Reset()
	}
	p.view().Enter(ctx, p.open)
}

func (p *Attempt) open(ctx app.Context) {
	p.read(ctx)
	p.stream.Open(ctx, p.query.Scope(), p.arrived, shared.TopicAttempts)
}

// OnDismount lets go of the stream.
func (p *Attempt) OnDismount() { p.stream.Close() }

func (p *Attempt) read(ctx app.Context) {
	id, scope := p.id, p.query.Scope()
	p.attempt.Run(ctx, func(c context.Context) (shared.SignInAttempt, error) { return api.Server().SignInAttempt(c, id, scope) })
}

func (p *Attempt) arrived(ctx app.Context, f live.Frame) {
	if f.Topic == shared.TopicResync {
		p.read(ctx)
		return
	}
	rows := live.Rows[shared.SignInAttempt](f)
	for _, a := range rows {
		if a.ID == p.id {
			p.attempt.Set(a)
		}
	}
}

func (p *Attempt) view() shell.View {
	return shell.View{
		Title:  words.Say(words.TheAttempt),
		Crumbs: []shell.Crumb{{Label: words.Say(words.Authentication), Href: p.query.Link(shared.PathAttempts)}, {Label: words.Say(words.AttemptCrumb)}}, Needs: shared.CapabilityRead,
	}
}

// Render draws it.
func (p *Attempt) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		if body := part.Whole(words.TheAttempt, &p.attempt, p.read); body != nil {
			return body
		}
		a, _ := p.attempt.Value()
		return []app.UI{p.head(a), ui.Split(
			[]app.UI{p.cause(a), p.compared(a), stages(a)},
			[]app.UI{p.facts(a)},
		)}
	})
}

func (p *Attempt) head(a shared.SignInAttempt) app.UI {
	meta := []app.UI{ui.StatusSince(part.AttemptKind(a.Status), part.AttemptWord(a.Status), ui.DateClock(a.StartedAt, state.Now()))}
	if a.Code != "" {
		meta = append(meta, ui.Code(a.Code))
	}
	return ui.PageHead(headSaid(a)).Meta(append(meta, ui.CopyID(a.ID))...).
		Actions(ui.CopyButton(words.Say(words.CopyForSupport), supportText(a)))
}

// cause is what the heading leaves open; who was let in needs none.
func (p *Attempt) cause(a shared.SignInAttempt) app.UI {
	switch a.Status {
	case "succeeded":
		return nil
	case "in_progress":
		return ui.Banner(ui.ToneRun, words.Say(words.OnTheirWay)).Cause(words.Say(words.AtProvider))
	}
	return ui.Banner(ui.ToneBad, part.AttemptCause(a)).Cause(why(a)).Actor(a.Actor)
}

func (p *Attempt) compared(a shared.SignInAttempt) app.UI {
	if a.Expected == "" && a.Received == "" {
		return nil
	}
	want, got := ui.DiffOf(a.Expected, a.Received)
	return ui.Section(words.Say(words.ExpectedAndReceived), "", ui.Compare(words.Say(words.Expected), want, words.Say(words.Received), got))
}

func stages(a shared.SignInAttempt) app.UI {
	out := make([]ui.Stage, len(a.Stages))
	for i, s := range a.Stages {
		out[i] = ui.Stage{State: stageState(s.State), Title: stageName(s.Stage)}
		if !s.At.IsZero() && s.State != "skipped" {
			out[i].Time = ui.ClockMillis(s.At)
		}
	}
	card := ui.Card(words.Stages)
	if a.FinishedAt != nil {
		card.Note(words.Say(words.InAll, words.Duration(a.FinishedAt.Sub(a.StartedAt))))
	}
	return card.Body(ui.Timeline(out...))
}

func (p *Attempt) facts(a shared.SignInAttempt) app.UI {
	facts := []ui.Fact{}
	if a.MemberID != "" {
		facts = append(facts, ui.FactOf(words.ThePerson, ui.Link(part.AttemptWho(a), p.query.Link(shared.PathPerson(a.MemberID)))))
	} else if a.MemberName != "" {
		facts = append(facts, ui.F(words.ThePerson, a.MemberName))
	}
	facts = append(facts, ui.F(words.EMail, a.Email))
	return ui.Card(words.Context).Body(ui.Facts(append(facts,
		ui.F(words.Way, part.MethodName(a.Method)), ui.F(words.TheConnection, a.ConnectionName), ui.F(words.Address, a.IP), ui.F(words.Browser, part.Browser(a.UserAgent)))...))
}
