// Package directory shows the directory as it stands: its first sync while it runs, its state, what was not applied, and
// its groups.
package directory

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
	latest     = 6
	mostPoints = 75 // of the rate's curve: five minutes at one frame in four seconds, denser while it runs
)

// Page is the directory screen.
type Page struct {
	app.Compo

	query       state.Query
	directories state.Load[shared.List[shared.Directory]]
	trouble     state.Load[trouble]
	log         state.Load[shared.List[shared.SyncLog]]
	rates       []int     // of the running sync, as frames came
	since       time.Time // when the first of them came
	stream      live.Subscription
}

// OnNav reads the directory in scope.
func (p *Page) OnNav(ctx app.Context) {
	p.query = state.QueryOf(ctx)
	p.rates = nil
	p.view().Enter(ctx, p.open)
}

func (p *Page) open(ctx app.Context) {
	p.read(ctx)
	p.stream.Open(ctx, p.query.Scope(), p.arrived, shared.TopicProgress, shared.TopicDirectory, shared.TopicLog)
}

// OnDismount lets go of the stream.
func (p *Page) OnDismount() { p.stream.Close() }

func (p *Page) read(ctx app.Context) {
	scope := p.query.Scope()
	p.directories.Run(ctx, func(c context.Context) (shared.List[shared.Directory], error) {
		return api.Server().Directories(c, client.Page{Limit: 20, OrganizationID: scope})
	})
	p.readTrouble(ctx)
	p.log.Run(ctx, func(c context.Context) (shared.List[shared.SyncLog], error) {
		return api.Server().SyncLogs(c, client.Page{Limit: latest, OrganizationID: scope}, client.LogFilter{})
	})
}

func (p *Page) readTrouble(ctx app.Context) {
	scope := p.query.Scope()
	p.trouble.Run(ctx, func(c context.Context) (trouble, error) {
		counted, err := api.Server().SyncLogCounts(c, scope, client.LogFilter{})
		if err != nil {
			return trouble{}, err
		}
		all := trouble{counts: countsOf(counted.Data)}
		if part.Trouble(all.counts) == 0 {
			return all, nil
		}
		some, err := api.Server().SyncLogs(c, client.Page{Limit: latest, OrganizationID: scope}, client.LogFilter{Outcome: part.NotApplied})
		all.rows = some.Data
		return all, err
	})
}

func (p *Page) arrived(ctx app.Context, f live.Frame) {
	var err error
	switch f.Topic {
	case shared.TopicResync:
		p.read(ctx)
	case shared.TopicProgress:
		var runs []shared.SyncRun
		if runs, err = live.Decode[[]shared.SyncRun](f); err == nil {
			p.progressed(runs)
		}
	case shared.TopicDirectory:
		var directories []shared.Directory
		if directories, err = live.Decode[[]shared.Directory](f); err == nil {
			p.directories.Set(shared.List[shared.Directory]{Data: directories})
		}
	case shared.TopicLog:
		var rows []shared.SyncLog
		if rows, err = live.Decode[[]shared.SyncLog](f); err == nil {
			p.log.Edit(func(list *shared.List[shared.SyncLog]) { list.Data = part.Newest(rows, list.Data, part.LogID, latest) })
			if now, _ := p.trouble.Value(); anyTrouble(rows) || mends(rows, now.rows) {
				p.readTrouble(ctx)
			}
		}
	default: // not asked for
	}
	if err != nil {
		app.Logf("a frame of %s could not be read: %v", f.Topic, err)
	}
}

func (p *Page) progressed(runs []shared.SyncRun) {
	for _, run := range runs {
		p.directories.Edit(func(list *shared.List[shared.Directory]) {
			for i := range list.Data {
				if list.Data[i].ID == run.DirectoryID {
					list.Data[i].SyncRun = &run
				}
			}
		})
		if run.State == "running" {
			if len(p.rates) == 0 {
				p.since = state.Now()
			}
			p.rates = append(p.rates, int(run.Rate+0.5))
			p.rates = p.rates[max(0, len(p.rates)-mostPoints):]
		}
	}
}

func (p *Page) view() shell.View {
	return shell.View{Title: words.Say(words.Directory), Needs: shared.CapabilityRead, Scoped: true}
}

// Render draws it.
func (p *Page) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		if body := part.Whole(words.Directory, &p.directories, p.read); body != nil {
			return body
		}
		list, _ := p.directories.Value()
		if len(list.Data) == 0 {
			return []app.UI{ui.PageHead(words.Say(words.Directory)), ui.Card("").Body(ui.Empty(words.Say(words.NoDirectory), words.Say(words.WhatDirectoryIsGood),
				ui.Button(words.Say(words.SeeWhoIsHere)).Href(p.query.Link(shared.PathPeople))))}
		}
		var out []app.UI
		for _, d := range list.Data {
			out = append(out, p.directory(d)...)
		}
		return out
	})
}

func (p *Page) directory(d shared.Directory) []app.UI {
	return []app.UI{p.head(d), ui.Sections(p.run(d), ui.Split(
		[]app.UI{p.speed(d), p.notApplied(), p.changes()},
		[]app.UI{p.facts(d), p.next(d)},
	))}
}

