package settings

import (
	"context"
	"slices"
	"strings"
	"time"

	"memberpulse/server/errs"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// checkWithin bounds how long somebody who looks waits for WorkOS.
const checkWithin = 8 * time.Second

const operator = "The operator of this MemberPulse: "

// checks asks WorkOS whether it knows us: its own API tells whether our addresses are registered there.
func (s *Service) checks(ctx context.Context, now InForce) []shared.HealthCheck {
	reach := shared.HealthCheck{Key: "workos_api", Title: "WorkOS answers"}
	client, err := s.pool.Client()
	if err != nil {
		reach.State, reach.Detail, reach.Action = shared.HealthOff, "No credentials are set yet.",
			operator+"set WORKOS_API_KEY, WORKOS_CLIENT_ID and WORKOS_WEBHOOK_SECRET in the environment and start MemberPulse again."
		return []shared.HealthCheck{reach}
	}
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	uris, err := client.ListRedirectURIs(ctx)
	switch {
	case errs.HasCode(err, "workos_credentials_refused") || errs.HasCode(err, "workos_unavailable"):
		e := errs.Of(err)
		reach.State, reach.Detail, reach.Action = shared.HealthBad, e.Detail, operator+e.Action
		return []shared.HealthCheck{reach}
	case err != nil:
		reach.State, reach.Detail = shared.HealthOK, "WorkOS answers, and takes the API key."
		return []shared.HealthCheck{reach, unknown("redirect_uri", "The redirect URI is registered"), s.webhook(ctx, client, now)}
	}
	reach.State, reach.Detail = shared.HealthOK, "WorkOS answers, and takes the API key."
	return []shared.HealthCheck{reach, redirect(uris, now), s.webhook(ctx, client, now)}
}

func redirect(uris []workos.RedirectURI, now InForce) shared.HealthCheck {
	check := shared.HealthCheck{Key: "redirect_uri", Title: "The redirect URI is registered"}
	known := slices.ContainsFunc(uris, func(u workos.RedirectURI) bool { return matches(u.URI, now.Credentials.RedirectURI) })
	if known {
		check.State, check.Detail = shared.HealthOK, "WorkOS may send people back to "+now.Credentials.RedirectURI+"."
		return check
	}
	check.State = shared.HealthBad
	check.Detail = "WorkOS does not know " + now.Credentials.RedirectURI + ", so every sign-in ends on an error page of WorkOS's."
	check.Action = operator + "add it in the WorkOS dashboard under Redirects."
	return check
}

// matches compares with a registered URI, which may have one wildcard in its host or port.
func matches(registered, ours string) bool {
	before, after, wild := strings.Cut(registered, "*")
	if !wild {
		return registered == ours
	}
	if len(ours) < len(before)+len(after) || !strings.HasPrefix(ours, before) || !strings.HasSuffix(ours, after) {
		return false
	}
	return !strings.ContainsAny(ours[len(before):len(ours)-len(after)], "/.:@")
}

func (s *Service) webhook(ctx context.Context, client *workos.Client, now InForce) shared.HealthCheck {
	check := shared.HealthCheck{Key: "webhook_endpoint", Title: "The webhook endpoint is registered"}
	endpoints, err := client.ListWebhookEndpoints(ctx)
	if err != nil {
		return unknown(check.Key, check.Title)
	}
	i := slices.IndexFunc(endpoints, func(e workos.WebhookEndpoint) bool { return e.URL == webhookURL(now) })
	switch {
	case i < 0:
		check.State, check.Detail = shared.HealthBad, "WorkOS delivers no events to "+webhookURL(now)+"."
		check.Action = operator + "add the endpoint in the WorkOS dashboard under Webhooks, set WORKOS_WEBHOOK_SECRET to its secret and start MemberPulse again."
	case endpoints[i].Status == "disabled":
		check.State, check.Detail = shared.HealthBad, "WorkOS knows the endpoint, but it is disabled there."
		check.Action = operator + "enable it in the WorkOS dashboard under Webhooks."
	case !slices.Contains(now.WebhookSecrets, endpoints[i].Secret):
		check.State, check.Detail = shared.HealthBad, "The endpoint's secret in WorkOS is another than the one in force here, so every event is refused."
		check.Action = operator + "set WORKOS_WEBHOOK_SECRET to the secret that WorkOS shows and start MemberPulse again."
	default:
		check.State, check.Detail = shared.HealthOK, "WorkOS delivers events to "+webhookURL(now)+"."
	}
	return check
}

func unknown(key, title string) shared.HealthCheck {
	return shared.HealthCheck{
		Key: key, Title: title, State: shared.HealthWarning, Detail: "WorkOS did not tell.",
		Action: operator + "check it in the WorkOS dashboard.",
	}
}
