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
		AttemptID: "attempt_1", RetryURL: "/auth/sso?connection=conn_1", RetryLabel: "Begin again",
	})
	for _, want := range []string{
		"Refused", "It was so. Expected: one. Received: another.", "You: Go on.", "<code>some_code</code>", "<code>attempt_1</code>",
		`href="/auth/sso?connection=conn_1"`, "Begin again</a>",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page does not say %s:\n%s", want, w.Body)
		}
	}
}
