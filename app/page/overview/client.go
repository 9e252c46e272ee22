// Package overview is the first screen: an organization's for its own people, all organizations' for the platform.
package overview

import (
	"context"
	"slices"

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

const latest = 6

// Client is an organization's overview.
type Client struct {
	app.Compo

	query    state.Query
	overview state.Load[shared.Overview]
	log      state.Load[shared.List[shared.SyncLog]]
	refused  state.Load[shared.List[shared.SignInAttempt]]
	day      part.Day
	stream   live.Subscription
}

// OnNav reads the organization in scope; a platform admin without one is led to all of them, and who may read nothing
// is led to their own page.
func (p *Client) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	state.WithMe(ctx, p.open)
}

func (p *Client) open(ctx app.Context, me shared.Me) {
	if elsewhere := startOf(me, p.query.Scope()); elsewhere != "" {
		ui.Replace(elsewhere) // Back must not lead here again
		return
	}
	p.read(ctx)
	p.stream.Open(ctx, p.query.Scope(), p.arrived, shared.TopicLog, shared.TopicAttempts, shared.TopicCounts, shared.TopicHealth, shared.TopicProgress)
}

// OnDismount lets go of the stream.
func (p *Client) OnDismount() { p.stream.Close() }

func (p *Client) read(ctx app.Context) {
	scope := p.query.Scope()
	p.overview.Run(ctx, func(c context.Context) (shared.Overview, error) { return api.Server().Overview(c, scope) })
	p.log.Run(ctx, func(c context.Context) (shared.List[shared.SyncLog], error) {
		return api.Server().SyncLogs(c, client.Page{Limit: latest, OrganizationID: scope}, client.LogFilter{})
	})
	p.refused.Run(ctx, func(c context.Context) (shared.List[shared.SignInAttempt], error) {
		return api.Server().SignInAttempts(c, client.Page{Limit: 3, OrganizationID: scope}, client.AttemptFilter{Status: "refused"})
	})
}

func (p *Client) arrived(ctx app.Context, f live.Frame) {
	var err error
	switch f.Topic {
	case shared.TopicResync:
		p.read(ctx)
	case shared.TopicLog:
		var rows []shared.SyncLog
		if rows, err = live.Decode[[]shared.SyncLog](f); err == nil {
			p.log.Edit(func(list *shared.List[shared.SyncLog]) { list.Data = part.Newest(rows, list.Data, part.LogID, latest) })
			p.overview.Edit(func(o *shared.Overview) { p.day.Count(o, rows) })
		}
	case shared.TopicAttempts:
		var rows []shared.SignInAttempt
		if rows, err = live.Decode[[]shared.SignInAttempt](f); err == nil {
			p.refused.Edit(func(list *shared.List[shared.SignInAttempt]) {
				list.Data = part.Newest(onlyRefused(rows), list.Data, part.AttemptID, 3)
			})
		}
	case shared.TopicCounts:
		var counts shared.Counts
		if counts, err = live.Decode[shared.Counts](f); err == nil {
			p.overview.Edit(func(o *shared.Overview) { o.Counts = counts })
		}
	case shared.TopicHealth:
		var checks []shared.HealthCheck
		if checks, err = live.Decode[[]shared.HealthCheck](f); err == nil {
			p.overview.Edit(func(o *shared.Overview) { o.Checks = checks })
		}
	case shared.TopicProgress:
		var runs []shared.SyncRun
		if runs, err = live.Decode[[]shared.SyncRun](f); err == nil {
			p.overview.Edit(func(o *shared.Overview) { o.SyncRun = running(runs) })
		}
	default: // not asked for
	}
	if err != nil {
		app.Logf("a frame of %s could not be read: %v", f.Topic, err)
	}
}

// Render draws it.
func (p *Client) Render() app.UI {
	return shell.Frame(shell.View{Title: words.Say(words.Overview), Needs: shared.CapabilityRead}, func() []app.UI {
		if p.overview.Broken() {
			return []app.UI{ui.PageHead(words.Say(words.Overview)), ui.Card("").Body(state.FailedState(p.overview.Err(), p.read))}
		}
		o, there := p.overview.Value()
		return []app.UI{p.head(o, there), ui.Sections(
			p.banner(o), p.progress(o), p.figures(o, there), day(o),
			ui.Split(p.main(o, there), []app.UI{p.health(o, there), p.refusals()}),
		)}
	})
}

func (p *Client) head(o shared.Overview, there bool) app.UI {
	head := ui.PageHead(words.Say(words.Overview))
	if !there {
		return head
	}
	kind, said := verdictOf(o, looksIn())
	meta := []app.UI{ui.Status(kind, said)}
	if newest, ok := p.log.Value(); ok && len(newest.Data) > 0 {
		meta = append(meta, ui.Dim(ui.Sentence(words.LastChange, ui.Ago(newest.Data[0].AppliedAt, state.Now()))...))
	}
	return head.Meta(meta...)
}

func (p *Client) banner(o shared.Overview) app.UI {
	worst, bad := part.Worst(checksFor(looksIn(), o.Checks))
	if !bad {
		return nil
	}
	return part.HealthBanner(worst, p.query.Link)
}

