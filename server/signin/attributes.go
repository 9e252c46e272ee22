package signin

import (
	"strings"

	"memberpulse/server/workos"
)

// person is who came, as WorkOS tells them, mapped to what a member has.
type person struct {
	kind         string // member.KindProfile, member.KindAuthKitUser
	id           string
	idpID        string
	connectionID string
	email        string
	firstName    string
	lastName     string
	department   string
	jobTitle     string
	groups       []string
	roleSlugs    []string
}

// The names under which identity providers send the same thing: WorkOS's own first, then SAML's, then OIDC's.
var (
	firstNames  = []string{"first_name", "firstName", "given_name"}
	lastNames   = []string{"last_name", "lastName", "family_name"}
	departments = []string{"department_name", "department"}
	jobTitles   = []string{"job_title", "jobTitle", "title"}
	groupNames  = []string{"groups"}
)

func personOfProfile(p workos.Profile) person {
	out := person{
		kind: "sso_profile", id: p.ID, idpID: p.IdpID, connectionID: p.ConnectionID, email: strings.TrimSpace(p.Email),
		firstName: p.FirstName, lastName: p.LastName, groups: p.Groups, roleSlugs: p.RoleSlugs,
	}
	if out.firstName == "" {
		out.firstName = textOf(p, firstNames)
	}
	if out.lastName == "" {
		out.lastName = textOf(p, lastNames)
	}
	out.department, out.jobTitle = textOf(p, departments), textOf(p, jobTitles)
	if out.groups == nil {
		out.groups = listOf(p, groupNames)
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

func personOfUser(u workos.User) person {
	return person{kind: "authkit_user", id: u.ID, email: strings.TrimSpace(u.Email), firstName: u.FirstName, lastName: u.LastName}
}
