package signin

import (
	"cmp"
	"strings"

	"memberpulse/server/member"
	"memberpulse/server/workos"
)

// The names under which identity providers send the same thing: WorkOS's own first, then SAML's, then OIDC's.
var (
	firstNames  = []string{"first_name", "firstName", "given_name"}
	lastNames   = []string{"last_name", "lastName", "family_name"}
	departments = []string{"department_name", "department"}
	jobTitles   = []string{"job_title", "jobTitle", "title"}
	groupNames  = []string{"groups"}
)

// personOfProfile maps what WorkOS tells of somebody to what a member has.
func personOfProfile(p workos.Profile) member.Profile {
	groups := p.Groups
	if groups == nil {
		groups = listOf(p, groupNames)
	}
	return member.Profile{
		Kind: member.KindProfile, ID: p.ID, ConnectionID: p.ConnectionID, IdpID: plain(p.IdpID), Email: plain(strings.TrimSpace(p.Email)),
		FirstName: plain(cmp.Or(p.FirstName, textOf(p, firstNames))), LastName: plain(cmp.Or(p.LastName, textOf(p, lastNames))),
		Department: plain(textOf(p, departments)), JobTitle: plain(textOf(p, jobTitles)),
		Groups: plainAll(groups), RoleSlugs: plainAll(p.RoleSlugs),
	}
}

// plainAll is plain for a list; nil stays nil: it means "not told".
func plainAll(list []string) []string {
	if list == nil {
		return nil
	}
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = plain(s)
	}
	return out
}

// textOf reads an attribute: mapped ones first, then what the provider sent raw.
func textOf(p workos.Profile, names []string) string {
	for _, source := range []map[string]any{p.CustomAttributes, p.RawAttributes} {
		for _, name := range names {
			switch v := source[name].(type) {
			case string:
				if v != "" {
					return v
				}
			case []any: // SAML attributes come as lists of one
				if len(v) > 0 {
					if s, ok := v[0].(string); ok && s != "" {
						return s
					}
				}
			}
		}
	}
	return ""
}

func listOf(p workos.Profile, names []string) []string {
	for _, source := range []map[string]any{p.CustomAttributes, p.RawAttributes} {
		for _, name := range names {
			switch v := source[name].(type) {
			case string:
				if v != "" {
					return []string{v}
				}
			case []any:
				out := []string{}
				for _, item := range v {
					if s, ok := item.(string); ok && s != "" {
						out = append(out, s)
					}
				}
				return out
			}
		}
	}
	return nil
}

func personOfUser(u workos.User) member.Profile {
	return member.Profile{
		Kind: member.KindAuthKitUser, ID: u.ID, Email: plain(strings.TrimSpace(u.Email)),
		FirstName: plain(u.FirstName), LastName: plain(u.LastName),
	}
}
