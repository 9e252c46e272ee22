package httpx

import (
	"net/http"
	"strings"
)

// ContentSecurityPolicy lets a page load only what this server serves, run no
// inline script or style, and be framed by nobody.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

type header struct {
	name   string
	values []string
}

// Every answer carries these. The values are shared by all answers: net/http writes them and changes none, and Add
// copies a list that has no room.
var (
	secureHeaders = []header{
		{"Content-Security-Policy", []string{ContentSecurityPolicy}},
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"X-Frame-Options", []string{"DENY"}},
		{"Referrer-Policy", []string{"same-origin"}},
		{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
		{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
		{"Permissions-Policy", []string{"camera=(), geolocation=(), microphone=(), payment=(), usb=()"}},
		{"Cache-Control", []string{"no-store, private"}},
		{"Vary", []string{"Cookie"}},
	}
	transportSecurity = []string{"max-age=31536000; includeSubDomains"}
)

// secure sets the headers that every answer carries. A handler of public files
// sets its own Cache-Control and removes Vary; nobody needs to remember the rest.
func secure(h http.Header, https bool) {
	for _, header := range secureHeaders {
		h[header.name] = header.values
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
