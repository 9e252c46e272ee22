// Package gallery shows every primitive in every state. It exists in the demonstration only, and is the page that the
// looks are checked on; its first part lets one try what moves.
package gallery

import (
	"memberpulse/app/shell"
	"memberpulse/app/ui"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

const name = "Northwind Health"

// Page is the screen.
type Page struct {
	app.Compo
	asking bool
	typed  string
	text   string
	on     bool
}

// New makes it.
func New() app.Composer { return &Page{} }

// Render draws it.
func (p *Page) Render() app.UI {
	return shell.Frame(shell.View{Title: "Primitives"}, func() []app.UI {
		return []app.UI{
			ui.PageHead("Primitives").Lead("Every primitive in every state. Pages are made of these and of nothing else."),
			ui.Card("Try it").Note("what moves, and what breaks").Body(p.trials()...),
			ui.If(p.asking, p.dialog),
			ui.Gallery(),
		}
	})
}

func (p *Page) trials() []app.UI {
	return []app.UI{ui.Stack(
		ui.Row(
			ui.Button("Open a dialog").ID("try-dialog").OnClick(func(app.Context) { p.asking, p.typed = true, "" }),
			ui.Button("Show a toast").ID("try-toast").OnClick(func(app.Context) {
				shell.NotifyAction(ui.ToneOK, "Rule 5 gives Client user.", "Undo", func(app.Context) { shell.Notify(ui.ToneRun, "Undone.") })
			}),
			ui.Button("Break a handler").ID("try-panic").DangerQuiet().OnClick(func(app.Context) { panic("broken on purpose") }),
			ui.Switch("On", p.on).OnChange(func(_ app.Context, on bool) { p.on = on }),
		),
		ui.Field("try-field", "Typed text").Value(p.text).Hint("Clear empties it, whatever was typed.").OnInput(func(_ app.Context, s string) { p.text = s }),
		ui.Row(ui.Button("Clear").ID("try-clear").Small().OnClick(func(app.Context) { p.text = "" }), ui.Dim(ui.Text(p.text))),
	)}
}

func (p *Page) dialog() app.UI {
	shut := func(app.Context) { p.asking = false }
	return ui.Dialog("try", "Disable sign-in through Okta").
		Body(
			ui.P(ui.B("1,284 people"), ui.Text(" can then sign in only by e-mail code.")),
			ui.TypeName("try-name", name, p.typed, func(_ app.Context, s string) { p.typed = s }),
		).
		Foot(
			ui.Button("Keep it").OnClick(shut),
			ui.Button("Disable sign-in").ID("try-disable").Danger().Disabled(p.typed != name).OnClick(func(ctx app.Context) {
				shut(ctx)
				shell.Notify(ui.ToneOK, "Nothing was disabled: this is the gallery.")
			}),
		).OnClose(shut)
}
