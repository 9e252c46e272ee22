package part

import (
	"cmp"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
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
		return words.Say(words.LetIn)
	case "in_progress":
		return words.Say(words.OnTheWay)
	case "timed_out":
		return words.Say(words.NeverCameBack)
	case "refused":
		return words.Say(words.Refused)
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
	return cmp.Or(a.MemberName, a.Email, words.Say(words.SomebodyUnknown))
}

// AttemptCause is why an attempt ended as it did, or where it stands; "" for one that was let in.
func AttemptCause(a shared.SignInAttempt) string {
	switch a.Status {
	case "succeeded":
		return ""
	case "in_progress":
		return words.Say(words.AtTheProvider)
	}
	if said, known := refusals[a.Code]; known {
		return words.Say(said)
	}
	return a.Title
}

// AttemptSaid is what happened in a few words.
func AttemptSaid(a shared.SignInAttempt) string {
	if said, known := refusals[a.Code]; known {
		return words.Say(said)
	}
	switch {
	case a.Title != "":
		return a.Title
	case a.ConnectionName != "":
		return words.Say(words.ThroughConnection, a.ConnectionName)
	}
	return MethodName(a.Method)
}

// refusals are the reasons of a refusal for those who look on; the title is for the one who was refused.
var refusals = map[string]words.Key{
	"not_provisioned":                          words.NotProvisioned,
	"inactive":                                 words.InactivePerson,
	"deprovisioned":                            words.Deprovisioned,
	"access_denied":                            words.AccessDenied,
	"no_organization":                          words.NowhereAtHome,
	"email_not_verified":                       words.EMailNotVerified,
	"membership_inactive":                      words.MembershipInactive,
	"connection_disabled":                      words.ConnectionDisabled,
	"connection_inactive":                      words.ConnectionInactive,
	"organization_mismatch":                    words.OtherOrganization,
	"connection_mismatch":                      words.OtherConnection,
	"platform_admin_by_sso":                    words.AdminBySSO,
	"mfa_enrollment":                           words.FactorMissing,
	"mfa_challenge":                            words.FactorAsked,
	"sso_required":                             words.SSORequired,
	"profile_incomplete":                       words.ProfileIncomplete,
	"profile_not_allowed_outside_organization": words.ProfileOutside,
	"state_expired":                            words.TookTooLong,
	"state_used":                               words.AnswerTwice,
	"flow_cookie_missing":                      words.OtherBrowser,
	"flow_cookie_mismatch":                     words.OtherBrowser,
	"workos_unavailable":                       words.WorkOSSilent,
	"timed_out":                                words.NeverBackFromProvider,
}

// MethodName is a way to sign in as people say it.
func MethodName(method string) string {
	switch method {
	case "sso":
		return words.Say(words.SSO)
	case "authkit":
		return words.Say(words.ByAuthKit)
	case "admin_link":
		return words.Say(words.ByAdminLink)
	}
	return method
}
