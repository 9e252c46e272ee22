package routes

import (
	"regexp"
	"testing"
)

func TestPatternsTakeOneCleanSegment(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"/people/directory_user_01": true, "/people/": false, "/people/a/b": false, "/people/a%22": false,
		"/people/<script>": false, "/people": false, "/peoplex/1": false,
	} {
		if got := matches("/people/{id}", path); got != want {
			t.Errorf("%q matches: %v, want %v", path, got, want)
		}
		if got := regexp.MustCompile("^" + expression("/people/{id}") + "$").MatchString(path); got != want {
			t.Errorf("%q in the browser: %v, want %v", path, got, want)
		}
	}
}

func TestEveryRouteMakesItsPage(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range All() {
		if seen[r.Pattern] {
			t.Errorf("%s stands twice", r.Pattern)
		}
		seen[r.Pattern] = true
		if r.New() == nil {
			t.Errorf("%s makes no page", r.Pattern)
		}
	}
}

func TestUnknownPathsHaveNoScreen(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", "//", "/nothing", "/gallery/", "/gallery/x"} {
		if _, found := Match(path); found {
			t.Errorf("%q has a screen", path)
		}
	}
}
