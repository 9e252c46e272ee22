package signin_test

import (
	"net/http"
	"testing"
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
	expect(t, "questions after that", b.send("/auth/discover", map[string]string{"email": "ana@acme.test"}).status, http.StatusTooManyRequests)
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
