package signin

import "net/http"

// words are what a person reads about a refusal, by its code.
type words struct {
	Status int
	Title  string
	Detail string // what happened, and why
	Actor  string // who must act
	Action string // what next
}

const (
	you      = "You"
	it       = "Your company's IT team"
	admin    = "A client admin of your organization"
	operator = "The operator of this MemberPulse"
)

// refusals are all reasons that a sign-in is refused for. The first part are WorkOS's own codes, as its callback
// carries them; descriptions that come along are shown as text and decide nothing.
var refusals = map[string]words{
	"access_denied": {
		http.StatusForbidden, "Your identity provider refused the sign-in",
		"The identity provider did not let you through, or the sign-in was declined there.",
		it, "Ask IT to assign you to the MemberPulse application, then sign in again.",
	},
	"ambiguous_connection_selector": {
		http.StatusBadRequest, "More than one connection could be meant",
		"WorkOS found several connections for your organization and cannot choose.",
		admin, "Enable exactly one connection in Settings > Authentication, then sign in again.",
	},
	"connection_domain_invalid": {
		http.StatusBadRequest, "No connection for this domain",
		"WorkOS knows no connection for the domain of your address.",
		admin, "Add the domain in Settings > Domains, or sign in with another address.",
	},
	"connection_invalid": {
		http.StatusBadRequest, "WorkOS does not know the connection",
		"The connection that this sign-in named does not exist in the WorkOS environment in use.",
		operator, "Check in Platform Settings that the WorkOS credentials belong to the environment of this connection.",
	},
	"connection_strategy_invalid": {
		http.StatusBadRequest, "The provider is set up twice",
		"WorkOS found several strategies for this provider in its environment.",
		operator, "Leave one strategy for the provider in WorkOS.",
	},
	"connection_unlinked": {
		http.StatusForbidden, "The connection is not finished",
		"The connection exists, but its set-up at the identity provider is not complete.",
		admin, "Finish the set-up in Settings > Authentication, then sign in again.",
	},
	"domain_connection_selector_not_allowed": {
		http.StatusBadRequest, "WorkOS takes no domain here",
		"The sign-in named a domain, which WorkOS no longer takes.",
		operator, "Sign in from the sign-in page. If it lasts, look at the attempt in the log.",
	},
	"idp_initiated_sso_disabled": {
		http.StatusForbidden, "This sign-in cannot begin at the identity provider",
		"The connection does not let sign-ins begin from the identity provider's own page.",
		you, "Sign in from MemberPulse instead.",
	},
	"invalid_connection_selector": {
		http.StatusBadRequest, "WorkOS could not tell which connection is meant",
		"The sign-in named no connection that WorkOS takes.",
		operator, "Sign in from the sign-in page. If it lasts, check the WorkOS client id in Platform Settings.",
	},
	"organization_invalid": {
		http.StatusBadRequest, "WorkOS does not know the organization",
		"The organization does not exist in WorkOS, or has no connection there.",
		operator, "Check that the organization and its connection exist in WorkOS.",
	},
	"oauth_failed": {
		http.StatusBadRequest, "The provider's sign-in failed",
		"The step at the OAuth provider did not succeed.",
		you, "Try again. If it fails again, ask IT to check the provider's settings.",
	},
	"profile_not_allowed_outside_organization": {
		http.StatusForbidden, "Your address is outside your organization's domains",
		"The identity provider sent an e-mail address whose domain is not verified for your organization.",
		admin, "Verify the domain in Settings > Domains, or have IT send the right e-mail address.",
	},
	"server_error": {
		http.StatusBadRequest, "WorkOS could not finish the sign-in",
		"WorkOS reports an error of its own; it keeps the details in the connection's sessions.",
		operator, "Try again. If it fails again, read the connection's sessions in the WorkOS dashboard.",
	},
	"signin_consent_denied": {
		http.StatusForbidden, "You declined the sign-in",
		"The consent page was declined. If you did not begin this sign-in yourself, somebody may have tried to trick you.",
		you, "If you did not begin it, tell IT. If you did, sign in again and confirm.",
	},

	// Before WorkOS is asked.
	"no_connection": {
		http.StatusBadRequest, "No single sign-on to use",
		"The link names no connection, and none fits: none is set up and enabled for what it names, and there is no default.",
		admin, "Sign in with your e-mail address from the sign-in page, or have single sign-on enabled in Settings > Authentication.",
	},
	"ambiguous_selector": {
		http.StatusBadRequest, "The link names too much",
		"A sign-in link names one of organization, connection or domain. This one names several.",
		you, "Sign in from the sign-in page, and tell whoever gave you the link.",
	},
	"connection_unknown": {
		http.StatusBadRequest, "Unknown connection",
		"The link names a connection that MemberPulse does not know.",
		admin, "Copy the sign-in link again from Settings > Authentication.",
	},
	"connection_disabled": {
		http.StatusForbidden, "Single sign-on is switched off",
		"The connection exists, but it was disabled in MemberPulse.",
		admin, "Enable the connection in Settings > Authentication.",
	},
	"connection_inactive": {
		http.StatusForbidden, "The connection is not active",
		"WorkOS reports the connection as not active, so nobody can sign in with it.",
		admin, "Finish or repair the connection in Settings > Authentication.",
	},
	"organization_deleted": {
		http.StatusForbidden, "Your organization is no longer here",
		"The organization was deleted in WorkOS.",
		operator, "If this is a mistake, create the organization again and have its members sign in anew.",
	},
	"too_many_sign_ins": {
		http.StatusTooManyRequests, "Too many sign-ins",
		"More sign-ins were started from here in a minute than MemberPulse takes.",
		you, "Wait a minute, then sign in again.",
	},

	// On the way back.
	"state_missing": {
		http.StatusBadRequest, "This sign-in did not begin here",
		"The answer carries no state, so MemberPulse cannot tell which sign-in it belongs to.",
		you, "Sign in from MemberPulse.",
	},
	"flow_cookie_missing": {
		http.StatusBadRequest, "This browser did not begin the sign-in",
		"The cookie that ties a sign-in to its browser is missing: it began in another browser, or cookies are blocked, or it took longer than ten minutes.",
		you, "Allow cookies for this site, then sign in again in this browser.",
	},
	"flow_cookie_mismatch": {
		http.StatusBadRequest, "This browser did not begin the sign-in",
		"The cookie that ties a sign-in to its browser belongs to another sign-in.",
		you, "Sign in again in this browser. If somebody sent you the link, do not use it.",
	},
	"state_unknown": {
		http.StatusBadRequest, "Unknown sign-in",
		"MemberPulse did not begin this sign-in, or forgot it long ago.",
		you, "Sign in again.",
	},
	"state_expired": {
		http.StatusBadRequest, "The sign-in took too long",
		"A sign-in must be finished within ten minutes.",
		you, "Sign in again.",
	},
	"state_used": {
		http.StatusBadRequest, "This sign-in was finished before",
		"Every sign-in ends once. The page was loaded again, or the link was used twice.",
		you, "Open MemberPulse: you may be signed in already. Otherwise sign in again.",
	},
	"code_missing": {
		http.StatusBadRequest, "The answer is incomplete",
		"WorkOS sent the browser back without a code.",
		you, "Sign in again. If it lasts, tell the operator.",
	},
	"code_rejected": {
		http.StatusBadRequest, "WorkOS did not accept the code",
		"The code was used before, has expired, or belongs to another environment.",
		you, "Sign in again. If it lasts, the operator checks the client id and API key.",
	},
	"connection_mismatch": {
		http.StatusBadRequest, "The answer came from another connection",
		"The sign-in began with one connection, and the person came back through another. Nobody was signed in.",
		operator, "Sign in again. If it happens again, look for a mixed-up link or an attack in the attempts.",
	},
	"organization_mismatch": {
		http.StatusBadRequest, "The answer came from another organization",
		"The sign-in began for one organization, and the person came back from another. Nobody was signed in.",
		operator, "Sign in again. If it happens again, check in WorkOS which organization the connection belongs to.",
	},
	"profile_incomplete": {
		http.StatusBadRequest, "The identity provider sent too little",
		"The profile lacks an e-mail address or an id, so it cannot be matched with anyone.",
		it, "Have the identity provider send `email` and `id` (SAML) or `sub` and `email` (OIDC).",
	},
	"workos_unavailable": {
		http.StatusServiceUnavailable, "WorkOS does not answer",
		"The sign-in could not be finished because WorkOS did not answer in time.",
		you, "Try again in a minute.",
	},
	"workos_credentials_refused": {
		http.StatusServiceUnavailable, "WorkOS refused this MemberPulse",
		"WorkOS did not accept the credentials of this MemberPulse.",
		operator, "Check the API key and client id in Platform Settings > Integrations > WorkOS.",
	},
	"workos_not_configured": {
		http.StatusServiceUnavailable, "Sign-in is not set up yet",
		"MemberPulse has no WorkOS credentials yet.",
		operator, "Run `memberpulse admin-link` and save the credentials in Platform Settings > Integrations > WorkOS.",
	},
	"workos_error": {
		http.StatusBadRequest, "WorkOS reported an error",
		"WorkOS sent the browser back with an error that MemberPulse does not know.",
		operator, "Try again. If it lasts, look the code up in WorkOS's list of errors.",
	},

	// Who came.
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
		it, "Have IT assign you again in the directory, or a client admin restore you in People.",
	},
	"organization_unknown": {
		http.StatusForbidden, "Your organization is not known here yet",
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
		http.StatusOK, "Continue to sign in",
		"You came from your identity provider. For your safety, the sign-in begins again from MemberPulse.",
		you, "Continue: you will not have to type your password again if you are still signed in there.",
	},
	"timed_out": {
		http.StatusBadRequest, "The sign-in was not finished",
		"The person did not come back from the identity provider within ten minutes.",
		you, "Sign in again. If the identity provider showed an error, IT can read it there.",
	},
	"internal": {
		http.StatusInternalServerError, "Something went wrong on our side",
		"The sign-in failed through no fault of yours. It was recorded.",
		operator, "Try again. If it fails again, give the attempt's id to the operator.",
	},
}

// wordsFor are the words of a code; an unknown code has WorkOS's general ones.
func wordsFor(code string) words {
	if w, ok := refusals[code]; ok {
		return w
	}
	return refusals["workos_error"]
}
