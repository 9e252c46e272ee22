package signin

import (
	"context"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/part"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

func (p *List) connection() app.UI {
	list, there := p.connections.Value()
	if !there || len(list.Data) == 0 {
		return nil
	}
	items := make([]ui.Item, len(list.Data))
	for i, c := range list.Data {
		items[i] = ui.Item{
			Mark: ui.Icon("key"), Title: []app.UI{ui.Text(c.Name)},
			Note: []app.UI{ui.Said(words.Both, part.ConnectionType(c.ConnectionType), c.State)},
			End: []app.UI{ui.Switch(words.Say(words.MaySignIn), c.Enabled).Disabled(p.saving).OnChange(func(ctx app.Context, on bool) {
				p.ask(ctx, moveOf(list.Data, c.ID, on))
			})},
		}
	}
	kids := []app.UI{}
	if p.fault != nil {
		kids = append(kids, state.FailedBanner(p.fault, func(ctx app.Context) { p.make(p.connections.Home(ctx), p.failed) }))
	}
	return ui.Card(words.Connections).Note(words.Say(words.ConnectionsNote)).Flush(append(kids, ui.List(items...))...)
}

// ask says first what a move takes away, if it does; else it is made at once.
func (p *List) ask(ctx app.Context, m move) {
	p.fault = nil
	if !m.takes() {
		p.make(ctx, m)
		return
	}
	p.asking = &m
	scope := p.query.Scope()
	p.people.Run(p.connections.Home(ctx), func(c context.Context) (shared.Overview, error) { return api.Server().Overview(c, scope) })
}

func (p *List) dialog() app.UI {
	if p.asking == nil {
		return nil
	}
	m := *p.asking
	shut := func(app.Context) { p.asking = nil }
	yes := ui.Button(m.verb()).ID("move-connection").OnClick(func(ctx app.Context) {
		shut(ctx)
		p.make(p.connections.Home(ctx), m)
	})
	if m.on {
		yes.Primary()
	} else {
		yes.Danger()
	}
	return ui.Dialog("move", m.question()).
		Body(p.effect(), ui.P(ui.Text(m.effect())), ui.P(ui.Said(words.SessionsStay))).
		Foot(ui.Button(words.Say(words.KeepAsIs)).OnClick(shut), yes).OnClose(shut)
}

// effect counts whom it meets; without an answer the words must do.
func (p *List) effect() app.UI {
	o, there := p.people.Value()
	switch {
	case p.people.Broken():
		return nil
	case !there:
		return ui.BonesOf(2)
	}
	return ui.DialogEffect(
		ui.F(words.PeopleHere, words.Count(o.Counts.Members)), ui.F(words.SignInsOfDay, words.Count(o.Today.SignIns)))
}

// make tells the server, and offers the way back.
func (p *List) make(ctx app.Context, m move) {
	p.saving, p.fault = true, nil
	ctx.Async(func() {
		_, err := api.Server().PatchConnection(context.WithoutCancel(ctx), m.id, shared.ConnectionPatch{Enabled: &m.on})
		ctx.Dispatch(func(ctx app.Context) {
			p.saving, p.fault, p.failed = false, err, m
			if err == nil {
				shell.NotifyAction(ui.ToneOK, m.done(), words.Say(words.Undo), func(app.Context) { p.make(p.connections.Home(ctx), m.back()) })
			}
			p.readConnections(ctx)
		})
	})
}
