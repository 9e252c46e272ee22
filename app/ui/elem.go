package ui

import (
	"slices"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

const svgSpace = "http://www.w3.org/2000/svg"

// el builds an element. Every primitive is made of it, so classes never come from a page.
func el(tag, class string, kids ...app.UI) app.HTMLElem {
	e := app.Elem(tag)
	if class != "" {
		e.Class(class)
	}
	return e.Body(flat(kids)...)
}

// svg builds an element of the SVG namespace.
func svg(tag, class string, kids ...app.UI) app.HTMLElem {
	return el(tag, class, kids...).XMLNS(svgSpace)
}

// flat drops what is nil and opens conditions and ranges, in a slice of its own: go-app filters the slice that it is
// given in place, which would lose children of a component that renders the same slice twice.
func flat(kids []app.UI) []app.UI { return app.FilterUIElems(slices.Clone(kids)...) }

// classes joins the class names that are not empty.
func classes(names ...string) string {
	return strings.Join(slices.DeleteFunc(names, func(n string) bool { return n == "" }), " ")
}

// when gives the value only if the condition holds.
func when(condition bool, value string) string {
	if condition {
		return value
	}
	return ""
}

// attr sets an attribute if it has a value.
func attr(e app.HTMLElem, name, value string) app.HTMLElem {
	if value != "" {
		e.Attr(name, value)
	}
	return e
}

// OnPanic tells the shell that a handler or a region broke. The shell sets it; until then a panic is only logged.
var OnPanic = func(where string, cause any) {}

// Safely runs f and reports a panic instead of letting it end the program: in WebAssembly one panic stops every button.
func Safely(where string, f func()) {
	defer func() {
		if cause := recover(); cause != nil {
			app.Logf("%s broke: %v", where, cause)
			OnPanic(where, cause)
		}
	}()
	f()
}

// Region renders a part of a page; if that part panics, it is replaced by a notice and the rest stays alive.
func Region(render func() app.UI) (out app.UI) {
	defer func() {
		if cause := recover(); cause != nil {
			app.Logf("a region broke: %v", cause)
			out = Broken()
		}
	}()
	return render()
}

// handle guards a handler that reads its component at the time of the event, so it may keep its place in the DOM.
func handle(where string, f func(app.Context, app.Event)) app.EventHandler {
	return func(ctx app.Context, e app.Event) { Safely(where, func() { f(ctx, e) }) }
}

// SafeHref lets through addresses of this site, https and http, and mail; anything else (javascript:, data:) becomes "#".
func SafeHref(href string) string {
	trimmed := strings.TrimSpace(href)
	lower := strings.ToLower(trimmed)
	switch {
	case strings.HasPrefix(trimmed, "//"), strings.ContainsAny(trimmed, "\\\t\r\n"): // browsers drop tabs and line breaks, and turn backslashes
		return "#"
	case strings.HasPrefix(trimmed, "/"), strings.HasPrefix(trimmed, "#"), strings.HasPrefix(trimmed, "?"),
		strings.HasPrefix(lower, "https://"), strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "mailto:"):
		return trimmed
	}
	return "#"
}