func (p *Client) progress(o shared.Overview) app.UI {
	if o.SyncRun == nil || o.SyncRun.State != "running" {
		return nil
	}
	return ui.Card(words.FirstSync).Note(words.Say(words.FirstSyncGoesOn)).
		End(ui.Link(words.Say(words.WatchIt), p.query.Link(shared.PathDirectory))).
		Body(part.Progress(*o.SyncRun, words.Say(words.AllRecords)))
}

func (p *Client) figures(o shared.Overview, there bool) app.UI {
	if !there {
		return loading(words.People, words.ChangesInDay, words.SignInsInDay, words.NotApplied)
	}
	return ui.Stats(
		ui.Stat(words.People, words.Count(o.Counts.Members)).Href(p.query.Link(shared.PathPeople)).
			Note(words.Say(words.Both, words.Plural(o.Counts.Groups, words.Group), words.Plural(o.Counts.Memberships, words.Membership))),
		ui.Stat(words.ChangesInDay, words.Count(o.Today.Changes)).Href(p.query.Link(changesSince(shared.PathActivity, o.Ticks))).
			Note(troubledSaid(o.Today)),
		ui.Stat(words.SignInsInDay, words.Count(o.Today.SignIns)).Href(p.query.Link(shared.PathAttempts)).
			Note(words.Say(words.SoManyRefused, words.Count(o.Today.Refused))),
		ui.Stat(words.NotApplied, words.Count(part.Trouble(o.Counts))).Href(p.query.Link(notApplied(shared.PathActivity))).
			Note(part.TroubleSaid(o.Counts)),
	)
}

// day draws when the changes of the last 24 hours came; nothing if there were none.
func day(o shared.Overview) app.UI {
	scale := part.TickScale(o.Ticks)
	if scale == "" {
		return nil
	}
	head := []app.UI{ui.B(words.Say(words.Changes)), ui.Dim(ui.Text(scale)), ui.Push(part.TicksKey())}
	return ui.Strip(head, part.TicksSaid(o.Ticks), part.Ticks(o.Ticks), part.TickAxis(o.Ticks)...)
}

// main puts the set-up first while something of it is to do, and the changes once all is done.
func (p *Client) main(o shared.Overview, there bool) []app.UI {
	if there && !slices.ContainsFunc(stepsOf(o), func(s step) bool { return !s.done }) {
		return []app.UI{p.changes(), p.setUp(o, there)}
	}
	return []app.UI{p.setUp(o, there), p.changes()}
}

func (p *Client) setUp(o shared.Overview, there bool) app.UI {
	if !there {
		return ui.Card(words.SetUp).Body(ui.BonesOf(4))
	}
	steps := stepsOf(o)
	items, done := make([]ui.Item, len(steps)), 0
	for i, s := range steps {
		icon, tone := "wait", ui.Plain
		if s.done {
			icon, tone, done = "ok", ui.ToneOK, done+1
		}
		items[i] = ui.Item{Mark: ui.Icon(icon), Tone: tone, Title: []app.UI{ui.Text(s.title)}, Note: []app.UI{ui.Text(s.note)}}
		if s.path != "" {
			items[i].End = []app.UI{ui.Link(s.link, p.query.Link(s.path))}
		}
	}
	return ui.Card(words.SetUp).Note(words.Say(words.SoManyDone, words.Count(done), words.Count(len(steps)))).Flush(ui.List(items...))
}

func (p *Client) changes() app.UI {
	card := ui.Card(words.LatestChanges).End(ui.Link(words.Say(words.AllActivity), p.query.Link(shared.PathActivity)))
	none := ui.Empty(words.Say(words.NothingChangedYet), words.Say(words.ChangesAppear))
	return part.Filled(card, &p.log, p.read, latest, none, func(logs []shared.SyncLog) app.UI { return part.Log(logs, state.Now(), p.query.Link) })
}

func (p *Client) health(o shared.Overview, there bool) app.UI {
	if !there {
		return ui.Card(words.Health).Body(ui.BonesOf(4))
	}
	return ui.Card(words.Health).Flush(part.Health(checksFor(looksIn(), o.Checks), state.Now(), p.query.Link))
}

func (p *Client) refusals() app.UI {
	card := ui.Card(words.RefusedSignIns).End(ui.Link(words.Say(words.AllAttempts), p.query.Link(shared.PathAttempts)))
	return part.Filled(card, &p.refused, p.read, 2, ui.Dim(ui.Said(words.NobodyRefused)), func(attempts []shared.SignInAttempt) app.UI {
		items := make([]ui.Item, len(attempts))
		for i, a := range attempts {
			items[i] = ui.Item{
				Title: []app.UI{ui.Text(part.AttemptWho(a))}, Note: []app.UI{ui.Text(part.AttemptSaid(a))},
				End: []app.UI{ui.Ago(a.StartedAt, state.Now())}, Href: p.query.Link(shared.PathAttempt(a.ID)),
			}
		}
		return ui.List(items...)
	})
}
