package live

import (
	"testing"
	"time"

	"memberpulse/shared"

	"github.com/google/go-cmp/cmp"
)

func TestAddressCarriesEveryTopicOnce(t *testing.T) {
	t.Parallel()
	w := want{organization: "org_1", topics: []shared.Topic{"progress", "log", "log"}}
	if got := w.address(); got != "/api/live?organization_id=org_1&topics=log%2Cprogress" {
		t.Errorf("address: %s", got)
	}
	if got := (want{}).address(); got != "" {
		t.Errorf("without topics there is no stream, got %q", got)
	}
	got := topicsOf(w.address())
	if len(got) != 3 || got[0] != shared.TopicResync || got[1] != "log" || got[2] != "progress" {
		t.Errorf("topics: %v", got)
	}
}

func TestBackoffGrowsToHalfAMinute(t *testing.T) {
	t.Parallel()
	for n, want := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 30 * time.Second, 30 * time.Second} {
		if got := backoff(n); got != want {
			t.Errorf("try %d waits %v, want %v", n, got, want)
		}
	}
}

func TestFramesGoToThoseWhoListenAndResyncToAll(t *testing.T) {
	t.Parallel()
	var log, progress []shared.Topic
	s := &stream{}
	s.subs = []*Subscription{
		{topics: []shared.Topic{shared.TopicLog}, deliver: func(f Frame) { log = append(log, f.Topic) }},
		{topics: []shared.Topic{shared.TopicProgress}, deliver: func(f Frame) { progress = append(progress, f.Topic) }},
	}
	s.hand(Frame{Topic: shared.TopicLog})
	s.hand(Frame{Topic: shared.TopicResync})
	if len(log) != 2 || len(progress) != 1 || progress[0] != shared.TopicResync {
		t.Errorf("log %v, progress %v", log, progress)
	}
}

func TestListenersShareOneStreamOfTheScopedOrganization(t *testing.T) {
	t.Parallel()
	s := &stream{subs: []*Subscription{
		{topics: []shared.Topic{shared.TopicLog}},
		{topics: []shared.Topic{shared.TopicCounts}, organization: "org_9"},
	}}
	if got := s.wanted().address(); got != "/api/live?organization_id=org_9&topics=counts%2Clog%2Csession_ended" {
		t.Errorf("address: %s", got)
	}
}

func TestAListenerOfRowsReadsAgainOnceItsStreamIsOpen(t *testing.T) {
	t.Parallel()
	var got []string
	listener := func(name string, topic shared.Topic) *Subscription {
		return &Subscription{topics: []shared.Topic{topic}, joining: true, deliver: func(f Frame) { got = append(got, name+" "+string(f.Data)) }}
	}
	s := &stream{subs: []*Subscription{listener("rows", shared.TopicLog), listener("state", shared.TopicCounts)}}
	c := &connection{}
	s.conn = c
	s.opened(c)
	s.opened(c)
	if diff := cmp.Diff([]string{`rows {"reason":"joined"}`}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAfterALossEverybodyReadsAgainOnce(t *testing.T) {
	t.Parallel()
	n := 0
	s := &stream{lost: true, subs: []*Subscription{{topics: []shared.Topic{shared.TopicLog}, joining: true, deliver: func(Frame) { n++ }}}}
	c := &connection{}
	s.conn = c
	s.opened(c)
	s.opened(c)
	if n != 1 {
		t.Errorf("told %d times", n)
	}
}
