package people

import (
	"context"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
	client "memberpulse/shared/api"
)

const (
	tombstoned = "tombstoned" // the state of a member who was deleted

	byName  = "name" // the order that the list of people has by itself
	anyRole = "any"  // the choice that narrows nothing: an option without a value would be read by its words
)

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
	if s == tombstoned {
		return words.Say(words.StateDeleted)
	}
	return s
}

// stateOf is the same as a status.
func stateOf(s string) app.UI { return ui.Status(ui.OutcomeKind(s), stateWord(s)) }

// identityState is how something that a member owns stands. What WorkOS still calls active lets nobody in who is not.
func identityState(m shared.Member, id shared.MemberIdentity) app.UI {
	if m.State != "active" && id.State == "active" {
		return ui.Status(ui.Off, words.Say(words.LetsNobodyIn))
	}
	return stateOf(id.State)
}

// groupLink leads to the people of a group.
func groupLink(q state.Query) func(id string) string {
	return func(id string) string { return q.Link(shared.PathPeopleIn(id)) }
}

// groupBadges are the groups of a person in a few words.
func groupBadges(groups []shared.GroupRef) app.UI {
	if len(groups) == 0 {
		return ui.Dim(ui.Said(words.InNoGroup))
	}
	badges := make([]app.UI, len(groups))
	for i, g := range groups {
		badges[i] = ui.Badge(g.Name, ui.Plain)
	}
	return ui.Badges(badges...)
}

// orderOf is how the list stands: as the address says, else by name.
func orderOf(asked string) string {
	if asked == "" {
		return byName
	}
	return asked
}

// sortOf is the heading that the list stands by, and whether it is turned round: names from Z, changes from the oldest.
func sortOf(asked string) (key string, turned bool) {
	return strings.CutPrefix(orderOf(asked), "-")
}

// orderFor is what the address says for a heading; nothing for the order that the list has by itself.
func orderFor(key string, turned bool) string {
	switch {
	case turned:
		return "-" + key
	case key == byName:
		return ""
	}
	return key
}

// rolesToChoose are the roles that people of an organization hold, and the one that is chosen though none may hold it.
func rolesToChoose(chosen string) []ui.Option {
	options := []ui.Option{{Value: anyRole, Label: words.Say(words.AnyRole)}}
	for _, r := range shared.Roles {
		if r != shared.RolePlatformAdmin || string(r) == chosen {
			options = append(options, ui.Option{Value: string(r), Label: shell.RoleName(r)})
		}
	}
	if chosen != "" && !shared.Role(chosen).Valid() {
		options = append(options, ui.Option{Value: chosen, Label: chosen})
	}
	return options
}

// groupName is what a group is called by the people in it; nobody in it leaves its id.
func groupName(id string, members []shared.Member) string {
	for _, m := range members {
		for _, g := range m.Groups {
			if g.ID == id {
				return g.Name
			}
		}
	}
	return words.Short(id)
}

// chosenGroup is the name of the chosen group and how many people are in it; one that is on another page of the list is
// known by those who were read.
func chosenGroup(groups []shared.DirectoryGroup, chosen string, read []shared.Member) (name string, people int) {
	for _, g := range groups {
		if g.ID == chosen {
			return g.Name, max(g.Users, len(read))
		}
	}
	for _, u := range read {
		for _, g := range u.Groups {
			if g.ID == chosen {
				return g.Name, len(read)
			}
		}
	}
	return words.Say(words.TheGroup), len(read)
}

func kindName(kind string) string {
	switch kind {
	case "sso_profile":
		return words.Say(words.SSOProfile)
	case "directory_user":
		return words.Say(words.DirectoryUser)
	case "authkit_user":
		return words.Say(words.AuthKitUser)
	}
	return kind
}

// closePane leads to the list without the pane.
func closePane(href string) app.UI {
	return ui.Button(words.Say(words.Close)).Quiet().Small().Icon("close").IconOnly().Href(href)
}

func recordOf(m shared.Member) app.UI {
	sessions := words.Say(words.None)
	if m.Sessions > 0 {
		sessions = words.Count(m.Sessions)
	}
	return ui.Facts(
		ui.F(words.EMail, m.Email), ui.F(words.FirstName, m.FirstName), ui.F(words.LastName, m.LastName),
		ui.F(words.JobTitle, m.JobTitle), ui.F(words.Department, m.Department), ui.F(words.OpenSessions, sessions),
		ui.FactOf(words.HereSince, ui.Day(m.CreatedAt)),
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
