package httpx

import (
	"net/http"
	"strings"
)

// oddPath says whether a path is one that no link of ours has: doubled slashes,
// dot segments, encoded slashes or dots, or characters that a page could carry
// into markup. Two parsers read such paths in two ways; we read them in none.
func oddPath(r *http.Request) bool {
	path, raw := r.URL.Path, r.URL.EscapedPath()
	if path == "" || path[0] != '/' || strings.Contains(path, "//") {
		return true
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	for i := range len(path) {
		if !plain(path[i]) {
			return true
		}
	}
	lower := strings.ToLower(raw)
	for _, hidden := range []string{"%2f", "%5c", "%2e", "%00", "%25"} {
		if strings.Contains(lower, hidden) {
			return true
		}
	}
	return false
}

func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("/_.~@:+=,-", c) >= 0
}

// forPrograms says whether an address belongs to programs, which read problems,
// and not to people, who read pages.
func forPrograms(path string) bool {
	for _, prefix := range []string{"/api/", "/auth/", "/webhooks/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return path == "/api" || path == "/auth" || path == "/healthz" || path == "/readyz"
}

// wantsPage says whether a person's browser asks for a page.
func wantsPage(r *http.Request) bool {
	if !reads(r.Method) {
		return false
	}
	return !forPrograms(r.URL.Path) || strings.Contains(r.Header.Get("Accept"), "text/html")
}

// reads says whether a method is one by which people come to pages.
func reads(method string) bool { return method == http.MethodGet || method == http.MethodHead }
