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

// AttemptSaid is what happened in a few words.
func AttemptSaid(a shared.SignInAttempt) string {
	switch {
	case a.Title != "":
		return a.Title
	case a.ConnectionName != "":
		return "through " + a.ConnectionName
	}
	return MethodName(a.Method)
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
