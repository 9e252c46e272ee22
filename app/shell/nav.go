package shell

import (
	"net/url"
	"strings"

	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// link is one entry of the navigation and of the jump box.
type link struct {
	label      words.Key
	path, icon string
	needs      shared.Capability
}

// section is a titled group of links.
type section struct {
	title words.Key
	links []link
}

var clientPortal = section{words.ClientPortal, []link{
	{words.Overview, "/", "grid", shared.CapabilityRead},
	{words.Directory, "/directory", "directory", shared.CapabilityRead},
	{words.People, "/people", "people", shared.CapabilityRead},
	{words.Groups, "/groups", "group", shared.CapabilityRead},
	{words.Activity, "/activity", "activity", shared.CapabilityRead},
}}

var clientSettings = section{words.Settings, []link{
	{words.Authentication, "/settings/authentication/attempts", "key", shared.CapabilityRead},
}}

var adminPortal = section{words.AdminPortal, []link{
	{words.Overview, "/admin", "grid", shared.CapabilityPlatform},
	{words.Events, "/admin/events", "inbox", shared.CapabilityPlatform},
}}

var platformSettings = section{words.PlatformSettings, []link{
	{words.WorkOS, "/admin/settings/workos", "plug", shared.CapabilitySettings},
}}

var personal = section{words.You, []link{
	{words.Profile, "/me", "person", shared.CapabilitySelf},
}}

// navigation is what a reader sees: what the capabilities open, and the client portal only for an organization.
func navigation(me shared.Me, scope string, exists func(string) bool) []section {
	var out []section
	add := func(s section) {
		var links []link
		for _, l := range s.links {
			if can(me, l.needs) && exists(l.path) {
				links = append(links, l)
			}
		}
		if len(links) > 0 {
			out = append(out, section{s.title, links})
		}
	}
	add(adminPortal)
	add(platformSettings)
	if me.Organization != nil || scope != "" {
		add(clientPortal)
		add(clientSettings)
	}
	if len(out) == 0 {
		add(personal)
	}
	return out
}

func can(me shared.Me, c shared.Capability) bool {
	for _, have := range me.Capabilities {
		if have == c {
			return true
		}
	}
	return false
}

// current reports which link is the page's: the longest path that the page's path begins with.
func current(sections []section, path string) string {
	best := ""
	for _, s := range sections {
		for _, l := range s.links {
			inside := l.path == path || l.path != "/" && l.path != "/admin" && strings.HasPrefix(path, l.path+"/")
			if inside && len(l.path) > len(best) {
				best = l.path
			}
		}
	}
	if best == "" {
		best = family(path)
	}
	return best
}

// family names the entry that a page without one of its own belongs to.
func family(path string) string {
	switch {
	case strings.HasPrefix(path, "/events/"):
		return "/activity"
	case strings.HasPrefix(path, "/settings/authentication"):
		return "/settings/authentication/attempts"
	}
	return ""
}

// inScope keeps a platform admin in the chosen organization; admin pages span all.
func inScope(path, scope string) string {
	if scope == "" || strings.HasPrefix(path, "/admin") || path == "/me" {
		return path
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + "organization_id=" + url.QueryEscape(scope)
}
