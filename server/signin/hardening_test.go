package signin_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/member"
	"memberpulse/server/session"
	"memberpulse/server/signin"
)

// Attack: the connection is shut after the callback looked and before the session begins.
func TestAttack_AConnectionShutDuringTheExchangeLetsNobodyIn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		shut, code string
		status     int
	}{
		"disabled here":        {`UPDATE connections SET enabled = false`, "connection_disabled", 403},
		"inactive in WorkOS":   {`UPDATE connections SET state = 'inactive'`, "connection_inactive", 403},
		"deleted in WorkOS":    {`UPDATE connections SET deleted_at = now()`, "connection_unknown", 400},
		"organization deleted": {`UPDATE organizations SET deleted_at = now()`, "organization_deleted", 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, acme := newAcme(t)
			b := h.browser()
			callback := b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test")
			h.between(func(_ http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == "/sso/token" {
					h.exec(c.shut)
				}
				return false
			})
			a := b.get(callback)
			expect(t, "status", a.status, c.status)
			expect(t, "code", a.code(), c.code)
			expect(t, "sessions", h.sessions(), 0)
		})
	}
}

// Attack: a sign-in races the deprovisioning of the same person. The apply has ended the sessions there were and is
// about to commit; a session begun now would be one that nobody ends.
func TestAttack_ASignInCannotSlipPastADeprovisioning(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	expect(t, "first sign-in", h.browser().signIn("/auth/sso?connection="+acme.conn, "ana@acme.test").status, 303)
	id := ask[string](h, `SELECT id FROM members`)
	b := h.browser()
	callback := b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test")
	answered := make(chan answer, 1)
	err := h.db.InOrganization(t.Context(), acme.org, func(ctx context.Context, tx bun.Tx) error {
		now := h.clock.Now()
		if _, err := member.Open(ctx, tx, acme.org, now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE members SET state = 'tombstoned' WHERE id = ?`, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE member_identities SET state = 'deleted' WHERE member_id = ?`, id); err != nil {
			return err
		}
		if _, err := session.EndMembers(ctx, tx, acme.org, []string{id}, "Deleted in the directory", now); err != nil {
			return err
		}
		go func() { answered <- b.get(callback) }() //nolint:contextcheck // the browser's request, not ours //nolint:contextcheck // another request, which waits for this transaction
		return h.untilSomebodyWaits(ctx, tx)
	})
	h.must(err)
	a := <-answered
	expect(t, "status", a.status, 403)
	expect(t, "code", a.code(), "deprovisioned")
	expect(t, "sessions", h.sessions(), 0)
}

// untilSomebodyWaits returns once another connection waits for the lock of an organization's members.
func (h *house) untilSomebodyWaits(ctx context.Context, tx bun.IDB) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		var waiting int
		if err := tx.NewRaw(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`).Scan(ctx, &waiting); err != nil || waiting > 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Attack: one person's first sign-ins, all at once, from many browsers.
func TestAttack_ManyFirstSignInsMakeOneMember(t *testing.T) {
	t.Parallel()
	h, acme := newAcme(t)
	var callbacks []string
	var browsers []*browser
	for range 8 {
		b := h.browser()
		callbacks, browsers = append(callbacks, b.at(b.start("/auth/sso?connection="+acme.conn), "ana@acme.test")), append(browsers, b)
	}
	var all sync.WaitGroup
	statuses := make([]int, len(browsers))
	for i, b := range browsers {
		all.Go(func() { statuses[i] = b.get(callbacks[i]).status })
	}
	all.Wait()
	expect(t, "answers", statuses, []int{303, 303, 303, 303, 303, 303, 303, 303})
	expect(t, "members", ask[int](h, `SELECT count(*) FROM members`), 1)
	expect(t, "identities", ask[int](h, `SELECT count(*) FROM member_identities`), 1)
	expect(t, "sessions", h.sessions(), 8)
}

// Attack: an address that only looks like another's, or folds to it by the rules of Unicode.
func TestAttack_LookAlikeAddressesAreSomebodyElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "bank.test")
	h.person(acme, "kate@bank.test")
	expect(t, "Kate", h.browser().signIn("/auth/sso?connection="+acme.conn, "kate@bank.test").status, 303)
	kate := ask[string](h, `SELECT id FROM members`)
	for _, email := range []string{"\u212Aate@bank.test", "kate@ban\u212A.test", "\u043Aate@bank.test"} {
		h.tell(map[string]any{
			"object": "profile", "id": "prof_" + email, "connection_id": acme.conn, "organization_id": acme.org, "connection_type": "OktaSAML",
			"idp_id": "idp_" + email, "email": email, "first_name": "Eve", "last_name": "Other", "raw_attributes": map[string]any{},
		})
		b := h.browser()
		callback := b.at(b.start("/auth/sso?connection="+acme.conn), "kate@bank.test")
		if a := b.get(callback); a.status == 303 && b.me().Member.ID == kate {
			t.Errorf("%q came in as kate@bank.test", email)
		}
		h.between(nil)
	}
}

// Attack: a link that shows the attacker's words on our page.
func TestAttack_AMadeUpErrorPutsNoWordsIntoOurPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, target := range []string{
		"/auth/callback/workos?error=access_denied&error_description=Call+%2B1-555-0100+to+unlock",
		"/auth/callback/workos?error=anything&error_description=Call+%2B1-555-0100+to+unlock",
		"/auth/callback/workos?error=Call+%2B1-555-0100+to+unlock",
	} {
		a := h.browser().get(target)
		expect(t, "status of "+target, a.status >= 400 && a.status < 500, true)
		expect(t, "words of "+target, a.page(t).Received, "")
	}
}

// Attack: a list of operators beaten by an address that folds to one of theirs, or by a sign-in whose way is not told.
func TestAttack_NobodyBecomesAnOperatorByAFold(t *testing.T) {
	t.Parallel()
	for _, email := range []string{"\u212Aurt@operator.test", "kurt@operator.te\u017Ft", "kurt@operator.test ", "kurt@operator.test\x00", "\"kurt@operator.test\""} {
		if signin.IsPlatformAdmin([]string{"kurt@operator.test"})(email) {
			t.Errorf("%q counts as kurt@operator.test", email)
		}
	}
	for _, email := range []string{"kurt@operator.test", "Kurt@Operator.TEST"} {
		if !signin.IsPlatformAdmin([]string{"kurt@operator.test"})(email) {
			t.Errorf("%q does not count", email)
		}
	}
}

// Attack: whoever has one address of IPv6 has a network of them, and takes another for each question.
func TestAttack_ANetworkOfIPv6CountsAsOneAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	passed := 0
	for n := range 700 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/auth/discover", strings.NewReader(`{"email":"x"}`))
		r.Header.Set("Content-Type", "application/json")
		r.RemoteAddr = fmt.Sprintf("[2001:db8:1:2:%x::%x]:4711", n, n)
		r.Header.Set("Accept", "application/json")
		w := httptest.NewRecorder()
		h.app.Config.Handler.ServeHTTP(w, r)
		if w.Code != http.StatusTooManyRequests {
			passed++
		}
	}
	expect(t, "passed", passed, 600)
}
