package event_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"memberpulse/server/event"
	"memberpulse/server/live"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/workos"
	"memberpulse/shared"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// ear hears what instances tell each other of open screens.
type ear struct{ conn, mouth *pgx.Conn }

func listen(t *testing.T, b *bundle) *ear {
	t.Helper()
	e := &ear{pgtest.Owner(t, b.dsn), pgtest.Owner(t, b.dsn)}
	if _, err := e.conn.Exec(t.Context(), "LISTEN "+live.Channel); err != nil {
		t.Fatal(err)
	}
	return e
}

// platform is who was told, since it was asked last, that the platform's screens changed: "platform", or "everybody".
func (e *ear) platform(t *testing.T) (told []string) {
	t.Helper()
	if _, err := e.mouth.Exec(t.Context(), `SELECT pg_notify($1, 'over')`, live.Channel); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		n, err := e.conn.WaitForNotification(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if n.Payload == "over" {
			return told
		}
		var note struct {
			Organization string         `json:"o"`
			Everywhere   bool           `json:"a"`
			Topics       []shared.Topic `json:"t"`
		}
		if err := json.Unmarshal([]byte(n.Payload), &note); err != nil {
			t.Fatal(err)
		}
		both := slices.Contains(note.Topics, shared.TopicOverview) && slices.Contains(note.Topics, shared.TopicHealth)
		switch {
		case note.Everywhere && both:
			told = append(told, "everybody")
		case note.Organization == "" && both:
			told = append(told, "platform")
		}
	}
}

func TestEventsOfNoOrganizationAreToldToTheOperatorsScreens(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"that cannot be read":        `no JSON`,
		"of a parent nobody knows":   inDirectory("directory_9", "org_9", user("event_1", "dsync.user.created", "directory_user_1")),
		"of two organizations":       `{"id":"event_1","event":"dsync.user.created","data":{"id":"directory_user_1","directory_id":"directory_1","organization_id":"org_9"}}`,
		"of a type nobody acts upon": `{"id":"event_1","event":"vault.opened","data":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t).start(t)
			e := listen(t, b)
			b.mustDeliver(t, body)
			b.idle(t)
			if diff := cmp.Diff([]string{"platform"}, e.platform(t)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestScreensAreToldHowThePollFares(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	e := listen(t, b)
	var failure error
	p := event.NewPoller(b.engine, func(context.Context, workos.EventQuery) (workos.Page[workos.Event], error) {
		return workos.Page[workos.Event]{}, failure
	}, nil)
	for _, step := range []struct {
		when  string
		fails bool
		want  []string
	}{
		{"the first poll", false, []string{"everybody"}},
		{"one that moves on", false, []string{"platform"}},
		{"one that fails", true, []string{"everybody"}},
		{"one that still fails", true, []string{"platform"}},
		{"one that works again", false, []string{"everybody"}},
	} {
		b.advance(time.Minute)
		if failure = nil; step.fails {
			failure = errors.New("it does not answer")
		}
		if _, err := p.Poll(t.Context()); (err != nil) != step.fails {
			t.Fatalf("%s: %v", step.when, err)
		}
		if diff := cmp.Diff(step.want, e.platform(t)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.when, diff)
		}
	}
}

func TestAnInstanceThatStopsWhileItPollsLeavesNoFault(t *testing.T) {
	t.Parallel()
	b := setup(t).start(t)
	ctx, stop := context.WithCancel(t.Context())
	p := event.NewPoller(b.engine, func(ctx context.Context, _ workos.EventQuery) (workos.Page[workos.Event], error) {
		stop()
		return workos.Page[workos.Event]{}, ctx.Err()
	}, nil)
	if _, err := p.Poll(ctx); err == nil {
		t.Error("a poll that was broken off says nothing")
	}
	if n := b.count(t, `SELECT count(*) FROM event_cursors WHERE error <> ''`); n != 0 {
		t.Error("the next instance shows that WorkOS could not be read")
	}
}
