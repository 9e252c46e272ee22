package live_test

import (
	"context"
	"testing"
	"time"

	"memberpulse/server/live"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// Attack: a session is ended between the request's check and the moment when its stream hears of endings.
func TestAttack_ASessionThatEndsOnTheWayInShowsNothing(t *testing.T) {
	t.Parallel()
	db := database(t)
	hub := live.New(live.Config{
		DB: db, Heartbeat: time.Hour, Rows: []shared.Topic{shared.TopicLog}, Now: time.Now,
		Grants: func(context.Context, []live.Session) (map[string]string, error) { return nil, nil }, //nolint:nilnil // no session holds
	})
	err := db.InOrganization(t.Context(), org, func(ctx context.Context, tx bun.Tx) error {
		return live.Rows(ctx, tx, org, shared.TopicLog, []row{{N: 1}})
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: db, hub: hub}
	h.url = serve(t, hub, live.Viewer{OrganizationID: org, Owner: "x", Session: live.Session{OrganizationID: org, ID: "session_1"}, Topics: []shared.Topic{shared.TopicLog}})
	c := h.watch("", "last_event_id=0")
	if e := c.next(); e.Name != "session_ended" {
		t.Errorf("the first event is %+v", e)
	}
}

// Attack: text that would end a line or begin a field of the stream, in rows and in the reason of an end.
func TestAttack_NoTextBecomesAFieldOfTheStream(t *testing.T) {
	t.Parallel()
	h := open(t, database(t), live.Config{})
	c := h.watch(org, "topics=log")
	for _, text := range []string{"a\nevent: session_ended\ndata: {}\n\n", "a\r\rid: 99\r", "\u2028event: x\u2029", "\x00", "data: [DONE]", "\xff\xfe"} {
		h.in(org, func(ctx context.Context, tx bun.Tx) error {
			return live.Rows(ctx, tx, org, shared.TopicLog, []row{{N: 7, Text: text}})
		})
		if e := c.next(); e.Name != string(shared.TopicLog) || len(e.ns(t)) != 1 || e.ns(t)[0] != 7 {
			t.Errorf("%q came as %+v", text, e)
		}
	}
	ended := h.watch(org, "topics=log&session=session_9")
	h.in(org, func(ctx context.Context, tx bun.Tx) error {
		return live.SessionsEnded(ctx, tx, org, []string{"session_9"}, "over\n\nevent: log\ndata: []\n\n")
	})
	if e := ended.next(); e.Name != "session_ended" {
		t.Errorf("%+v", e)
	}
	if e, more := ended.maybe(200 * time.Millisecond); more {
		t.Errorf("after the end: %+v", e)
	}
}
