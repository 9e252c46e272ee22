// Package routes is the one table of screens: which path has which page. The browser registers it, and the server
// imports it natively to answer unknown paths with a real 404, so vet, lint and tests see every page.
//
// A page family adds one line per screen to table. A pattern's {id} takes one segment of A-Z a-z 0-9 _ . - only.
package routes

import (
	"regexp"
	"strings"

	"memberpulse/app/page/activity"
	"memberpulse/app/page/directory"
	"memberpulse/app/page/event"
	"memberpulse/app/page/gallery"
	"memberpulse/app/page/notfound"
	"memberpulse/app/page/overview"
	"memberpulse/app/page/people"
	"memberpulse/app/page/profile"
	"memberpulse/app/page/settings"
	"memberpulse/app/page/signin"
	"memberpulse/app/shell"
	"memberpulse/shared"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Route is one screen.
type Route struct {
	Pattern string
	New     func() app.Composer
	Demo    bool // only where the server runs the demonstration
}

var table = []Route{
	{Pattern: shared.PathOverview, New: screen[overview.Client]},
	{Pattern: shared.PathDirectory, New: screen[directory.Page]},
	{Pattern: shared.PathPeople, New: screen[people.List]},
	{Pattern: shared.PathPeople + "/{id}", New: screen[people.Person]},
	{Pattern: shared.PathGroups, New: screen[people.Groups]},
	{Pattern: shared.PathActivity, New: screen[activity.Page]},
	{Pattern: "/events/{id}", New: screen[event.Page]},
	{Pattern: shared.PathAttempts, New: screen[signin.List]},
	{Pattern: shared.PathAttempts + "/{id}", New: screen[signin.Attempt]},
	{Pattern: shared.PathMe, New: screen[profile.Page]},
	{Pattern: shared.PathPlatform, New: screen[overview.Platform]},
	{Pattern: shared.PathEvents, New: screen[event.List]},
	{Pattern: shared.PathWorkOSSettings, New: screen[settings.WorkOS]},
	{Pattern: shared.PathGallery, New: gallery.New, Demo: true},
}

// screen makes a page of a type: go-app wants a new one each time.
func screen[T any, P interface {
	*T
	app.Composer
}]() app.Composer {
	return P(new(T))
}

// All are the screens.
func All() []Route { return table }

// Match finds the screen of a path.
func Match(path string) (Route, bool) {
	for _, r := range table {
		if matches(r.Pattern, path) {
			return r, true
		}
	}
	return Route{}, false
}

// Register tells go-app of every screen; any other path shows that nothing is there.
func Register() {
	shell.Exists = func(path string) bool {
		_, found := Match(path)
		return found
	}
	for _, r := range table {
		if strings.Contains(r.Pattern, "{") {
			app.RouteWithRegexp("^"+expression(r.Pattern)+"$", r.New)
		} else {
			app.Route(r.Pattern, r.New)
		}
	}
	app.RouteWithRegexp("^.*$", notfound.New)
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// expression is a pattern as go-app wants it.
func expression(pattern string) string {
	out, rest := "", pattern
	for _, at := range placeholder.FindAllString(pattern, -1) {
		before, after, _ := strings.Cut(rest, at)
		out += regexp.QuoteMeta(before) + "[A-Za-z0-9_.-]+"
		rest = after
	}
	return out + regexp.QuoteMeta(rest)
}

func matches(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i, w := range want {
		if strings.HasPrefix(w, "{") {
			if !segment(got[i]) {
				return false
			}
			continue
		}
		if w != got[i] {
			return false
		}
	}
	return true
}

func segment(s string) bool {
	for _, r := range s {
		plain := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.'
		if !plain {
			return false
		}
	}
	return s != "" && s != "." && s != ".."
}
