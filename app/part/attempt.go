package part

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
	"memberpulse/shared"
)

// AttemptKind is the glyph of a sign-in attempt's status.
func AttemptKind(status string) ui.Kind {
	switch status {
	case "succeeded":
		return ui.OK
	case "in_progress":
		return ui.Run
	case "timed_out":
		return ui.Warn
	case "refused":
		return ui.Bad
	}
	return ui.Off
}

// AttemptWord is a sign-in attempt's status as people say it.
func AttemptWord(status string) string {
	switch status {
	case "succeeded":
		return "let in"
	case "in_progress":
		return "on the way"
	case "timed_out":
		return "never came back"
	}
	return status
}

// Attempts lists sign-in attempts, each leading to its page.
func Attempts(attempts []shared.SignInAttempt, now time.Time, link func(string) string) app.UI {
	items := make([]ui.Item, len(attempts))
	for i, a := range attempts {
		items[i] = ui.Item{
			Title: []app.UI{ui.Status(AttemptKind(a.Status), AttemptWord(a.Status))},
			Note:  []app.UI{ui.Text(AttemptSaid(a))},
			End:   []app.UI{ui.Ago(a.StartedAt, now)}, Href: link(shared.PathAttempt(a.ID)),
		}
	}
	return ui.List(items...)
}

// AttemptWho is who tried, as far as that is known.
func AttemptWho(a shared.SignInAttempt) string {
	if a.Email != "" {
		return a.Email
	}
	return "Somebody unknown"
}

// AttemptSaid is what happened in a few words.
func AttemptSaid(a shared.SignInAttempt) string {
	if said, known := refusals[a.Code]; known {
		return said
	}
	switch {
	case a.Title != "":
		return a.Title
	case a.ConnectionName != "":
		return "through " + a.ConnectionName
	}
	return MethodName(a.Method)
}

// refusals are the reasons of a refusal for those who look on; the title is for the one who was refused.
var refusals = map[string]string{
	"not_provisioned":                          "Not in the directory",
	"inactive":                                 "Inactive in the directory",
	"deprovisioned":                            "Removed from the directory",
	"access_denied":                            "The identity provider said no",
	"no_organization":                          "Belongs to no organization here",
	"email_not_verified":                       "The address is not verified",
	"membership_inactive":                      "The membership in WorkOS is not active",
	"connection_disabled":                      "The connection is disabled here",
	"connection_inactive":                      "The connection is inactive in WorkOS",
	"organization_mismatch":                    "Answered for another organization",
	"connection_mismatch":                      "Answered through another connection",
	"platform_admin_by_sso":                    "A platform admin may not come in through SSO",
	"mfa_enrollment":                           "A second factor must be set up first",
	"mfa_challenge":                            "A second factor is asked for",
	"sso_required":                             "Must come in through SSO",
	"profile_incomplete":                       "The profile lacks what is needed",
	"profile_not_allowed_outside_organization": "The profile belongs to no organization",
	"state_expired":                            "Took too long",
	"state_used":                               "The same answer came twice",
	"flow_cookie_missing":                      "Came back in another browser",
	"flow_cookie_mismatch":                     "Came back in another browser",
	"workos_unavailable":                       "WorkOS did not answer",
	"timed_out":                                "Never came back from the identity provider",
}

// MethodName is a way to sign in as people say it.
func MethodName(method string) string {
	switch method {
	case "sso":
		return "SSO"
	case "authkit":
		return "AuthKit"
	case "admin_link":
		return "Admin link"
	}
	return method
}
