package people

import (
	"context"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
	client "memberpulse/shared/api"
)

const noEvent = "No directory event is about this person."

// nameOf is what to call a member: the name, else the address, else the id.
func nameOf(m shared.Member) string {
	if name := strings.TrimSpace(m.FirstName + " " + m.LastName); name != "" {
		return name
	}
	if m.Email != "" {
		return m.Email
	}
	return m.ID
}

// stateWord is the state of a member or an identity as people say it.
func stateWord(s string) string {
	if s == "tombstoned" {
		return "deleted"
	}
	return s
}

func kindName(kind string) string {
	switch kind {
	case "sso_profile":
		return "SSO profile"
	case "directory_user":
		return "Directory user"
	case "authkit_user":
		return "AuthKit user"
	}
	return kind
}

// closePane leads to the list without the pane.
func closePane(href string) app.UI {
	return ui.Button("Close").Quiet().Small().Icon("close").IconOnly().Href(href)
}

func recordOf(m shared.Member) app.UI {
	sessions := "none open"
	if m.Sessions > 0 {
		sessions = words.Plural(m.Sessions, words.Session) + " open"
	}
	return ui.Facts(
		ui.F("E-mail", m.Email), ui.F("First name", m.FirstName), ui.F("Last name", m.LastName),
		ui.F("Title", m.JobTitle), ui.F("Department", m.Department), ui.F("Sessions", sessions),
		ui.FactOf("Here since", ui.Day(m.CreatedAt)),
	)
}

// directoryID is the newest directory user of a member, whose events are the member's history.
func directoryID(m shared.Member) string {
	for _, id := range m.Identities {
		if id.Kind == "directory_user" {
			return id.ID
		}
	}
	return ""
}

// readHistory asks for the events about a member's directory user.
func readHistory(ctx app.Context, into *state.Load[shared.List[shared.SyncLog]], m shared.Member, scope string, most int) {
	subject := directoryID(m)
	if subject == "" {
		into.Set(shared.List[shared.SyncLog]{})
		return
	}
	into.Run(ctx, func(c context.Context) (shared.List[shared.SyncLog], error) {
		return api.Server().SyncLogs(c, client.Page{Limit: most, OrganizationID: scope}, client.LogFilter{SubjectID: subject})
	})
}

// touches reports whether a live row is about the member.
func touches(rows []shared.SyncLog, memberID string) bool {
	for _, l := range rows {
		if l.MemberID == memberID {
			return true
		}
	}
	return false
}

// touchesIdentity reports whether a live row is about something that the member owns.
func touchesIdentity(rows []shared.SyncLog, m shared.Member) bool {
	for _, l := range rows {
		for _, id := range m.Identities {
			if l.SubjectID == id.ID {
				return true
			}
		}
	}
	return false
}

// changesPeople counts the live rows that changed a person.
func changesPeople(rows []shared.SyncLog) int {
	n := 0
	for _, l := range rows {
		if l.Outcome == shared.OutcomeApplied && strings.HasPrefix(l.SubjectID, "directory_user_") {
			n++
		}
	}
	return n
}

// changesGroups counts the live rows that changed a group or who is in it.
func changesGroups(rows []shared.SyncLog) int {
	n := 0
	for _, l := range rows {
		if l.Outcome == shared.OutcomeApplied && strings.HasPrefix(l.Event, "dsync.group.") {
			n++
		}
	}
	return n
}

// userName is what to call a directory user: the name, else the address, else the id.
func userName(u shared.DirectoryUser) string {
	var parts []string
	for _, s := range []*string{u.FirstName, u.LastName} {
		if s != nil && *s != "" {
			parts = append(parts, *s)
		}
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, " ")
	case u.Email != nil && *u.Email != "":
		return *u.Email
	}
	return u.ID
}
