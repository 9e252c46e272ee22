package profile

import (
	"context"
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/part"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

const thisSession = "this-session"

func (p *Page) openSessions() app.UI {
	card := ui.Card(words.OpenSessions)
	list, there := p.sessions.Value()
	switch {
	case p.sessions.Broken():
		return card.Body(state.FailedState(p.sessions.Err(), p.read))
	case !there:
		return card.Body(ui.BonesOf(3))
	}
	var kids []app.UI
	if p.fault != nil {
		kids = append(kids, state.FailedBanner(p.fault))
	}
	items := make([]ui.Item, 0, len(list.Data))
	for _, s := range list.Data {
		items = append(items, p.item(s))
	}
	if len(othersOf(list.Data)) > 1 {
		card.End(ui.Button(words.Say(words.EndAllOthers)).Small().DangerQuiet().Busy(p.saving, words.Say(words.Ending)).
			OnClick(func(app.Context) { p.asking = true }))
	}
	return card.Note(words.Plural(len(list.Data), words.Session)).Flush(append(kids, ui.List(items...))...)
}

func (p *Page) item(s shared.Session) ui.Item {
	now := state.Now()
	item := ui.Item{
		Mark:  ui.Icon("monitor"),
		Title: []app.UI{ui.Text(part.Browser(s.UserAgent))},
		Note: ui.Sentence(words.SessionIs, ui.Text(part.MethodName(s.Method)), ui.Text(s.IP), ui.DayClock(s.CreatedAt, now),
			ui.Ago(s.SeenAt, now), ui.Ago(s.ExpiresAt, now)),
	}
	if s.Current {
		item.End = []app.UI{ui.Spot(thisSession, ui.Badge(words.Say(words.ThisOne), ui.ToneRun))}
		return item
	}
	item.End = []app.UI{ui.Button(words.Say(words.EndIt)).ID(buttonOf(s.ID)).Small().Busy(p.ending == s.ID, words.Say(words.Ending)).
		OnClick(func(ctx app.Context) { p.end(ctx, s.ID) })}
	return item
}

func (p *Page) end(ctx app.Context, id string) {
	ctx = p.sessions.Home(ctx) // the button may be gone before the answer comes
	p.ending, p.fault = id, nil
	list, _ := p.sessions.Value()
	next := nextOf(list.Data, id)
	ctx.Async(func() {
		err := api.Server().EndSession(context.WithoutCancel(ctx), id)
		ctx.Dispatch(func(ctx app.Context) {
			p.ending, p.fault = "", err
			if err == nil {
				p.without(shared.Session{ID: id})
				shell.Notify(ui.ToneOK, words.Say(words.SessionEnded))
				shell.Focus(ctx, next)
			}
			p.read(ctx)
		})
	})
}

// endOthers ends all sessions but this one, and tells how many those were.
func (p *Page) endOthers(ctx app.Context) {
	ctx = p.sessions.Home(ctx)
	list, _ := p.sessions.Value()
	others := othersOf(list.Data)
	p.asking, p.saving, p.fault = false, true, nil
	ctx.Async(func() {
		ended, err := 0, error(nil)
		for _, s := range others {
			if err = api.Server().EndSession(context.WithoutCancel(ctx), s.ID); err != nil && state.Status(err) != 404 {
				break
			}
			ended, err = ended+1, nil // one that is not there has ended by itself
		}
		ctx.Dispatch(func(ctx app.Context) {
			p.saving, p.fault = false, err
			p.without(others[:ended]...)
			if ended > 0 {
				shell.Notify(ui.ToneOK, words.Say(words.SoManyEnded, words.Plural(ended, words.Session)))
			}
			shell.Focus(ctx, thisSession)
			p.read(ctx)
		})
	})
}

// without takes sessions off the list that is shown, ahead of the list that is read anew: what gets the keyboard stays.
func (p *Page) without(ended ...shared.Session) {
	p.sessions.Edit(func(list *shared.List[shared.Session]) {
		list.Data = slices.DeleteFunc(slices.Clone(list.Data), func(s shared.Session) bool {
			return slices.ContainsFunc(ended, func(e shared.Session) bool { return e.ID == s.ID })
		})
	})
}

// dialog asks once before all other sessions end.
func (p *Page) dialog() app.UI {
	if !p.asking {
		return nil
	}
	list, _ := p.sessions.Value()
	shut := func(app.Context) { p.asking = false }
	return ui.Dialog("end-others", words.Say(words.EndOthersQuestion, words.Plural(len(othersOf(list.Data)), words.Session))).
		Body(ui.P(ui.Said(words.EndOthersMeans))).
		Foot(ui.Button(words.Say(words.KeepAsIs)).OnClick(shut), ui.Button(words.Say(words.EndAllOthers)).Danger().ID("end-all").OnClick(p.endOthers)).
		OnClose(shut)
}

// othersOf are the sessions that are not this one.
func othersOf(sessions []shared.Session) []shared.Session {
	return slices.DeleteFunc(slices.Clone(sessions), func(s shared.Session) bool { return s.Current })
}

func buttonOf(id string) string { return "end-" + id }

// nextOf is where the keyboard goes once a session is off the list: to the next one that can be ended, else to the one
// before, else to this one.
func nextOf(sessions []shared.Session, gone string) string {
	others := othersOf(sessions)
	at := slices.IndexFunc(others, func(s shared.Session) bool { return s.ID == gone })
	switch {
	case at >= 0 && at+1 < len(others):
		return buttonOf(others[at+1].ID)
	case at > 0:
		return buttonOf(others[at-1].ID)
	}
	return thisSession
}
