// Package event shows stored events: the list of all, and one event with its decision, what it changed, its payload and
// its stages.
package event

import (
	"context"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/part"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/state/live"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
	client "memberpulse/shared/api"
)

const (
	sameSubject = 6
	outcomeID   = "outcome" // of the line that tells how the event stands
	readAgain   = time.Second
)

// Page is one event.
type Page struct {
	app.Compo

	query  state.Query
	id     string
	event  state.Load[shared.Event]
	same   state.Load[shared.List[shared.SyncLog]]
	stream live.Subscription

	replaying bool
	awaiting  bool  // it is read again in a moment
	fault     error // of the replay
}

// OnNav reads the event of the address.
func (p *Page) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	if id := p.query.Segment(1); id != p.id {
		p.id = id
		p.event.Reset()
		p.same.Reset()
		p.replaying, p.fault = false, nil
	}
	p.view().Enter(ctx, p.open)
}

func (p *Page) open(ctx app.Context) {
	p.read(ctx)
	p.stream.Open(ctx, p.query.Scope(), p.arrived, shared.TopicLog)
}

// OnDismount lets go of the stream.
func (p *Page) OnDismount() { p.stream.Close() }

func (p *Page) read(ctx app.Context) {
	id, scope := p.id, p.query.Scope()
	p.event.Run(ctx, func(c context.Context) (shared.Event, error) { return api.Server().Event(c, id, scope) }, p.readSame, p.listen)
}

// listen hears of the event from its own organization, since the platform's stream carries no rows. What belongs to no
// organization that is known is told by no stream, and read again until it is decided.
func (p *Page) listen(ctx app.Context, e shared.Event) {
	if !ofThePlatform() || p.query.Scope() != "" {
		return
	}
	if e.OrganizationName != "" {
		p.stream.Open(ctx, e.OrganizationID, p.arrived, shared.TopicLog)
		return
	}
	if e.Outcome != shared.OutcomePending || p.awaiting {
		return
	}
	p.awaiting = true
	ctx.After(readAgain, func(ctx app.Context) {
		p.awaiting = false
		p.read(ctx)
	})
}

func (p *Page) readSame(ctx app.Context, e shared.Event) {
	if e.SubjectID == "" {
		p.same.Set(shared.List[shared.SyncLog]{})
		return
	}
	scope := p.scope(e)
	p.same.Run(ctx, func(c context.Context) (shared.List[shared.SyncLog], error) {
		return api.Server().SyncLogs(c, client.Page{Limit: sameSubject, OrganizationID: scope}, client.LogFilter{SubjectID: e.SubjectID})
	})
}

// scope is the organization of the event for who belongs to none.
func (p *Page) scope(e shared.Event) string {
	if me, known := state.Me(); known && me.Organization == nil && p.query.Scope() == "" {
		return e.OrganizationID
	}
	return p.query.Scope()
}

func (p *Page) arrived(ctx app.Context, f live.Frame) {
	if f.Topic == shared.TopicResync {
		p.read(ctx)
		return
	}
	rows := live.Rows[shared.SyncLog](f)
	e, there := p.event.Value()
	for _, l := range rows {
		if l.EventID == p.id || there && e.SubjectID != "" && l.SubjectID == e.SubjectID {
			p.read(ctx)
			return
		}
	}
}

func (p *Page) view() shell.View {
	title := words.Say(words.TheEvent)
	return shell.View{Title: title, Crumbs: []shell.Crumb{listOf(p.query, ofThePlatform()), {Label: title}}, Needs: shared.CapabilityRead}
}

// Render draws it.
func (p *Page) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		if body := part.Whole(words.TheEvent, &p.event, p.read); body != nil {
			return body
		}
		e, _ := p.event.Value()
		return []app.UI{p.head(e), state.FailedBanner(p.fault), ui.Split(
			[]app.UI{p.decision(e), p.changed(e), p.payload(e)},
			[]app.UI{p.stages(e), p.sameSubject()},
		)}
	})
}

func (p *Page) head(e shared.Event) app.UI {
	title := e.Reason
	if title == "" {
		title = e.Event
	}
	outcome := ui.Outcome(string(e.Outcome))
	if e.AppliedAt != nil {
		outcome = ui.StatusSince(ui.OutcomeKind(string(e.Outcome)), string(e.Outcome), ui.Text(tookSaid(e)))
	}
	return ui.PageHead(title).Meta(ui.Spot(outcomeID, outcome), ui.Code(e.Event), ui.CopyID(e.ID)).Actions(p.again(e))
}

