package part

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
)

// TicksKey says what the hues of ticks mean.
func TicksKey() app.UI {
	return ui.Key(ui.Swatch(words.TickApplied, ui.Plain), ui.Swatch(words.TickWaits, ui.ToneWarn), ui.Swatch(words.TickBroke, ui.ToneBad))
}
