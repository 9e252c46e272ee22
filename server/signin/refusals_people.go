package signin

import "net/http"

// ofPeople are the reasons that lie in who came, and in what they opened.
var ofPeople = map[string]words{
	"not_provisioned": {
		http.StatusForbidden, "You are not in your organization's directory",
		"Your organization's people come from its directory, and you are not among them.",
		it, "Have IT assign you to MemberPulse in the directory. You can sign in as soon as the directory has synced.",
	},
	"inactive": {
		http.StatusForbidden, "Your account is inactive",
		"Your directory or your administrator made your account inactive.",
		it, "Have IT make you active again in the directory.",
	},
	"deprovisioned": {
		http.StatusForbidden, "Your account was removed",
		"Your directory removed you from MemberPulse.",
		it, "Have IT assign you again in the directory. You can sign in as soon as the directory has synced.",
	},
	"organization_unknown": {
		http.StatusBadRequest, "Your organization is not known here yet",
		"WorkOS named an organization that it has not told MemberPulse about yet.",
		operator, "Try again in a minute. If it lasts, check that webhooks from WorkOS arrive.",
	},
	"no_organization": {
		http.StatusForbidden, "You belong to no organization",
		"You proved who you are, but you are a member of no organization.",
		admin, "Ask to be invited, then sign in again.",
	},
	"email_not_verified": {
		http.StatusForbidden, "Your e-mail address is not verified",
		"This account may be used only with a verified e-mail address.",
		you, "Verify your address with the link that WorkOS sent you, then sign in again.",
	},
	"platform_admin_by_sso": {
		http.StatusForbidden, "Platform admins do not sign in by single sign-on",
		"This address is a platform admin's. A customer's identity provider must not be able to vouch for one.",
		you, "Sign in with a password, a magic code or a provider of your own instead.",
	},
	"impersonation": {
		http.StatusForbidden, "Impersonation is not allowed",
		"The sign-in came from an impersonation in the WorkOS dashboard.",
		operator, "Sign in as yourself.",
	},
	"membership_inactive": {
		http.StatusForbidden, "Your membership is not active",
		"Your membership in the organization was deactivated in WorkOS.",
		admin, "Have the membership made active again.",
	},

	// AuthKit's own conditions.
	"email_verification_required": {
		http.StatusForbidden, "Verify your e-mail address first",
		"WorkOS wants your e-mail address verified before you sign in.",
		you, "Use the code that WorkOS sent you, then sign in again.",
	},
	"mfa_enrollment": {
		http.StatusForbidden, "A second factor is required",
		"Your organization requires a second factor, and you have none yet.",
		you, "Sign in again and set one up when asked.",
	},
	"mfa_challenge": {
		http.StatusForbidden, "A second factor is required",
		"The second factor was not given.",
		you, "Sign in again and give it when asked.",
	},
	"sso_required": {
		http.StatusForbidden, "Your organization requires single sign-on",
		"Your organization lets people in by its identity provider only.",
		you, "Sign in with single sign-on.",
	},
	"organization_authentication_methods_required": {
		http.StatusForbidden, "Another way to sign in is required",
		"Your organization does not allow the method that you used.",
		you, "Sign in again with a method that your organization allows.",
	},
	"choice_expired": {
		http.StatusBadRequest, "The choice is no longer open",
		"The organization was chosen before, or too late.",
		you, "Sign in again.",
	},
	"choice_invalid": {
		http.StatusBadRequest, "That organization was not offered",
		"The organization that was chosen is not one of those that you belong to.",
		you, "Sign in again and choose from the list.",
	},

	"admin_link_invalid": {
		http.StatusForbidden, "This link is used or expired",
		"An admin link opens once, within 15 minutes.",
		operator, "Make a new one with `memberpulse admin-link`.",
	},
	"idp_initiated": {
		http.StatusBadRequest, "This sign-in began at your identity provider",
		"You came from your identity provider's own page, and nobody at MemberPulse had asked to sign in. Such a sign-in could be another person's, so it is not taken.",
		you, "Sign in from the sign-in page of MemberPulse. You will not have to type your password again if you are still signed in at the identity provider.",
	},
	"timed_out": {
		http.StatusBadRequest, "The sign-in was not finished",
		"The person did not come back from the identity provider within ten minutes.",
		you, "Sign in again. If the identity provider showed an error, IT can read it there.",
	},
	"internal": {
		http.StatusInternalServerError, "Something went wrong on our side",
		"The sign-in failed through no fault of yours. It was recorded.",
		operator, "Try again. If it fails again, give the operator the id of the attempt or of the request.",
	},
}