// again offers to apply a troubled event once more.
func (p *Page) again(e shared.Event) app.UI {
	if !shared.Replayable(e.Outcome) || !state.Can(shared.CapabilityReplay) {
		return nil
	}
	button := ui.Button(words.Say(words.ReplayEvent))
	if e.Outcome != shared.OutcomeParked { // that comes right by itself
		button.Primary()
	}
	return button.Icon("replay").Busy(p.replaying, words.Say(words.Replaying)).OnClick(p.replay)
}

func (p *Page) replay(ctx app.Context) {
	ctx = p.event.Home(ctx) // the button may be gone before the answer comes
	p.replaying, p.fault = true, nil
	id, scope := p.id, p.query.Scope()
	ctx.Async(func() {
		e, err := api.Server().Replay(context.WithoutCancel(ctx), id, scope)
		ctx.Dispatch(func(ctx app.Context) {
			if p.id != id { // another event is shown meanwhile
				return
			}
			p.replaying, p.fault = false, err
			if err != nil {
				return
			}
			p.event.Set(e)
			shell.Notify(ui.ToneOK, words.Say(words.InItsLaneAgain))
			shell.Focus(ctx, outcomeID)
			p.read(ctx)
		})
	})
}

func (p *Page) decision(e shared.Event) app.UI {
	facts := []ui.Fact{
		ui.FactOf(words.WrittenUTC, ui.DateClock(e.CreatedAt, state.Now())),
		ui.FactOf(words.CameUTC, ui.DateClock(e.ReceivedAt, state.Now())),
		ui.F(words.HowItCame, sourceSaid(e.Source)),
		ui.F(words.Deliveries, deliveriesSaid(e)),
		ui.F(words.Attempts, attemptsSaid(e)),
	}
	if e.OrganizationName != "" {
		facts = append([]ui.Fact{ui.FactOf(words.TheOrganization, ui.Link(e.OrganizationName, p.query.In(e.OrganizationID).Link(shared.PathOverview)))}, facts...)
	}
	if e.NextAttemptAt != nil {
		facts = append(facts, ui.FactOf(words.NextTry, ui.Ago(*e.NextAttemptAt, state.Now())))
	}
	card := ui.Card(words.Decision).Body(ui.Stack(ui.Lead(ui.Text(outcomeSaid(e))), ui.FactsWide(facts...)))
	if e.Action != "" {
		card.Foot(ui.Dim(ui.Said(words.WhatNext)), ui.Text(e.Action))
	}
	return card
}

func (p *Page) changed(e shared.Event) app.UI {
	changes := changesOf(e)
	if len(changes) == 0 {
		return nil
	}
	return ui.Card(words.ChangedFields).Note(words.Plural(len(changes), words.Field)).Flush(ui.Diff(changes...))
}

func (p *Page) payload(e shared.Event) app.UI {
	if len(e.Data) == 0 {
		return nil
	}
	note, hits := words.AsItCame, hitsOf(e)
	if len(hits) > 0 {
		note = words.AsItCameMarked
	}
	return ui.Card(words.Payload).Note(words.Say(note)).
		End(ui.CopyButton(words.Say(words.CopyJSON), ui.PrettyJSON(e.Data))).
		Flush(ui.JSON(words.Say(words.Payload), e.Data, hits...))
}

func (p *Page) stages(e shared.Event) app.UI {
	return ui.Card(words.Stages).Body(ui.Timeline(stagesOf(e)...))
}

func (p *Page) sameSubject() app.UI {
	e, _ := p.event.Value()
	all := p.query
	if scope := p.scope(e); scope != "" {
		all = all.In(scope)
	}
	card := ui.Card(words.AboutTheSame)
	if e.SubjectID != "" {
		card.End(ui.Link(words.Say(words.All), all.Link(shared.PathActivity+"?subject_id="+e.SubjectID)))
	}
	return part.Filled(card, &p.same, p.read, 3, ui.Dim(ui.Said(words.NoOtherEvent)), func(logs []shared.SyncLog) app.UI {
		return part.Log(logs, state.Now(), p.query.Link)
	})
}
