//go:build js && wasm

// Command app is MemberPulse in the browser, compiled to web/dist/app.wasm.
package main

import (
	"memberpulse/app/routes"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func main() {
	routes.Register()
	app.RunWhenOnBrowser()
}
