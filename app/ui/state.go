package ui

import (
	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Empty says what this place is for and offers the first step.
func Empty(title, why string, actions ...app.UI) app.UI {
	return state(title, why, actions,
		svg("path", "").Attr("d", "M2 22h116"),
		svg("circle", "is-dot").Attr("cx", "124").Attr("cy", "22").Attr("r", "2.5"))
}

// NoMatch names the filters that leave nothing, and offers to clear them.
func NoMatch(title, filters, clearHref string) app.UI {
	return state(title, filters, []app.UI{Button(words.Say(words.ClearFilters)).Href(clearHref)},
		svg("path", "").Attr("d", "M2 22h140").Attr("stroke-dasharray", "2 5"))
}

// FailedState says what could not be read, what is safe, and offers to try again.
func FailedState(title, why string, again func(app.Context)) app.UI {
	var actions []app.UI
	if again != nil {
		actions = append(actions, Button(words.Say(words.TryAgain)).Icon("replay").OnClick(again))
	}
	return state(title, why, actions,
		svg("path", "").Attr("d", "M2 22h48"),
		svg("path", "is-bad").Attr("d", "M60 16l8 12M68 16l-8 12"),
		svg("path", "").Attr("d", "M78 22h64").Attr("stroke-dasharray", "2 5"))
}

// Locked says which role opens this, which one the reader has, and whom to ask.
func Locked(title, why string, actions ...app.UI) app.UI {
	return state(title, why, actions,
		svg("path", "").Attr("d", "M2 22h54M88 22h54"),
		svg("path", "is-mark").Attr("d", "M64 19h16v11H64zM67 19v-4a5 5 0 0 1 10 0v4"))
}

// Broken stands where a part of the page could not be drawn.
func Broken() app.UI {
	return FailedState(words.Say(words.Broken), words.Say(words.BrokenWords), nil)
}

func state(title, why string, actions []app.UI, line ...app.UI) app.UI {
	kids := []app.UI{
		svg("svg", "state__line", line...).Attr("viewBox", "0 0 144 32").Attr("aria-hidden", "true"),
		el("p", "state__title", Text(title)),
		el("p", "state__words", Text(why)),
	}
	if len(actions) > 0 {
		kids = append(kids, el("div", "state__actions", actions...))
	}
	return el("div", "state", kids...)
}

// Bone is one grey bar in the shape of what comes; width is 25, 40, 60 or 80 percent, or 0 for a short one.
func Bone(width int) app.UI {
	switch width {
	case 25:
		return el("span", "skeleton skeleton--25")
	case 40:
		return el("span", "skeleton skeleton--40")
	case 60:
		return el("span", "skeleton skeleton--60")
	case 80:
		return el("span", "skeleton skeleton--80")
	}
	return el("span", "skeleton skeleton--w64")
}

// BonesOf is a card-sized block of bars while something loads.
func BonesOf(lines int) app.UI {
	widths := []int{60, 80, 40, 60, 25}
	kids := make([]app.UI, 0, lines)
	for i := range lines {
		kids = append(kids, Bone(widths[i%len(widths)]))
	}
	return el("div", "stack", kids...).Attr("aria-hidden", "true")
}
