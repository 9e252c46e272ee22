package signin

import "net/http"

// ofWorkOS are WorkOS's own codes, as its callback carries them. Descriptions that come along are shown as text and
// decide nothing.
var ofWorkOS = map[string]words{
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
		admin, "Add the domain in WorkOS's Admin Portal: the operator makes a link to it. Or sign in with another address.",
	},
	"connection_invalid": {
		http.StatusBadRequest, "WorkOS does not know the connection",
		"The connection that this sign-in named does not exist in the WorkOS environment in use.",
		operator, "Check that WORKOS_API_KEY and WORKOS_CLIENT_ID are of the WorkOS environment that has this connection.",
	},
	"connection_strategy_invalid": {
		http.StatusBadRequest, "The provider is set up twice",
		"WorkOS found several strategies for this provider in its environment.",
		operator, "Leave one strategy for the provider in WorkOS.",
	},
	"connection_unlinked": {
		http.StatusForbidden, "The connection is not finished",
		"The connection exists, but its set-up at the identity provider is not complete.",
		admin, "Finish the set-up in WorkOS's Admin Portal: the operator makes a link to it. Then sign in again.",
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
		operator, "Sign in from the sign-in page. If it lasts, compare WORKOS_CLIENT_ID with the client id in the WorkOS dashboard.",
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
		admin, "Verify the domain in WorkOS's Admin Portal: the operator makes a link to it. Or have IT send the right e-mail address.",
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
}
