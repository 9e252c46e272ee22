package boot

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

func callerNamed(name string) caller {
	return callers[slices.IndexFunc(callers, func(c caller) bool { return c.name == name })]
}

// raw sends a request as written and reads the answer.
func (m *matrix) raw(request string) got {
	m.t.Helper()
	conn, err := (&net.Dialer{}).DialContext(m.t.Context(), "tcp", strings.TrimPrefix(m.url, "http://"))
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		m.t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		m.t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil) //nolint:bodyclose // read closes it
	if err != nil {
		m.t.Fatalf("%q: %v", request, err)
	}
	return m.read(res, false)
}

// got is an answer that was read.
type got struct {
	StatusCode int
	Header     http.Header
	Cookies    []*http.Cookie
	body       string
}

func (m *matrix) read(res *http.Response, whole bool) got {
	m.t.Helper()
	defer func() { _ = res.Body.Close() }()
	out := got{StatusCode: res.StatusCode, Header: res.Header, Cookies: res.Cookies()}
	if !whole {
		return out
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	out.body = string(body)
	return out
}

func (m *matrix) host() string { return strings.TrimPrefix(m.url, "http://") }

// ask sends a request with headers, as name and value by turns.
func (m *matrix) ask(method, target, body string, header ...string) got {
	m.t.Helper()
	r, err := http.NewRequestWithContext(m.t.Context(), method, m.url+target, strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	r.Header.Set("User-Agent", rand.Text()) // each another browser: limits are another test's
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		} else {
			r.Header.Set(header[i], header[i+1])
		}
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r) //nolint:bodyclose // read closes it
	if err != nil {
		m.t.Fatalf("%s %s: %v", method, target, err)
	}
	return m.read(res, true)
}

// signedInAs is the Cookie header of a fresh session.
func (m *matrix) signedInAs(name string) string {
	c := m.cookie(callerNamed(name))
	return c.Name + "=" + c.Value
}

func (m *matrix) untilReady() {
	m.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(time.Minute); m.ask(http.MethodGet, "/readyz", "").StatusCode != http.StatusOK; {
		select {
		case <-tick.C:
		case <-deadline:
			m.t.Fatal("not ready within a minute")
		}
	}
}

// internals are words that no answer may say: they are of the machinery, not of the matter.
var internals = []string{"SQLSTATE", "dial tcp", "pq:", "pgconn", "pgx", "sql:", "bun:", "goroutine ", ".go:", "/home/", "/root/", "/tmp/", "connection refused", "memberpulse_app", "row-level security", "panic"}

func (m *matrix) wantNoInternals(what, body string) {
	m.t.Helper()
	for _, word := range internals {
		if strings.Contains(body, word) {
			m.t.Errorf("%s tells %q: %.400s", what, word, body)
		}
	}
}

type lockedBuffer struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.String()
}
