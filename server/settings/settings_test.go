package settings_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"memberpulse/server/access"
	"memberpulse/server/httpx"
	"memberpulse/server/sandbox"
	"memberpulse/server/settings"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

const hookSecret = "whsec_canary_0123456789" //nolint:gosec // G101: made up

// read asks for the settings as an admin link would.
func read(t *testing.T, s *settings.Service) (shared.WorkOSSettings, string) {
	t.Helper()
	mux := httpx.New(httpx.Config{Authorize: func(r *http.Request, _ httpx.Route) (*http.Request, error) {
		return r.WithContext(access.With(r.Context(), access.Caller{Kind: access.Setup})), nil
	}}, s.Routes())
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/settings/workos", nil))
	var out shared.WorkOSSettings
	if err := json.Unmarshal(w.Body.Bytes(), &out); w.Code != 200 || err != nil {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return out, w.Body.String()
}

func states(s shared.WorkOSSettings) string {
	var out []string
	for _, c := range s.Checks {
		out = append(out, c.Key+" "+string(c.State))
	}
	return strings.Join(out, ", ")
}

func TestSettingsSayWhatIsInForceAndWhetherItWorks(t *testing.T) {
	t.Parallel()
	box, err := sandbox.New(t.Context(), sandbox.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	far := httptest.NewServer(box.Handler())
	t.Cleanup(far.Close)
	credentials := workos.Credentials{APIKey: sandbox.DefaultAPIKey, ClientID: sandbox.DefaultClientID, RedirectURI: "http://127.0.0.1:8080/auth/callback/workos", BaseURL: far.URL}
	client := workos.New(credentials, workos.Options{})
	now := settings.InForce{Credentials: credentials, WebhookSecrets: []string{hookSecret}, PublicURL: "http://127.0.0.1:8080"}
	s := settings.New(func() settings.InForce { return now }, workos.NewPool(client))

	got, body := read(t, s)
	if !got.Configured || !got.Sandbox || got.APIKey.LastFour != "dbox" || got.WebhookURL != "http://127.0.0.1:8080/webhooks/workos" || got.ClientID.Source != "environment" || got.RedirectURI.Source != "default" {
		t.Errorf("%+v", got)
	}
	if strings.Contains(body, hookSecret) || strings.Contains(body, sandbox.DefaultAPIKey) {
		t.Error("a secret travels back")
	}
	if states(got) != "workos_api ok, redirect_uri bad, webhook_endpoint bad" {
		t.Errorf("%s", states(got))
	}
	for _, c := range got.Checks[1:] {
		if c.Action == "" || c.Detail == "" {
			t.Errorf("%+v", c)
		}
	}

	if _, err := client.AddRedirectURI(t.Context(), credentials.RedirectURI); err != nil {
		t.Fatal(err)
	}
	endpoint, err := client.RegisterWebhookEndpoint(t.Context(), got.WebhookURL, []string{"dsync.user.created"})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ = read(t, s); states(got) != "workos_api ok, redirect_uri ok, webhook_endpoint bad" {
		t.Errorf("with another secret: %s", states(got))
	}
	now.WebhookSecrets = []string{endpoint.Secret}
	if got, _ = read(t, s); states(got) != "workos_api ok, redirect_uri ok, webhook_endpoint ok" {
		t.Errorf("%s", states(got))
	}
}

func TestSettingsWithoutCredentialsAndWithoutWorkOS(t *testing.T) {
	t.Parallel()
	s := settings.New(func() settings.InForce { return settings.InForce{PublicURL: "https://here.test"} }, workos.NewPool(nil))
	got, _ := read(t, s)
	if got.Configured || got.Sandbox || got.APIKey.Set || got.APIKey.Source != "none" || got.APIBaseURL != workos.BaseURL || states(got) != "workos_api off" {
		t.Errorf("%+v", got)
	}
	//nolint:gosec // G101: made up
	gone := workos.Credentials{APIKey: "sk_gone_for_ever", ClientID: "client_1", RedirectURI: "https://here.test/x", BaseURL: "http://127.0.0.1:1"}
	s = settings.New(func() settings.InForce { return settings.InForce{Credentials: gone} }, workos.NewPool(workos.New(gone, workos.Options{})))
	if got, _ = read(t, s); states(got) != "workos_api bad" {
		t.Errorf("%s", states(got))
	}
}
