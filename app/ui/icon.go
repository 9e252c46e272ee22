package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Icons lists every symbol of web/icons/sprite.svg; a test in web holds the two together.
var Icons = []string{
	"activity", "arrow", "arrow-up", "audit", "bad", "bell", "book", "box", "calendar", "check", "clock", "close", "code",
	"copy", "directory", "down", "drag", "external", "eye", "flag", "gauge", "globe", "grid", "group", "help", "import", "inbox",
	"info", "key", "left", "link", "lock", "logout", "mail", "menu", "monitor", "more", "ok", "org", "pause", "people",
	"person", "plan", "play", "plug", "plus", "problem", "replay", "right", "run", "search", "shield", "skip", "sliders",
	"sort", "swap", "sync", "terminal", "theme", "trash", "undo", "updown", "upload", "wait", "warn",
}

// Icon draws one symbol of the sprite that the page's shell carries. It is always beside a word or inside a named control.
func Icon(name string) app.UI {
	return svg("svg", "icon", svg("use", "").Attr("href", "#i-"+name)).Attr("aria-hidden", "true")
}

// Brand is the mark and the name, linked to the start page.
func Brand(href string) app.UI {
	return el("a", "brand", Mark(),
		el("span", "", Text("Member"), el("span", "brand__second", Text("Pulse")))).Attr("href", SafeHref(href))
}

// Mark is the pulse that draws an M and ends in the live dot.
func Mark() app.UI { return mark("M1 15.5h3.5L8.5 4l4.5 9.5L17.5 4l4 11.5", "25.2", "15.2", "2") }

// LongMark is the mark as it arrives on a bare page; flat means that nothing is there.
func LongMark(flat bool) app.UI {
	if flat {
		return mark("M0 14.5h21", "25", "14.5", "1.75")
	}
	return mark("M0 14.5h4L8.5 4l4.5 9.5L17.5 4l4.2 10.5", "25", "14.5", "1.75")
}

func mark(path, x, y, r string) app.UI {
	return svg("svg", "brand__mark",
		svg("path", "").Attr("d", path),
		svg("circle", "brand__beat").Attr("cx", x).Attr("cy", y).Attr("r", r),
	).Attr("viewBox", "0 0 28 20").Attr("aria-hidden", "true")
}
