package settings

import (
	"context"
	"net/http"
	"strings"

	"memberpulse/server/httpx"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// Where a value came from.
const (
	SourceEnvironment = "environment"
	SourceDefault     = "default"
	SourceNone        = "none"
)

// InForce are the credentials that the program works with now.
type InForce struct {
	Credentials    workos.Credentials
	WebhookSecrets []string
	PublicURL      string
	RedirectIsSet  bool // else it follows the public URL
}

// Service tells the settings.
type Service struct {
	inForce func() InForce
	pool    *workos.Pool
}

// New makes the service over what is in force at the moment of asking.
func New(inForce func() InForce, pool *workos.Pool) *Service {
	return &Service{inForce: inForce, pool: pool}
}

// Routes are the package's rows of the table of routes.
func (s *Service) Routes() []httpx.Route {
	return []httpx.Route{httpx.Endpoint(http.MethodGet, "/api/settings/workos", shared.CapabilitySettings, s.workos).Described("Which of WorkOS's credentials are in force, without the secrets")}
}

func (s *Service) workos(ctx context.Context, _ *httpx.Call, _ httpx.None) (shared.WorkOSSettings, error) {
	now := s.inForce()
	out := shared.WorkOSSettings{
		APIBaseURL: now.Credentials.BaseURL, Sandbox: workos.IsSandbox(now.Credentials.BaseURL), Configured: now.Credentials.Configured(),
		APIKey: secret(now.Credentials.APIKey), ClientID: setting(now.Credentials.ClientID, SourceEnvironment),
		RedirectURI: setting(now.Credentials.RedirectURI, SourceDefault), WebhookURL: webhookURL(now), Checks: []shared.HealthCheck{},
	}
	if out.APIBaseURL == "" {
		out.APIBaseURL = workos.BaseURL
	}
	if now.RedirectIsSet {
		out.RedirectURI.Source = SourceEnvironment
	}
	if len(now.WebhookSecrets) > 0 {
		out.WebhookSecret = secret(now.WebhookSecrets[0])
	} else {
		out.WebhookSecret = secret("")
	}
	out.Checks = s.checks(ctx, now)
	return out, nil
}

func webhookURL(now InForce) string {
	return strings.TrimRight(now.PublicURL, "/") + "/webhooks/workos"
}

func setting(value, source string) shared.Setting {
	if value == "" {
		source = SourceNone
	}
	return shared.Setting{Value: value, Source: source}
}

// secret shows how a secret ends; a short one would show too much of itself.
func secret(value string) shared.SecretSetting {
	if value == "" {
		return shared.SecretSetting{Source: SourceNone}
	}
	out := shared.SecretSetting{Set: true, Source: SourceEnvironment}
	if len(value) >= 12 {
		out.LastFour = value[len(value)-4:]
	}
	return out
}
