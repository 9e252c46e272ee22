package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Form is rows of a form, sent by its submit button or by Enter.
func Form(label string, submit func(app.Context), rows ...app.UI) app.UI {
	return &form{Label: label, Submit: submit, Kids: flat(rows)}
}

type form struct {
	app.Compo
	Label  string
	Submit func(app.Context)
	Kids   []app.UI
}

func (f *form) Render() app.UI {
	return el("form", "form", f.Kids...).Attr("aria-label", f.Label).Attr("novalidate", "true").
		OnSubmit(handle("form "+f.Label, func(ctx app.Context, e app.Event) {
			e.PreventDefault()
			if f.Submit != nil {
				f.Submit(ctx)
			}
		}))
}
