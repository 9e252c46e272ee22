package part

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/shell"
	"memberpulse/app/ui"
	"memberpulse/shared"
)

// RoleBadges are the roles that somebody holds, widest first.
func RoleBadges(roles []shared.Role) app.UI {
	if len(roles) == 0 {
		return ui.Dim(ui.Text("no role"))
	}
	var badges []app.UI
	for _, r := range inOrder(roles) {
		badges = append(badges, ui.BadgeTitled(shell.RoleName(r), ui.Plain, string(r)))
	}
	return ui.Badges(badges...)
}

// RolesBecause lists each role with every reason that gives it.
func RolesBecause(roles []shared.Role, because []shared.RoleReason) app.UI {
	if len(roles) == 0 {
		return ui.Dim(ui.Text("No role is held now."))
	}
	var kids []app.UI
	for _, r := range inOrder(roles) {
		lines := []app.UI{ui.B(shell.RoleName(r))}
		for _, reason := range because {
			if reason.Role == r {
				lines = append(lines, ui.Path(stepsOf(reason)...))
			}
		}
		kids = append(kids, ui.Tight(lines...))
	}
	return ui.Stack(kids...)
}

// stepsOf tells where a role came from, step by step.
func stepsOf(r shared.RoleReason) []ui.PathStep {
	switch r.Source {
	case shared.SourceDirectoryGroup:
		return []ui.PathStep{{Kind: "Group", Name: r.GroupName}, {Kind: "role mapping"}}
	case shared.SourceSSOGroup:
		return []ui.PathStep{{Kind: "Group at sign-in", Name: r.GroupName}, {Kind: "role mapping"}}
	case shared.SourceRoleSlug:
		return []ui.PathStep{{Kind: "Role in WorkOS", Name: r.GroupName}, {Kind: "role mapping"}}
	case shared.SourceGranted:
		return []ui.PathStep{{Kind: "Granted by hand"}}
	case shared.SourcePlatform:
		return []ui.PathStep{{Kind: "Named as platform admin in the configuration"}}
	case shared.SourceDefault:
	}
	return []ui.PathStep{{Kind: "Default for everyone"}}
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
