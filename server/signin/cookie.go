package signin

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"memberpulse/server/access"
	"memberpulse/server/seal"
)

const (
	browserLife   = 30 * 24 * time.Hour
	mostFlowsOpen = 8 // a browser's cookies must fit into one header
	longestCookie = 128
)

func (s *Service) prefix() string {
	if s.secure {
		return "__Host-"
	}
	return ""
}

// flowCookie names the cookie of one sign-in: each has its own, so that two tabs do not overwrite each other.
func (s *Service) flowCookie(state string) string {
	sum := sha256.Sum256([]byte(state))
	return s.flowPrefix() + hex.EncodeToString(sum[:8])
}

func (s *Service) flowPrefix() string { return s.prefix() + "mp_flow_" }

func (s *Service) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	age := int(life.Seconds())
	if value == "" {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // G124: Secure follows the public URL; browsers drop a Secure cookie of plain http
		Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
}

// bindFlow gives a sign-in's cookie to the browser, and takes away what long abandoned ones left.
func (s *Service) bindFlow(w http.ResponseWriter, r *http.Request, state, secret string) {
	var open []string
	for _, c := range s.flowCookies(r) {
		open = append(open, c.Name)
	}
	for len(open) >= mostFlowsOpen { // browsers send the oldest first
		s.setCookie(w, open[0], "", 0)
		open = open[1:]
	}
	s.setCookie(w, s.flowCookie(state), secret, flowLife)
}

// keepFlow leaves a sign-in's cookie with the browser for the rest of its time, so that what became of it can be told to
// this browser again. It comes after the cookie was taken away, which stands for every other end.
func (s *Service) keepFlow(w http.ResponseWriter, r *http.Request, f *flow, state string) {
	left := f.ExpiresAt.Sub(s.now()).Truncate(time.Second)
	if held := s.boundSecret(r, state); held != "" && left > 0 { // a cookie without a time would outlive its sign-in
		s.setCookie(w, s.flowCookie(state), held, left)
	}
}

// flowCookies are the cookies of the sign-ins that a browser has open, and of those whose refusal it may see again.
func (s *Service) flowCookies(r *http.Request) []*http.Cookie {
	return slices.DeleteFunc(r.Cookies(), func(c *http.Cookie) bool { return !strings.HasPrefix(c.Name, s.flowPrefix()) })
}

// heldSecrets are what the browser holds for its sign-ins, as many as it may have open.
func (s *Service) heldSecrets(r *http.Request) []string {
	secrets := []string{}
	for _, c := range s.flowCookies(r) {
		if len(c.Value) <= longestCookie && len(secrets) < mostFlowsOpen {
			secrets = append(secrets, c.Value)
		}
	}
	return secrets
}

// boundSecret is what the browser holds for a sign-in; "" where it holds nothing.
func (s *Service) boundSecret(r *http.Request, state string) string {
	c, err := r.Cookie(s.flowCookie(state))
	if err != nil || len(c.Value) > longestCookie {
		return ""
	}
	return c.Value
}

// browsersPlace is what the cookie that tells browsers apart is marked for.
var browsersPlace = seal.Place{Table: "cookies", Column: "mp_browser"}

// Greet gives a browser the cookie that tells it apart from others of its address, and returns what the cookie says and
// whether the browser had it. The sign-in page greets too, so that many people behind one address do not share a count.
// A cookie that was not given out here is as none: whoever makes them up stays one browser.
func (s *Service) Greet(w http.ResponseWriter, r *http.Request) (browser string, known bool) {
	name := s.prefix() + "mp_browser"
	if c, err := r.Cookie(name); err == nil && len(c.Value) <= longestCookie {
		if browser, mark, _ := strings.Cut(c.Value, "."); s.cfg.Ring.Marked(browser, mark, browsersPlace) {
			return browser, true
		}
	}
	browser = rand.Text()
	s.setCookie(w, name, browser+"."+s.cfg.Ring.Mark(browser, browsersPlace), browserLife)
	return browser, false
}

// browserKeys tell browsers of one address apart: by a cookie of no other use. One that comes without it counts by how
// it presents itself, and under the cookie that it is given, so that the count goes on when it comes again.
func (s *Service) browserKeys(w http.ResponseWriter, r *http.Request) []string {
	browser, known := s.Greet(w, r)
	if known {
		return []string{"cookie " + browser}
	}
	agent := sha256.Sum256([]byte(r.UserAgent() + "\n" + r.Header.Get("Accept-Language")))
	return []string{"agent " + access.Address(r.Context()) + " " + hex.EncodeToString(agent[:8]), "cookie " + browser}
}
