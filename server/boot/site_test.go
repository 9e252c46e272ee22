package boot

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"memberpulse/server/signin"
	"memberpulse/server/workos"
)

func TestTheRefusedPageSaysAllThatSigningInTellsIt(t *testing.T) {
	t.Parallel()
	p := &Program{workos: workos.NewPool(nil)}
	if err := p.putSite(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	pages{p}.Refused(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/auth/sso", nil), http.StatusForbidden, signin.RefusedPage{
		Title: "Refused", Detail: "It was so.", Actor: "You", Action: "Go on.", Code: "some_code", Expected: "one", Received: "another",
		Email: "ana@acme.test", AttemptID: "attempt_1", RetryURL: "/auth/sso?connection=conn_1", RetryLabel: "Begin again",
	})
	for _, want := range []string{
		"Refused", "It was so. Expected: one. Received: another.", "Who acts</span> You</span>", "What next</b> Go on.</p>", `value="ana@acme.test"`, "<code>some_code</code>", "<code>attempt_1</code>",
		`href="/auth/sso?connection=conn_1"`, "Begin again</a>",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page does not say %s:\n%s", want, w.Body)
		}
	}
}

// What WorkOS said of an error that we have words for says the same again; of one that we have none for it is all there is.
func TestARefusalSaysItsCauseOnce(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{"access_denied": "It was so.", "workos_error": "It was so. Received: Nobody knows."} {
		if got := whyRefused(signin.RefusedPage{Detail: "It was so.", Code: code, Received: "Nobody knows."}); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}
