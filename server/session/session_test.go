package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/clocktest"
	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/session"
)

const org = "org_acme"

type desk struct {
	t     *testing.T
	db    *pg.DB
	clock *clocktest.Clock
	store *session.Store
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	return newDeskWith(t, session.Options{})
}

func newDeskWith(t *testing.T, options session.Options) *desk {
	t.Helper()
	d := &desk{t: t, db: pgtest.New(t), clock: clocktest.New()}
	options.Secure, options.Now = true, d.clock.Now
	d.store = session.New(d.db, options, func(_ context.Context, _ bun.IDB, s session.Session) (any, error) {
		return "owner of " + s.ID, nil
	})
	return d
}

func (d *desk) tx(fn func(ctx context.Context, tx bun.Tx) error) {
	d.t.Helper()
	if err := d.db.InPlatform(d.t.Context(), pg.Bootstrap, fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) begin(s session.Session) (session.Session, string) {
	d.t.Helper()
	var token string
	d.tx(func(ctx context.Context, tx bun.Tx) (err error) {
		s, token, err = d.store.Begin(ctx, tx, s)
		return err
	})
	return s, token
}

func (d *desk) member(id string) (session.Session, string) {
	return d.begin(session.Session{Kind: session.Member, OrganizationID: org, MemberID: id, Method: "sso", ConnectionID: "conn_1"})
}

func (d *desk) open(token string) bool {
	d.t.Helper()
	_, owner, found, err := d.store.Of(d.request(token))
	if err != nil {
		d.t.Fatal(err)
	}
	return found && strings.HasPrefix(owner.(string), "owner of ")
}

func (d *desk) request(token string) *http.Request {
	r := httptest.NewRequestWithContext(d.t.Context(), http.MethodGet, "/", nil)
	if token != "" {
		r.Header.Set("Cookie", d.store.CookieName()+"="+token)
	}
	return r
}

func TestASessionLivesAsLongAsItIsUsedAndNoLongerThanTwelveHours(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, token := d.member("member_1")
	for range 24 {
		d.clock.Advance(29 * time.Minute)
		if !d.open(token) {
			t.Fatalf("over at %v although it is in use", d.clock.Now())
		}
	}
	d.clock.Advance(29 * time.Minute) // 12 hours and 5 minutes
	if d.open(token) {
		t.Error("open after twelve hours")
	}
}

func TestAnIdleSessionIsOver(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, token := d.member("member_1")
	d.clock.Advance(30*time.Minute - time.Second)
	if !d.open(token) {
		t.Error("over before thirty minutes")
	}
	d.clock.Advance(30 * time.Minute)
	if d.open(token) {
		t.Error("open after thirty minutes without use")
	}
	d.clock.Advance(-time.Minute)
	n, err := d.store.Sweep(t.Context())
	if err != nil || n != 0 {
		t.Errorf("swept %d, %v", n, err)
	}
	d.clock.Advance(time.Minute)
	if n, err = d.store.Sweep(t.Context()); err != nil || n != 1 {
		t.Errorf("swept %d, %v", n, err)
	}
}

// A session that is used just before it would be idle for too long goes on, also where that is set to very little.
func TestHowLongASessionLastsIsSet(t *testing.T) {
	t.Parallel()
	d := newDeskWith(t, session.Options{Idle: time.Minute, Absolute: 5 * time.Minute})
	s, token := d.member("member_1")
	if life := s.ExpiresAt.Sub(s.CreatedAt); life != 5*time.Minute {
		t.Errorf("it ends after %v", life)
	}
	for range 10 {
		d.clock.Advance(29 * time.Second)
		if !d.open(token) {
			t.Fatalf("over at %v although it is in use", d.clock.Now())
		}
	}
	d.clock.Advance(29 * time.Second)
	if d.open(token) {
		t.Error("open after its five minutes")
	}
	w := httptest.NewRecorder()
	d.store.Hand(w, token)
	if cookie := w.Result().Cookies()[0]; cookie.MaxAge != 300 {
		t.Errorf("the cookie lives for %d s", cookie.MaxAge)
	}
	_, token = d.member("member_1")
	d.clock.Advance(time.Minute)
	if d.open(token) {
		t.Error("open after a minute without use")
	}
}

func TestOnlyTheWholeTokenOpens(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s, token := d.member("member_1")
	if len(token) < 52 {
		t.Errorf("a token of %d characters", len(token))
	}
	for name, other := range map[string]string{
		"none": "", "cut": token[:51], "longer": token + "A", "other case": strings.ToLower(token), "the id": s.ID,
		"huge": strings.Repeat("A", 1<<16), "NUL": "\x00", "the hash's text": "\\x00",
	} {
		if d.open(other) {
			t.Errorf("%s opens", name)
		}
	}
	if !d.open(token) {
		t.Error("the token does not open")
	}
	var stored string
	d.tx(func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(`SELECT string_agg(s::text, '') FROM sessions s`).Scan(ctx, &stored)
	})
	if strings.Contains(stored, token) {
		t.Error("the token is stored")
	}
}

func TestUseIsWrittenDownOnceAMinute(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, token := d.member("member_1")
	seen := func() (at time.Time) {
		d.tx(func(ctx context.Context, tx bun.Tx) error {
			return tx.NewRaw(`SELECT seen_at FROM sessions`).Scan(ctx, &at)
		})
		return at
	}
	begun := seen()
	d.clock.Advance(59 * time.Second)
	d.open(token)
	if !seen().Equal(begun) {
		t.Error("written within the minute")
	}
	d.clock.Advance(time.Second)
	d.open(token)
	if !seen().Equal(d.clock.Now()) {
		t.Error("not written after the minute")
	}
}