func (p *Page) head(d shared.Directory) app.UI {
	now, _ := p.trouble.Value()
	kind, said := stateOf(d, part.Trouble(now.counts))
	return ui.PageHead(d.Name).Meta(ui.Status(kind, said), ui.Text(part.DirectoryType(d.Type)), ui.CopyID(d.ID)).
		Actions(ui.Button(words.Say(words.People)).Href(p.query.Link(shared.PathPeople)), ui.Button(words.Say(words.Groups)).Href(p.groupsOf(d)))
}

// groupsOf leads to the groups of a directory, which is named where there are others.
func (p *Page) groupsOf(d shared.Directory) string {
	if list, _ := p.directories.Value(); len(list.Data) > 1 {
		return p.query.Link(shared.PathGroupsOf(d.ID))
	}
	return p.query.Link(shared.PathGroups)
}

func (p *Page) run(d shared.Directory) app.UI {
	run := d.SyncRun
	if run == nil || run.State != "running" {
		return ui.Stats(
			ui.Stat(words.People, words.Count(d.Counts.Users)).Href(p.query.Link(shared.PathPeople)),
			ui.Stat(words.Groups, words.Count(d.Counts.Groups)).Href(p.groupsOf(d)),
			ui.Stat(words.Memberships, words.Count(d.Counts.Memberships)).Note(words.Say(words.PeopleInGroups)),
			p.notAppliedFigure(),
		)
	}
	return ui.Card(words.FirstSync).Note(words.Say(words.FirstSyncFound)).End(ui.CopyID(run.ID)).
		Body(ui.Sections(part.Progress(*run, words.Say(words.AllRecords)), part.Phases(*run)))
}

func (p *Page) notAppliedFigure() app.UI {
	now, there := p.trouble.Value()
	if !there {
		return ui.StatLoading(words.NotApplied)
	}
	return ui.Stat(words.NotApplied, words.Count(part.Trouble(now.counts))).Href(p.allNotApplied()).Note(part.TroubleSaid(now.counts))
}

func (p *Page) allNotApplied() string {
	return p.query.Link(shared.PathActivity + "?outcome=" + part.NotApplied)
}

func (p *Page) speed(d shared.Directory) app.UI {
	if d.SyncRun == nil || d.SyncRun.State != "running" || len(p.rates) < 2 {
		return nil
	}
	return ui.Card(words.ChangesASecond).Note(words.Say(words.SinceOpened)).
		Body(ui.Line(words.Say(words.ChangesASecondShown), p.rates, words.Clock(p.since), words.Say(words.Now)))
}

func (p *Page) notApplied() app.UI {
	now, there := p.trouble.Value()
	card := ui.Card(words.NotApplied)
	switch {
	case p.trouble.Broken():
		return card.Body(state.FailedState(p.trouble.Err(), p.readTrouble))
	case !there:
		return nil
	case len(now.rows) == 0:
		return nil // the figure above says so
	}
	items := make([]ui.Item, len(now.rows))
	for i, l := range now.rows {
		items[i] = ui.Item{
			Mark: ui.Outcome(string(l.Outcome)), Title: ui.Emphasize(l.Reason, l.SubjectName), Plain: true,
			End: []app.UI{ui.Ago(l.AppliedAt, state.Now())}, Href: p.query.Link(shared.PathEvent(l.EventID)),
		}
		if l.Action != "" {
			items[i].Note = []app.UI{ui.Text(l.Action)}
		}
	}
	if part.Trouble(now.counts) > len(now.rows) {
		card.End(ui.Link(words.Say(words.AllOf, words.Count(part.Trouble(now.counts))), p.allNotApplied()))
	}
	return card.Note(words.Say(words.RestGoesOn)).Flush(ui.ListStatus(items...))
}

func (p *Page) changes() app.UI {
	card := ui.Card(words.LatestChanges).End(ui.Link(words.Say(words.AllActivity), p.query.Link(shared.PathActivity)))
	return part.Filled(card, &p.log, p.read, latest, ui.Dim(ui.Said(words.NoChangeYet)), func(logs []shared.SyncLog) app.UI {
		return part.Log(logs, state.Now(), p.query.Link)
	})
}

func (p *Page) facts(d shared.Directory) app.UI {
	facts := []ui.Fact{
		ui.F(words.Provider, part.DirectoryType(d.Type)), ui.F(words.State, d.State),
	}
	if said := firstSyncSaid(d.SyncRun); said != "" {
		facts = append(facts, ui.F(words.FirstSync, said))
	}
	if d.LastEventAt != nil {
		facts = append(facts, ui.FactOf(words.LastEvent, ui.Ago(*d.LastEventAt, state.Now())))
	}
	facts = append(facts, ui.FactOf(words.Connected, ui.Day(d.CreatedAt)))
	return ui.Card(words.ThisDirectory).Body(ui.Facts(facts...)).
		Foot(ui.Dim(ui.Text(accessSaid(d.Type))))
}

func (p *Page) next(d shared.Directory) app.UI {
	if d.SyncRun == nil || d.SyncRun.State != "running" {
		return nil
	}
	return ui.Card(words.WhenDone).Flush(ui.ChecksRuled(
		ui.CheckLine{State: ui.Off, Title: words.Say(words.RolesKnown), Detail: []app.UI{ui.Said(words.RolesFollow)}},
		ui.CheckLine{State: ui.Off, Title: words.Say(words.PeopleCanSignIn), Detail: []app.UI{ui.Said(words.FromBrought)}},
	))
}
