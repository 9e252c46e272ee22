package overview

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"memberpulse/shared"
)

func organizations(healths ...string) (out []shared.Organization) {
	for _, h := range healths { // a:ok is organization a, in step
		out = append(out, shared.Organization{ID: h[:1], Health: shared.Health(h[2:])})
	}
	return out
}

func ids(o shared.PlatformOverview) string {
	out := ""
	for _, org := range o.Organizations {
		out += org.ID
	}
	return out
}

func page(after string, states map[shared.Health]int, healths ...string) shared.PlatformOverview {
	o := shared.PlatformOverview{Organizations: organizations(healths...), States: states}
	for _, n := range states {
		o.Total += n
	}
	if after != "" {
		o.ListMetadata.After = &after
	}
	return o
}

func TestFurtherOrganizationsStandUnderThoseThatAreShown(t *testing.T) {
	t.Parallel()
	o := extended(page("b", nil, "a:bad", "b:ok"), page("d", nil, "b:ok", "c:ok", "d:ok"))
	if ids(o) != "abcd" || cursorOf(o) != "d" {
		t.Errorf("%s, and more after %q", ids(o), cursorOf(o))
	}
	if o = extended(o, page("", nil, "e:off")); ids(o) != "abcde" || cursorOf(o) != "" {
		t.Errorf("%s, and more after %q", ids(o), cursorOf(o))
	}
}

func TestALiveFrameKeepsWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	states := map[shared.Health]int{shared.HealthBad: 1, shared.HealthOK: 3}
	for _, c := range []struct {
		name, chosen, want, after string
		o, frame                  shared.PlatformOverview
		whole                     bool
	}{
		{"the first page is the frame's", "", "ba", "a", page("b", states, "a:ok", "b:ok"), page("a", states, "b:bad", "a:ok"), true},
		{"what More brought stays under it", "", "cabd", "d", page("d", states, "a:ok", "b:ok", "c:ok", "d:ok"), page("a", states, "c:bad", "a:ok"), true},
		{"of one word, those of the frame step in", "ok", "bc", "c", page("c", states, "b:ok", "c:ok"), page("x", states, "a:bad", "b:ok"), true},
		{"one that is of another word now leaves", "ok", "c", "c", page("c", states, "b:ok", "c:ok"), page("x", states, "b:bad", "a:ok"), false},
		{
			"one more of the word is asked for", "ok", "bc", "c", page("c", states, "b:ok", "c:ok"),
			page("x", map[shared.Health]int{shared.HealthOK: 4}, "a:ok"), false,
		},
	} {
		now, whole := stepped(c.o, c.frame, shared.Health(c.chosen))
		if ids(now) != c.want || cursorOf(now) != c.after || whole != c.whole {
			t.Errorf("%s: %s after %q, whole %v; want %s after %q", c.name, ids(now), cursorOf(now), whole, c.want, c.after)
		}
		if diff := cmp.Diff(c.frame.States, now.States); diff != "" {
			t.Errorf("%s: figures are not the frame's: %s", c.name, diff)
		}
	}
}

func TestOrganizationsAreCountedByHowTheyStand(t *testing.T) {
	t.Parallel()
	if got := healthSaid(map[shared.Health]int{shared.HealthOK: 482, shared.HealthSyncing: 2, shared.HealthBad: 5}); got != "5 down, 2 syncing, 482 in step" {
		t.Errorf("got %q", got)
	}
	if got := healthSaid(nil); got != "" {
		t.Errorf("got %q", got)
	}
}
