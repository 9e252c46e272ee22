package shell

import (
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// themeKey is where the browser remembers the theme: light or dark, or nothing for the system's. The site's script reads
// it before the first paint, and follows what another tab chose.
const themeKey = "mp-theme"

func themeMenu() app.UI {
	chosen := theme()
	item := func(label words.Key, theme string) ui.MenuItem {
		return ui.MenuItem{Label: words.Say(label), Choice: true, Chosen: theme == chosen, Click: func(app.Context) { setTheme(theme) }}
	}
	return ui.Menu("theme", words.Say(words.SwitchTheme), func() []app.UI { return []app.UI{ui.Icon("theme")} },
		item(words.ThemeOfSystem, ""), item(words.Light, "light"), item(words.Dark, "dark"))
}

// theme is the one that was chosen; "" is the system's.
func theme() string {
	if app.IsServer {
		return ""
	}
	if chosen := root().Get("dataset").Get("theme"); chosen.Truthy() {
		return chosen.String()
	}
	return ""
}

func setTheme(theme string) {
	ui.Safely("remember the theme", func() {
		storage := app.Window().Get("localStorage")
		if theme == "" {
			root().Call("removeAttribute", "data-theme")
			storage.Call("removeItem", themeKey)
			return
		}
		root().Get("dataset").Set("theme", theme)
		storage.Call("setItem", themeKey, theme)
	})
}

func root() app.Value { return app.Window().Get("document").Get("documentElement") }
