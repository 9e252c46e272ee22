package httpx

import (
	"net/http"
	"strings"
)

// ContentSecurityPolicy lets a page load only what this server serves, run no
// inline script or style, and be framed by nobody.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// secure sets the headers that every answer carries. A handler of public files
// sets its own Cache-Control and removes Vary; nobody needs to remember the rest.
func secure(h http.Header, https bool) {
	h.Set("Content-Security-Policy", ContentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if https {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	noStore(h)
}

// noStore keeps an answer out of every cache: what it shows depends on who asks.
func noStore(h http.Header) {
	h.Set("Cache-Control", "no-store, private")
	if !strings.Contains(strings.Join(h.Values("Vary"), ","), "Cookie") {
		h.Add("Vary", "Cookie")
	}
}
