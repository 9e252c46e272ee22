package signin

import "net/http"

// ofTheFlow are the checks before WorkOS is asked, and on the way back.
var ofTheFlow = map[string]words{
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
		you, "Sign in from the sign-in page, or ask whoever gave you the link for a new one.",
	},
	"connection_disabled": {
		http.StatusForbidden, "Single sign-on is switched off",
		"The connection exists, but it was disabled in MemberPulse.",
		admin, "Enable the connection in Settings > Authentication.",
	},
	"connection_inactive": {
		http.StatusForbidden, "The connection is not active",
		"WorkOS reports the connection as not active, so nobody can sign in with it.",
		admin, "Finish or repair the connection in WorkOS's Admin Portal: the operator makes a link to it. Then sign in again.",
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
		operator, "Set WORKOS_API_KEY and WORKOS_CLIENT_ID in the environment to what the WorkOS dashboard shows under API Keys, and start MemberPulse again.",
	},
	"workos_not_configured": {
		http.StatusServiceUnavailable, "Sign-in is not set up yet",
		"MemberPulse has no WorkOS credentials yet.",
		operator, "Set WORKOS_API_KEY, WORKOS_CLIENT_ID and WORKOS_WEBHOOK_SECRET in the environment and start MemberPulse again.",
	},
	"workos_error": {
		http.StatusBadRequest, "WorkOS reported an error",
		"WorkOS sent the browser back with an error that MemberPulse does not know.",
		operator, "Try again. If it lasts, look the code up in WorkOS's list of errors.",
	},
}
