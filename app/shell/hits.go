package shell

import (
	"strings"

	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// hit is one thing to jump to.
type hit struct {
	group                   words.Key
	icon, label, note, path string
}

// found are the pages by name, or what a pasted id leads to without asking.
func found(typed string, me shared.Me, scope string) []hit {
	typed = strings.TrimSpace(typed)
	if h, ok := byID(typed, me, scope); ok {
		return []hit{h}
	}
	sections := navigation(me, scope, Exists)
	if len(sections) == 0 || sections[0].title != personal.title {
		sections = append(sections, personal)
	}
	var hits []hit
	for _, s := range sections {
		for _, l := range s.links {
			if label := words.Say(l.label); contains(label, typed) {
				hits = append(hits, hit{words.Pages, l.icon, label, words.Say(s.title), inScope(l.path, scope)})
			}
		}
	}
	return hits
}

// byID is where an id leads whose page has it in its address. Those of people and of organizations are searched for, and
// the rest is looked up.
func byID(id string, me shared.Me, scope string) (hit, bool) {
	if !can(me, shared.CapabilityRead) {
		return hit{}, false
	}
	within := me.Organization != nil || scope != ""
	switch {
	case strings.HasPrefix(id, "event_"):
		return hit{words.Events, "inbox", words.Say(words.OpenEvent), id, inScope(shared.PathEvent(id), scope)}, true
	case strings.HasPrefix(id, "attempt_"):
		return hit{words.SignInAttempts, "key", words.Say(words.OpenAttempt), id, inScope(shared.PathAttempt(id), scope)}, true
	case strings.HasPrefix(id, "directory_group_") && within:
		return hit{words.Groups, "people", words.Say(words.OpenGroup), id, inScope(shared.PathGroups+"?group="+id, scope)}, true
	}
	return hit{}, false
}

// personHit leads to a person, in their organization for who belongs to none.
func personHit(m shared.Member, me shared.Me, scope string) hit {
	name := strings.TrimSpace(m.FirstName + " " + m.LastName)
	if name == "" {
		name = m.Email
	}
	return hit{words.People, "person", name, m.Email, inScope(shared.PathPerson(m.ID), homeOf(m.OrganizationID, me, scope))}
}

func organizationHit(o shared.Organization) hit {
	return hit{words.Organizations, "org", o.Name, o.ID, inScope(shared.PathOverview, o.ID)}
}

// isPerson reports whether a person who was found for an older text is one for what is typed now.
func isPerson(m shared.Member, typed string) bool {
	if m.ID == typed || contains(m.FirstName+" "+m.LastName+" "+m.Email, typed) {
		return true
	}
	for _, i := range m.Identities {
		if i.ID == typed {
			return true
		}
	}
	return false
}

// isOrganization does the same as isPerson for an organization, by the id of one of its domains too.
func isOrganization(o shared.Organization, typed string) bool {
	for _, d := range o.Domains {
		if d.ID == typed {
			return true
		}
	}
	return o.ID == typed || contains(o.Name, typed)
}

func contains(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
