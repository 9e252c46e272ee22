package world

import (
	"net"
	"net/url"
	"regexp"
	"strings"
)

// Loopback says that an address leads to this machine only: plain http is allowed there.
func Loopback(u *url.URL) bool {
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// AddRedirectURI registers where sign-ins may come back to; the first one is the default.
func (w *World) AddRedirectURI(uri string) (RedirectURI, error) {
	var out RedirectURI
	err := w.do("redirect_uri.create", func(t *tx) error {
		u, err := url.Parse(strings.ReplaceAll(uri, ":*", ":0"))
		if err != nil || u.Host == "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u)) {
			return invalid("uri", "invalid_redirect_uri", "A redirect URI must be an https address, or http on this machine, without a fragment.")
		}
		known := all(w, func(r *RedirectURI) bool { return r.URI == uri })
		if len(known) > 0 {
			return invalid("uri", "duplicate_redirect_uri", "The redirect URI is already registered.")
		}
		at := w.stamp()
		r := &RedirectURI{ID: t.id("redirect_uri", at), URI: uri, CreatedAt: at, UpdatedAt: at}
		r.Default = len(all[*RedirectURI](w, nil)) == 0
		t.put(r)
		out = *r
		return nil
	})
	return out, err
}

// DeleteRedirectURI takes a redirect URI away.
func (w *World) DeleteRedirectURI(id string) error {
	return w.do("redirect_uri.delete", func(t *tx) error {
		r, err := find[*RedirectURI](w, "redirect URI", id)
		if err != nil {
			return err
		}
		t.remove(r)
		return nil
	})
}

// RedirectURIs is a page of the redirect URIs that match.
func (w *World) RedirectURIs(p Page, match func(RedirectURI) bool) ([]RedirectURI, Cursors) {
	return pageOf(w, p, match)
}

// DefaultRedirectURI is where a sign-in that the identity provider began comes out.
func (w *World) DefaultRedirectURI() (RedirectURI, bool) {
	found, _ := w.RedirectURIs(Page{Limit: 1, Order: "asc"}, func(r RedirectURI) bool { return r.Default })
	if len(found) == 0 {
		return RedirectURI{}, false
	}
	return found[0], true
}

// RedirectAllowed says that a sign-in may come back to this address. As with WorkOS, one * may stand for a label of a host
// name, and for the port on localhost. Where none is registered yet, any address on this machine will do.
func (w *World) RedirectAllowed(uri string) bool {
	if _, some := w.DefaultRedirectURI(); !some {
		u, err := url.Parse(uri)
		return err == nil && u.Scheme == "http" && u.Fragment == "" && Loopback(u)
	}
	found, _ := w.RedirectURIs(Page{Limit: 1}, func(r RedirectURI) bool { return r.URI == uri || wildcard(r.URI, uri) })
	return len(found) > 0
}

var (
	anyPort  = regexp.MustCompile(`^[0-9]{1,5}$`)
	anyLabel = regexp.MustCompile(`^[0-9A-Za-z_-]+$`)
)

func wildcard(pattern, uri string) bool {
	before, after, ok := strings.Cut(pattern, "*")
	if !ok || len(uri) < len(before)+len(after) || !strings.HasPrefix(uri, before) || !strings.HasSuffix(uri, after) {
		return false
	}
	part := uri[len(before) : len(uri)-len(after)]
	if before == "http://localhost:" || before == "http://127.0.0.1:" {
		return anyPort.MatchString(part)
	}
	return strings.HasPrefix(before, "https://") && !strings.Contains(before[len("https://"):], ".") && anyLabel.MatchString(part)
}
