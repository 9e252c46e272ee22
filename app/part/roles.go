package part

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/shell"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// RoleBadges are the roles that somebody holds, widest first.
func RoleBadges(roles []shared.Role) app.UI {
	if len(roles) == 0 {
		return ui.Dim(ui.Said(words.NoRole))
	}
	var badges []app.UI
	for _, r := range inOrder(roles) {
		badges = append(badges, ui.BadgeTitled(shell.RoleName(r), ui.Plain, string(r)))
	}
	return ui.Badges(badges...)
}

// RolesBecause lists each role with every reason that gives it. A group of the directory leads to what group says; nil
// leads nowhere.
func RolesBecause(roles []shared.Role, because []shared.RoleReason, group func(id string) string) app.UI {
	if len(roles) == 0 {
		return ui.Dim(ui.Said(words.NoRoleNow))
	}
	var kids []app.UI
	for _, r := range inOrder(roles) {
		lines := []app.UI{ui.B(shell.RoleName(r))}
		for _, reason := range because {
			if reason.Role == r {
				lines = append(lines, ui.Path(stepsOf(reason, group)...))
			}
		}
		kids = append(kids, ui.Tight(lines...))
	}
	return ui.Stack(kids...)
}

// stepsOf tells where a role came from, step by step.
func stepsOf(r shared.RoleReason, group func(id string) string) []ui.PathStep {
	switch r.Source {
	case shared.SourceDirectoryGroup:
		from := ui.PathStep{Kind: words.Say(words.TheGroup), Name: r.GroupName}
		if group != nil && r.DirectoryGroupID != "" {
			from.Href = group(r.DirectoryGroupID)
		}
		return []ui.PathStep{from, {Kind: words.Say(words.ByRoleMapping)}}
	case shared.SourceSSOGroup:
		return []ui.PathStep{{Kind: words.Say(words.GroupAtSignIn), Name: r.GroupName}, {Kind: words.Say(words.ByRoleMapping)}}
	case shared.SourceRoleSlug:
		return []ui.PathStep{{Kind: words.Say(words.RoleInWorkOS), Name: r.GroupName}, {Kind: words.Say(words.ByRoleMapping)}}
	case shared.SourceGranted:
		return []ui.PathStep{{Kind: words.Say(words.GrantedByHand)}}
	case shared.SourcePlatform:
		return []ui.PathStep{{Kind: words.Say(words.NamedInConfiguration)}}
	case shared.SourceDefault:
	}
	return []ui.PathStep{{Kind: words.Say(words.DefaultForEveryone)}}
}

func inOrder(roles []shared.Role) []shared.Role {
	var out []shared.Role
	for _, r := range shared.Roles {
		for _, have := range roles {
			if have == r {
				out = append(out, r)
				break
			}
		}
	}
	return out
}
