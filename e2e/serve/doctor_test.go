package serve

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"memberpulse/e2e/program"
)

// late is the stand-in for WorkOS behind a clock that is ten minutes slow.
func late(t *testing.T, f *field) string {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req, err := http.NewRequestWithContext(r.Context(), r.Method, f.Sandbox.URL+r.URL.RequestURI(), nil) //nolint:gosec // G704: the doctor asks, and our stand-in answers
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		req.Header = r.Header.Clone()
		resp, err := http.DefaultClient.Do(req) //nolint:gosec // our own stand-in
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer func() { _ = resp.Body.Close() }()
		w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
		w.Header().Set("Date", time.Now().Add(-10*time.Minute).UTC().Format(http.TimeFormat))
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body) // who left does not matter
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

func TestTheDoctorFindsWhatIsBrokenAndSaysHowToMendIt(t *testing.T) {
	f := newField(t)
	out, err := program.Run(t, f.Env(), "doctor")
	if err != nil || strings.Contains(out, "MEND") {
		t.Errorf("a good configuration: %v\n%s", err, out)
	}
	for _, c := range []struct {
		broken string
		change []string
		says   []string // on a line that begins with MEND
	}{
		{"no webhook secret", []string{"WORKOS_WEBHOOK_SECRET="}, []string{"configuration", "WORKOS_WEBHOOK_SECRET is not set", "To mend it"}},
		{"another endpoint's secret", []string{"WORKOS_WEBHOOK_SECRET=0123456789abcdef0123"}, []string{"webhook", "WORKOS_WEBHOOK_SECRET", "copy it"}},
		{"a wrong API key", []string{"WORKOS_API_KEY=sk_test_wrong"}, []string{"WorkOS", "WORKOS_API_KEY", "API Keys"}},
		{"no PostgreSQL", []string{"DATABASE_URL=postgres://u:p@" + program.FreeAddr(t) + "/db?sslmode=disable"}, []string{"database", "refused", "DATABASE_URL"}},
		{"no WorkOS", []string{"WORKOS_API_BASE_URL=http://" + program.FreeAddr(t)}, []string{"WorkOS", "does not answer", "WORKOS_API_BASE_URL"}},
		{"an address that WorkOS does not know", []string{"MEMBERPULSE_PUBLIC_URL=http://127.0.0.1:1", "WORKOS_REDIRECT_URI="}, []string{"webhook", "http://127.0.0.1:1/webhooks/workos", "add one"}},
		{"a redirect URI that is not allowed", []string{"WORKOS_REDIRECT_URI=" + f.URL + "/elsewhere"}, []string{"redirect URI", "/elsewhere", "add it"}},
		{"an address of another machine", []string{"MEMBERPULSE_ADDR=192.0.2.7:8080"}, []string{"address", "192.0.2.7:8080 is none of this machine's", "MEMBERPULSE_ADDR"}},
		{"an operator's address of another machine", []string{"MEMBERPULSE_OPS_ADDR=192.0.2.7:9090"}, []string{"ops address", "none of this machine's", "MEMBERPULSE_OPS_ADDR"}},
		{"a clock that is wrong", []string{"WORKOS_API_BASE_URL=" + late(t, f)}, []string{"clock", "ahead of WorkOS's", "NTP"}},
	} {
		t.Run(c.broken, func(t *testing.T) {
			out, err := program.Run(t, append(f.Env(), c.change...), "doctor")
			if err == nil {
				t.Errorf("the doctor finds nothing:\n%s", out)
			}
			found := false
			for part := range strings.SplitSeq(out, "MEND") {
				holds := true
				for _, word := range c.says {
					holds = holds && strings.Contains(part, word)
				}
				found = found || holds
			}
			if !found {
				t.Errorf("nothing says %q:\n%s", c.says, out)
			}
			if strings.Contains(out, f.secret(t)) {
				t.Errorf("a secret is told:\n%s", out)
			}
		})
	}
}
