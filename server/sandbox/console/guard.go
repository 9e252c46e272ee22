package console

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"

	"memberpulse/server/sandbox/world"
)

// guard lets in who sits at this machine, and whoever has the sandbox's key. The
// name the browser used counts too: a page of somebody else's, whose name was
// made to lead here, is not this machine's.
func (s *Server) guard(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, key, _ := r.BasicAuth()
		if atHome(r) || subtle.ConstantTimeCompare([]byte(key), []byte(s.apiKey)) == 1 {
			h.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="sandbox", charset="UTF-8"`)
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "From another machine the console needs the sandbox's API key, as the password.", http.StatusUnauthorized)
	})
}

func atHome(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() && world.Loopback(&url.URL{Host: r.Host})
}
