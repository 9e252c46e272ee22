// Package gallery shows every primitive in every state. It exists in the demonstration only, and is the page that the
// looks are checked on.
package gallery

import (
	"memberpulse/app/shell"
	"memberpulse/app/ui"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Page is the screen.
type Page struct{ app.Compo }

// New makes it.
func New() app.Composer { return &Page{} }

// Render draws it.
func (p *Page) Render() app.UI {
	return shell.Frame(shell.View{Title: "Primitives"}, func() []app.UI {
		return []app.UI{
			ui.PageHead("Primitives").Lead("Every primitive in every state. Pages are made of these and of nothing else."),
			ui.Gallery(),
		}
	})
}
