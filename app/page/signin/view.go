package signin

import (
	"strings"
	"time"

	"memberpulse/app/part"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

func headSaid(a shared.SignInAttempt) string {
	switch a.Status {
	case "succeeded":
		return words.Say(words.SignedIn, part.AttemptWho(a))
	case "refused":
		return words.Say(words.WasRefused, part.AttemptWho(a))
	case "timed_out":
		return words.Say(words.WentMissing, part.AttemptWho(a))
	}
	return words.Say(words.IsSigningIn, part.AttemptWho(a))
}

func stageName(stage string) string {
	switch stage {
	case "started":
		return words.Say(words.SentToProvider)
	case "returned":
		return words.Say(words.CameBack)
	case "exchanged":
		return words.Say(words.CodeExchanged)
	case "matched":
		return words.Say(words.PersonMatched)
	case "session":
		return words.Say(words.SessionBegun)
	}
	return stage
}

func stageState(state string) ui.StageState {
	switch state {
	case "done":
		return ui.StageDone
	case "failed":
		return ui.StageBad
	}
	return ui.StageWait
}

// took is how long an attempt went on; "" while it does.
func took(a shared.SignInAttempt) string {
	if a.FinishedAt == nil || a.Status == "timed_out" {
		return ""
	}
	return words.Duration(a.FinishedAt.Sub(a.StartedAt))
}

// why tells those who look on what happened and what to do. What has no words for them is quoted.
func why(a shared.SignInAttempt) string {
	if said, known := whys[a.Code]; known {
		return words.Say(said)
	}
	return words.Say(words.TheyWereTold, strings.TrimSpace(a.Title+". "+a.Detail))
}

var whys = map[string]words.Key{
	"not_provisioned":                          words.WhyNotProvisioned,
	"inactive":                                 words.WhyInactive,
	"deprovisioned":                            words.WhyDeprovisioned,
	"access_denied":                            words.WhyAccessDenied,
	"no_organization":                          words.WhyNoOrganization,
	"email_not_verified":                       words.WhyNotVerified,
	"membership_inactive":                      words.WhyMembership,
	"connection_disabled":                      words.WhyDisabled,
	"connection_inactive":                      words.WhyConnection,
	"organization_mismatch":                    words.WhyMixedUp,
	"connection_mismatch":                      words.WhyMixedUp,
	"platform_admin_by_sso":                    words.WhyAdminBySSO,
	"sso_required":                             words.WhySSORequired,
	"profile_incomplete":                       words.WhyIncomplete,
	"profile_not_allowed_outside_organization": words.WhyOutside,
	"workos_unavailable":                       words.WhySilent,
	"timed_out":                                words.WhyTimedOut,
}

// supportText is what whoever mends it needs to find the attempt: no address of a person, and no secret.
func supportText(a shared.SignInAttempt) string {
	lines := []string{a.ID, a.StartedAt.UTC().Format(time.RFC3339), strings.TrimSpace(a.Status + " " + a.Code)}
	for _, s := range a.Stages {
		if s.State == "failed" {
			lines = append(lines, stageName(s.Stage))
		}
	}
	return strings.Join(lines, "\n")
}
