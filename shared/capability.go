package shared

import "slices"

// Capability is something that a role may do. The server decides by this value, the browser hides by it.
type Capability string

// What roles may do.
const (
	CapabilityPlatform  Capability = "platform"  // all organizations, API keys, everything of the operator
	CapabilitySettings  Capability = "settings"  // platform settings and WorkOS credentials: all that an admin link opens
	CapabilityConfigure Capability = "configure" // SSO, directories, mappings, domains, links of an organization
	CapabilityReplay    Capability = "replay"
	CapabilityAudit     Capability = "audit"
	CapabilityRead      Capability = "read" // members, directory, sync log, activity, health
	CapabilitySelf      Capability = "self" // own profile, sessions, entitlements: everybody who is signed in
)

// How a route is opened that asks for no capability of a role.
const (
	AccessAnyone    Capability = "anyone"
	AccessSignedIn  Capability = "signed_in" // whoever is signed in, by an admin link too
	AccessSignature Capability = "signature" // WorkOS's signature is the key
)

var capabilities = map[Role][]Capability{
	RolePlatformAdmin: {CapabilityPlatform, CapabilitySettings, CapabilityConfigure, CapabilityReplay, CapabilityAudit, CapabilityRead, CapabilitySelf},
	RoleClientAdmin:   {CapabilityConfigure, CapabilityReplay, CapabilityAudit, CapabilityRead, CapabilitySelf},
	RoleClientUser:    {CapabilityRead, CapabilitySelf},
	RoleMember:        {CapabilitySelf},
}

// Capabilities are what a set of roles may do together, in a steady order.
func Capabilities(roles []Role) []Capability {
	var out []Capability
	for _, r := range Roles {
		if !slices.Contains(roles, r) {
			continue
		}
		for _, c := range capabilities[r] {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

// Can reports whether one of roles may do c.
func Can(roles []Role, c Capability) bool { return slices.Contains(Capabilities(roles), c) }
