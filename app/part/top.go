package part

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// AtTop reports whether the page is at its very top: further down, nothing is put before what is read.
func AtTop() bool { return app.IsServer || app.Window().Get("scrollY").Int() <= 0 }
