package signin_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// passed is how many of n requests one browser, with its cookies, gets through.
func passed(n int, do func() answer) int {
	through := 0
	for range n {
		if do().status != http.StatusTooManyRequests {
			through++
		}
	}
	return through
}

func TestABrowserThatGoesStraightToSingleSignOnStartsTwentyTimes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	b := h.browser()
	expect(t, "starts of a fresh browser", passed(25, func() answer { return b.get("/auth/sso?connection=" + acme.conn) }), 20)
}

func TestAskingHowAnAddressSignsInIsNoStart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	b := h.browser()
	signIns := passed(25, func() answer {
		if a := b.send("/auth/discover", map[string]string{"email": "ana@acme.test"}); a.status != http.StatusOK {
			return a
		}
		return b.get("/auth/sso?connection=" + acme.conn)
	})
	expect(t, "sign-ins that asked first", signIns, 20)
	question := func() answer { return b.send("/auth/discover", map[string]string{"email": "ana@acme.test"}) }
	expect(t, "questions of one address in the minute, with those of the sign-ins", 25+passed(600, question), 600)
	h.clock.Advance(61 * time.Second)
	expect(t, "a minute later", question().status, http.StatusOK)
}

func TestATabThatLoopsTakesNothingFromItsOffice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	start := func(b *browser) answer { return b.get("/auth/sso?connection=" + acme.conn) }
	looping, colleague := h.browser(), h.browser()
	colleague.agent = "another browser of the office"
	expect(t, "the tab that loops", passed(700, func() answer { return start(looping) }), 20)
	expect(t, "a colleague", start(colleague).status, http.StatusFound)
}

// Attack: a cookie of its own for every start. What was not given out here is as none, so they are all one browser.
func TestAttack_MadeUpBrowserCookiesAreOneBrowser(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	acme := h.organization("Acme", "acme.test")
	made := 0
	forged := func(cookie func(string) string) func() answer {
		return func() answer {
			b := h.browser()
			b.get("/auth/sso?connection=conn_0") // over the limit or not, it is given a cookie
			made++
			b.cookies["mp_browser"] = cookie(b.cookies["mp_browser"])
			return b.get("/auth/sso?connection=" + acme.conn)
		}
	}
	expect(t, "invented", passed(30, forged(func(string) string { return fmt.Sprint("browser", made) })), 10)
	h.clock.Advance(61 * time.Second)
	expect(t, "altered", passed(30, forged(func(given string) string { return fmt.Sprint(made) + given })), 10)
	h.clock.Advance(61 * time.Second)
	expect(t, "without its mark", passed(30, forged(func(given string) string { id, _, _ := strings.Cut(given, "."); return id })), 10)
}
