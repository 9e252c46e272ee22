package signin

import "memberpulse/server/httpx"

// What the routes of signing in take, beside what only one of them does.
var (
	selects = []httpx.Param{
		{Name: "connection", About: "The connection to sign in by; at most one of connection, organization and domain."},
		{Name: "organization", About: "The organization to sign in to: its connection that is enabled."},
		{Name: "domain", About: "A verified domain of the organization to sign in to."},
		{Name: "connection_id", About: "The connection, as WorkOS names it where a sign-in begins at the identity provider."},
		{Name: "from", About: "form, where the form of the sign-in page sends it without a script: the answer is a page that goes on by itself."},
	}
	starts = []httpx.Param{
		{Name: "email", About: "The address to sign in with: its domain chooses where nothing else does."},
		{Name: "login_hint", About: "An address to fill in at the identity provider."},
		{Name: "return_to", About: "Where to go afterwards: a path of this site; anything else is dropped."},
	}
	returns = []httpx.Param{
		{Name: "state", About: "What the sign-in was begun with."},
		{Name: "code", About: "What is exchanged for the person, once."},
		{Name: "error", About: "Why WorkOS let nobody in, as a word."},
		{Name: "error_description", About: "The same, as a sentence."},
	}
	statuses = []string{inProgress, succeeded, refused, timedOut}
)
