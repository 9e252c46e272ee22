// Package notfound is what stands where no screen is. It says the same for a wrong address and for a thing of another
// organization, so that no one can find out which exists.
package notfound

import (
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Page is the screen.
type Page struct {
	app.Compo
	path string
}

// New makes it.
func New() app.Composer { return &Page{} }

// OnNav hears which address was asked for.
func (p *Page) OnNav(ctx app.Context) { p.path = state.QueryOf(ctx).Path() }

// Render draws it.
func (p *Page) Render() app.UI {
	return shell.Frame(shell.View{Title: words.Say(words.NotFoundTitle)}, func() []app.UI {
		return []app.UI{ui.Card("").Body(
			ui.Empty(words.Say(words.NotFound), words.Say(words.NotFoundWhy),
				ui.Button(words.Say(words.GoToOverview)).Primary().Href("/"), ui.Button(words.Say(words.SearchPeople)).Href(shared.PathPeople)),
			ui.Facts(ui.FactOf(words.AskedFor, ui.Copy(p.path, words.Say(words.TheAddress)).Inline())),
		)}
	})
}
