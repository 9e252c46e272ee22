package shared

import "slices"

// Role says what somebody is to MemberPulse. A member holds a set of roles; access is their union.
type Role string

// The roles, widest first. RolePlatformAdmin is never mapped from a directory or an identity provider.
const (
	RolePlatformAdmin Role = "ROLE_PLATFORM_ADMIN"
	RoleClientAdmin   Role = "ROLE_CLIENT_ADMIN"
	RoleClientUser    Role = "ROLE_CLIENT_USER"
	RoleMember        Role = "ROLE_MEMBER"
)

// Roles are all roles, widest first.
var Roles = []Role{RolePlatformAdmin, RoleClientAdmin, RoleClientUser, RoleMember}

// Valid reports whether r is a role that exists.
func (r Role) Valid() bool { return slices.Contains(Roles, r) }

// Name is the role in words.
func (r Role) Name() string {
	switch r {
	case RolePlatformAdmin:
		return "Platform admin"
	case RoleClientAdmin:
		return "Client admin"
	case RoleClientUser:
		return "Client user"
	case RoleMember:
		return "Member"
	}
	return string(r)
}

// RoleSource tells where a role came from.
type RoleSource string

// The sources of a role.
const (
	SourceDirectoryGroup RoleSource = "directory_group"
	SourceSSOGroup       RoleSource = "sso_group"
	SourceRoleSlug       RoleSource = "role_slug"
	SourceGranted        RoleSource = "granted"
	SourceDefault        RoleSource = "default"
	SourcePlatform       RoleSource = "platform_admin"
)

// RoleReason is one reason why somebody holds a role.
type RoleReason struct {
	Role             Role       `json:"role"`
	Source           RoleSource `json:"source"`
	DirectoryGroupID string     `json:"directory_group_id"`
	GroupName        string     `json:"group_name"`
	RoleMappingID    string     `json:"role_mapping_id"`
	EventID          string     `json:"event_id"`
}

// RoleMapping gives a role to whoever is in a group, or carries a role slug of WorkOS's.
type RoleMapping struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`  // group | role_slug
	Match string `json:"match"` // the group's name, or the slug
	Role  Role   `json:"role"`
}
