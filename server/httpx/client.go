package httpx

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// asked is what every request carries: its id, the address that it came from, and, once it is known, its route with what
// it asks of it.
type asked struct {
	id    string
	ip    netip.Addr
	route *Route
	query url.Values
}

type askedKey struct{}

func of(ctx context.Context) *asked {
	if a, ok := ctx.Value(askedKey{}).(*asked); ok {
		return a
	}
	return &asked{}
}

// RequestID is the id of the request that a context belongs to: in the log, the
// audit, the answer's X-Request-ID header.
func RequestID(ctx context.Context) string {
	return of(ctx).id
}

func newRequestID() string { return "req_" + rand.Text()[:20] }

// ClientIP is the address that the request came from: the connection's own, or
// what a trusted proxy says about it.
func ClientIP(ctx context.Context) netip.Addr {
	return of(ctx).ip
}

// clientIP walks the forwarded addresses from the nearest outwards for as long
// as a trusted proxy vouches for the next. Anything a client wrote stands beyond
// the first untrusted one, and is not read.
func clientIP(r *http.Request, trusted []netip.Prefix) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip := at.Addr().Unmap()
	if !within(ip, trusted) {
		return ip
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && within(ip, trusted); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = next.Unmap()
	}
	return ip
}

func within(ip netip.Addr, trusted []netip.Prefix) bool {
	for _, p := range trusted {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