func TestEndingIsAtOnceAndOfTheRightOnes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one, tokenOne := d.member("member_1")
	_, again := d.member("member_1")
	_, two := d.member("member_2")
	_, elsewhere := d.begin(session.Session{Kind: session.Member, OrganizationID: "org_other", MemberID: "member_1", Method: "sso"})
	_, operator := d.begin(session.Session{Kind: session.Platform, PlatformAdminID: "admin_1", Method: "authkit"})
	var counts map[string]int
	end := func(fn func(ctx context.Context, tx bun.Tx) (map[string]int, error)) {
		t.Helper()
		if err := d.db.InOrganization(t.Context(), org, func(ctx context.Context, tx bun.Tx) (err error) {
			counts, err = fn(ctx, tx)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	d.tx(func(ctx context.Context, tx bun.Tx) error {
		for _, want := range []bool{true, false} {
			if done, err := d.store.End(ctx, tx, org, one.ID, "revoked"); err != nil || done != want {
				t.Errorf("ended %v, %v", done, err)
			}
		}
		return nil
	})
	if d.open(tokenOne) || !d.open(again) {
		t.Error("one session is ended, and the other is not")
	}
	end(func(ctx context.Context, tx bun.Tx) (map[string]int, error) {
		return session.EndMembers(ctx, tx, org, []string{"member_1", "member_9"}, "deactivated", d.clock.Now())
	})
	if d.open(again) || !d.open(two) || !d.open(elsewhere) || len(counts) != 1 || counts["member_1"] != 1 {
		t.Errorf("ended %v", counts)
	}
	end(func(ctx context.Context, tx bun.Tx) (map[string]int, error) {
		return session.EndConnection(ctx, tx, org, "conn_other", "x", d.clock.Now())
	})
	if !d.open(two) {
		t.Error("another connection's sessions went too")
	}
	end(func(ctx context.Context, tx bun.Tx) (map[string]int, error) {
		return session.EndOrganization(ctx, tx, org, "organization_deleted", d.clock.Now())
	})
	if d.open(two) || !d.open(elsewhere) || !d.open(operator) {
		t.Error("an organization's sessions, and no other")
	}
	end(func(ctx context.Context, tx bun.Tx) (map[string]int, error) {
		return session.EndMembers(ctx, tx, "org_other", []string{"member_1"}, "x", d.clock.Now())
	})
	if !d.open(elsewhere) {
		t.Error("under the scope of one organization another's session was ended")
	}
}

func TestOneSeesTheirOwnSessions(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one, _ := d.member("member_1")
	d.clock.Advance(time.Second)
	newer, _ := d.member("member_1")
	d.member("member_2")
	d.begin(session.Session{Kind: session.Setup, Method: "admin_link"})
	d.tx(func(ctx context.Context, tx bun.Tx) error {
		list, err := d.store.List(ctx, tx, one)
		if err != nil || len(list) != 2 || list[0].ID != newer.ID || !list[0].Wire(newer.ID).Current || list[1].Wire(newer.ID).Current {
			t.Errorf("%+v %v", list, err)
		}
		return nil
	})
}

func TestTheCookieIsHeldToThisHost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := httptest.NewRecorder()
	d.store.Hand(w, "token")
	d.store.Take(w)
	for _, c := range w.Result().Cookies() {
		if c.Name != "__Host-mp_session" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%+v", c)
		}
	}
	if name := session.New(d.db, session.Options{}, nil).CookieName(); name != "mp_session" {
		t.Errorf("over http %s", name)
	}
}

func TestASavedSessionKeepsAttributesAndEndsByMaxAge(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, token := d.member("member_1")
	r, w := d.request(token), httptest.NewRecorder()
	gs, err := d.store.Get(r, d.store.CookieName())
	if err != nil || gs.IsNew {
		t.Fatalf("%+v %v", gs, err)
	}
	gs.Values["theme"] = "dark"
	if err := gs.Save(r, w); err != nil {
		t.Fatal(err)
	}
	r = d.request(token)
	if gs, err = d.store.Get(r, d.store.CookieName()); err != nil || gs.Values["theme"] != "dark" {
		t.Fatalf("%+v %v", gs.Values, err)
	}
	gs.Options.MaxAge = -1
	if err := gs.Save(r, w); err != nil || d.open(token) {
		t.Errorf("still open, %v", err)
	}
	r = d.request("")
	if gs, err = d.store.Get(r, d.store.CookieName()); err != nil || !gs.IsNew || gs.Save(r, w) == nil {
		t.Error("a session began by saving")
	}
}

func TestASetUpSessionIsShort(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s, _ := d.begin(session.Session{Kind: session.Setup, Method: "admin_link", ExpiresAt: d.clock.Now().Add(time.Hour)})
	if got := s.ExpiresAt.Sub(d.clock.Now()); got != time.Hour {
		t.Errorf("lasts %v", got)
	}
	s, _ = d.begin(session.Session{Kind: session.Setup, Method: "admin_link", ExpiresAt: d.clock.Now().Add(100 * time.Hour)})
	if got := s.ExpiresAt.Sub(d.clock.Now()); got != 12*time.Hour {
		t.Errorf("lasts %v", got)
	}
}
