package httpx

import (
	"net/http"
	"strings"
)

// ContentSecurityPolicy lets a page load only what this server serves, run no
// inline script or style, and be framed by nobody.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Every answer carries these. The values are shared by all answers: net/http writes them and changes none, and Add
// copies a list that has no room.
var (
	secureHeaders = map[string][]string{
		"Content-Security-Policy":      {ContentSecurityPolicy},
		"X-Content-Type-Options":       {"nosniff"},
		"X-Frame-Options":              {"DENY"},
		"Referrer-Policy":              {"same-origin"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"Permissions-Policy":           {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
		"Cache-Control":                {"no-store, private"},
		"Vary":                         {"Cookie"},
	}
	transportSecurity = []string{"max-age=31536000; includeSubDomains"}
)

// secure sets the headers that every answer carries. A handler of public files
// sets its own Cache-Control and removes Vary; nobody needs to remember the rest.
func secure(h http.Header, https bool) {
	for name, values := range secureHeaders {
		h[name] = values
	}
	if https {
		h["Strict-Transport-Security"] = transportSecurity
	}
}

// noStore keeps an answer out of every cache: what it shows depends on who asks.
func noStore(h http.Header) {
	h.Set("Cache-Control", "no-store, private")
	if !strings.Contains(strings.Join(h.Values("Vary"), ","), "Cookie") {
		h.Add("Vary", "Cookie")
	}
}
