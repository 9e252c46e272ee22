package site_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"memberpulse/server/site"
)

func signIn(t *testing.T, d site.SignInData) string {
	t.Helper()
	w := httptest.NewRecorder()
	open(t, site.Options{}).SignIn(w, d)
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("sign-in: %d %v", w.Code, w.Header())
	}
	return w.Body.String()
}

func TestSignInWorksWithoutScripts(t *testing.T) {
	t.Parallel()
	page := signIn(t, site.SignInData{Email: `ann"><script>@x.example`, ReturnTo: "/people?q=a"})
	for _, want := range []string{`action="/auth/sso" method="get"`, `name="email"`, `name="return_to" value="/people?q=a"`, `href="/auth/login?return_to=%2Fpeople%3Fq%3Da"`, `<label class="field__label" for="email">`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(page, `ann"><script>`) {
		t.Error("what was typed is not escaped")
	}
}

func TestOnlyPathsOfThisSiteAreReturnedTo(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"//evil.example", "https://evil.example", `/\evil.example`, "/\t/evil.example", "javascript:alert(1)", "people", "/%2f%2fevil.example", "/%5cevil.example"} {
		if strings.Contains(signIn(t, site.SignInData{ReturnTo: to}), "return_to") {
			t.Errorf("%q is returned to", to)
		}
	}
}

func TestARefusalSaysWhyWhoActsAndTheCode(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	open(t, site.Options{}).Refused(w, http.StatusForbidden, site.SignInData{Email: "j@x.example", Refusal: &site.Refusal{
		Title: "You are not in the directory", Cause: "Okta let you in as j@x.example.", Actor: "your Okta admin", Action: "Have it assign you.", Code: "not_provisioned",
	}})
	page := w.Body.String()
	if w.Code != http.StatusForbidden {
		t.Errorf("status %d", w.Code)
	}
	for _, want := range []string{`role="alert"`, "You are not in the directory", "Okta let you in as", "Who acts</span> your Okta admin</span>", "What next</b> Have it assign you.</p>", "<code>not_provisioned</code>", `value="j@x.example"`, `href="/sign-in"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestARefusalCarriesWhatTheOperatorFindsItBy(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	open(t, site.Options{}).Refused(w, http.StatusInternalServerError, site.SignInData{Refusal: &site.Refusal{
		Title: "Something went wrong on our side", Code: "internal", AttemptID: "attempt_1", RequestID: "req_1",
	}})
	for _, want := range []string{"Attempt <code>attempt_1</code>", "Request <code>req_1</code>", "Try again</a>", "<title>Sign-in refused"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s", want)
		}
	}
}

// The form may not be redirected off this origin: it says what it is, so that it alone is answered with a page instead.
func TestTheFormSaysThatItIsOne(t *testing.T) {
	t.Parallel()
	page := signIn(t, site.SignInData{})
	if !strings.Contains(page, `action="/auth/sso" method="get"`) || !strings.Contains(page, `<input type="hidden" name="from" value="form">`) {
		t.Error("the form does not say so")
	}
}

func TestTheEndOfASessionIsExplained(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]string{
		"signed_out": "You are signed out.", "deactivated": "removed in your company", "<script>": "Your session has ended.",
	} {
		page := signIn(t, site.SignInData{Ended: reason})
		if !strings.Contains(page, want) || strings.Contains(page, "<script>alert") {
			t.Errorf("%q: no %q", reason, want)
		}
	}
	if strings.Contains(signIn(t, site.SignInData{}), "banner") {
		t.Error("a first visit has a banner")
	}
}

func TestContinueGoesOnToWebAddressesOnly(t *testing.T) {
	t.Parallel()
	s := open(t, site.Options{})
	w := httptest.NewRecorder()
	s.Continue(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), "https://api.workos.com/sso/authorize?state=a&b=c")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `url=https://api.workos.com/sso/authorize?state=a&amp;b=c"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, to := range []string{"javascript:alert(1)", "/local", "data:text/html,x", ""} {
		w := httptest.NewRecorder()
		s.Continue(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), to)
		if w.Code != http.StatusNotFound {
			t.Errorf("%q: %d", to, w.Code)
		}
	}
}

func TestTheChoiceOfOrganizationsIsAPlainForm(t *testing.T) {
	t.Parallel()
	s := open(t, site.Options{})
	w := httptest.NewRecorder()
	s.Choose(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), http.StatusOK, site.ChooseData{Action: "/auth/login/organization", State: "st", Email: "a@b.example", Organizations: []site.Choice{{ID: "org_1", Name: `Acme <b>`}, {ID: "org_2", Name: "Bright"}}})
	for _, want := range []string{`action="/auth/login/organization" method="post"`, `name="state" value="st"`, `name="organization_id" value="org_2"`, "Acme &lt;b&gt;"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s", want)
		}
	}
	w = httptest.NewRecorder()
	s.Choose(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), http.StatusOK, site.ChooseData{Action: "https://evil.example"})
	if w.Code != http.StatusNotFound {
		t.Errorf("a form to elsewhere: %d", w.Code)
	}
}
