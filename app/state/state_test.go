package state

import (
	"context"
	"errors"
	"net/url"
	"testing"

	"memberpulse/shared"
)

func TestALateAnswerNeverOverwritesANewerOne(t *testing.T) {
	t.Parallel()
	var l Load[string]
	l.stop()
	first := l.turn
	l.stop()
	second := l.turn
	if !l.Settle(second, "new", nil) || l.Settle(first, "old", nil) {
		t.Fatal("the stale answer was taken")
	}
	if v, ok := l.Value(); !ok || v != "new" {
		t.Errorf("value %q %v", v, ok)
	}
}

func TestAFailedRefreshKeepsWhatWasShown(t *testing.T) {
	t.Parallel()
	var l Load[string]
	if !l.Waiting() {
		t.Error("nothing was asked for, yet nothing waits")
	}
	l.Settle(l.turn, "shown", nil)
	refused := &shared.Problem{Title: "Not now", Status: 503, Code: "busy"}
	l.Settle(l.turn, "", refused)
	if v, ok := l.Value(); !ok || v != "shown" || l.Broken() || l.Phase() != Failed || !Is(l.Err(), "busy") {
		t.Errorf("value %q %v, phase %v, err %v", v, ok, l.Phase(), l.Err())
	}
	l.Reset()
	if l.Waiting() != true || l.Err() != nil {
		t.Error("a reset keeps something")
	}
}

func TestAGivenUpRequestIsNoFailure(t *testing.T) {
	t.Parallel()
	var l Load[int]
	if l.Settle(l.turn, 0, context.Canceled) || l.Phase() == Failed {
		t.Error("giving up counts as a failure")
	}
}

func TestABrokenFetchIsAnErrorAndNoPanic(t *testing.T) {
	t.Parallel()
	_, err := guarded(t.Context(), func(context.Context) (int, error) { panic("broken") })
	if !errors.Is(err, errPanicked) {
		t.Errorf("err: %v", err)
	}
	if p := Problem(err); p.Code != "no_answer" || p.Action == "" {
		t.Errorf("problem: %+v", p)
	}
}

func TestEveryChangeOfAFilterIsAnAddress(t *testing.T) {
	t.Parallel()
	u, err := url.Parse("/activity?outcome=dead&q=ann&after=event_9&organization_id=org_1")
	if err != nil {
		t.Fatal(err)
	}
	q := ParseQuery(u)
	cursor := "event_5"
	for name, c := range map[string]struct{ got, want string }{
		"a filter starts at the first page": {q.With("outcome", "held"), "/activity?organization_id=org_1&outcome=held&q=ann"},
		"an empty one is dropped":           {q.With("q", ""), "/activity?organization_id=org_1&outcome=dead"},
		"the next page keeps the filters":   {q.Page("after", &cursor), "/activity?after=event_5&organization_id=org_1&outcome=dead&q=ann"},
		"no cursor, no page":                {q.Page("after", nil), ""},
		"clearing keeps the organization":   {q.Without("outcome", "q"), "/activity?organization_id=org_1"},
		"links stay in the organization":    {q.Link("/people"), "/people?organization_id=org_1"},
		"also with a query of their own":    {q.Link("/people?role=x"), "/people?role=x&organization_id=org_1"},
		"platform links do not":             {q.LinkTo("/admin/events"), "/admin/events"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
	if q.Get("outcome") != "dead" {
		t.Error("making addresses changed the query")
	}
	people := &url.URL{Path: "/people/dm_1/why"}
	if ParseQuery(people).Segment(1) != "dm_1" || ParseQuery(people).Segment(7) != "" {
		t.Error("segments")
	}
}
