package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
	"memberpulse/server/session"
)

// Whatever stands in the Cookie header, nobody is signed in by it but the holder of the whole token, and no request
// fails for it.
func FuzzCookie(f *testing.F) {
	db := pgtest.New(f)
	store := session.New(db, session.Options{Secure: true, Now: time.Now}, nil)
	var token string
	err := db.InPlatform(f.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) (err error) {
		_, token, err = store.Begin(ctx, tx, session.Session{Kind: session.Member, OrganizationID: org, MemberID: "member_1", Method: "sso"})
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	name := store.CookieName()
	for _, seed := range []string{
		"", "=", ";;;", name, name + "=", name + "=TOKEN", name + "=TOKEN; " + name + "=x", name + "=x; " + name + "=TOKEN", name + `="TOKEN"`, name + "=TOKEN%00",
		name + "= TOKEN", name + "=TOKE", name + "=' OR true --", name + "=\x00", strings.ToLower(name) + "=TOKEN", name + "=" + strings.Repeat("A", 5000),
		name + "=\xff\xfe", "mp_session=TOKEN", name + "[]=TOKEN", " " + name + "=TOKEN", name + "==TOKEN",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		header = strings.ReplaceAll(header, "TOKEN", token)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header["Cookie"] = []string{header}
		_, _, found, err := store.Of(r)
		if err != nil {
			t.Fatalf("%q: %v", header, err)
		}
		if c, err := r.Cookie(name); found && (err != nil || c.Value != token) {
			t.Fatalf("%q signs in", header)
		}
	})
}
