package directory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"memberpulse/server/event"
)

// Names of changed fields, as WorkOS names them.
const (
	fieldCreated   = "created"
	fieldState     = "state"
	fieldName      = "name"
	fieldIdpID     = "idp_id"
	fieldRole      = "role"
	fieldGroups    = "groups"
	fieldCustom    = "custom_attributes."
	fieldSanitized = "sanitized" // bytes that cannot be stored were replaced
)

// clock tells a time the way a reader of today's log needs it.
func (w *world) clock(t time.Time) string {
	if y, m, d := t.Date(); t.IsZero() || w.now.IsZero() {
		return "another time"
	} else if ny, nm, nd := w.now.UTC().Date(); y == ny && m == nm && d == nd {
		return t.Format("15:04:05")
	} else if y == ny {
		return t.Format("2 Jan 15:04:05")
	}
	return t.Format("2 Jan 2006 15:04:05")
}

// person is how sentences call somebody.
func (a *attributes) person() string {
	first, last := deref(a.firstName), deref(a.lastName)
	return person(cmp.Or(strings.TrimSpace(first+" "+last), deref(a.email)))
}

func person(name string) string { return cmp.Or(short(name), "A person without a name") }

func groupName(name string) string { return cmp.Or(short(name), "a group without a name") }

// short keeps a sentence readable, whatever length a directory lets names have.
func short(name string) string {
	const most = 120
	name = strings.Join(strings.Fields(name), " ")
	if len(name) <= most {
		return name
	}
	return strings.ToValidUTF8(name[:most], "") + "…"
}

func (f *fact) label(w *world) string {
	switch {
	case f.user != "":
		if u := w.users[f.user]; u != nil {
			return u.person()
		}
		return person(f.userName)
	case strings.HasPrefix(f.ev.Name, "dsync.group."):
		return groupName(f.name)
	case strings.HasPrefix(f.ev.Name, "dsync.user."):
		return f.person()
	}
	return short(f.name)
}

func (p *place) label() string { return cmp.Or(short(p.name), "The directory") }

var providers = map[string]string{
	"azure": "Entra ID", "okta": "Okta", "gsuite": "Google Workspace", "onelogin": "OneLogin", "jump": "JumpCloud",
	"cyberark": "CyberArk", "pingfederate": "PingFederate", "sailpoint": "SailPoint", "rippling": "Rippling",
	"bamboohr": "BambooHR", "breathe": "Breathe", "cezanne": "Cezanne", "fourth": "Fourth", "hibob": "HiBob",
	"people": "People HR", "personio": "Personio", "workday": "Workday",
}

// source names where somebody came from, whether it pushes people or WorkOS fetches them.
func (p *place) source() string {
	first, _, _ := strings.Cut(p.kind, " ")
	return cmp.Or(providers[first], "the directory")
}

func userDiffers(u *being, before attributes) event.Decision {
	fields := changedUser(before, u.attributes)
	name := u.person()
	if before.state != u.state {
		reason := map[string]string{
			stateActive: name + " made active again", stateInactive: name + " made inactive", "suspended": name + " suspended",
		}[u.state]
		return applied(reason, fields...)
	}
	if len(fields) == 0 {
		return applied(name + ": nothing differs")
	}
	return applied(name+": "+inWords(fields)+" changed", fields...)
}

func groupDiffers(g *being, before attributes) event.Decision {
	fields := changedGroup(before, g.attributes)
	switch {
	case slices.Contains(fields, fieldName):
		return applied(groupName(g.name)+" renamed, was "+groupName(before.name), fields...)
	case len(fields) > 0:
		return applied(groupName(g.name)+": "+inWords(fields)+" changed", fields...)
	}
	return applied(groupName(g.name) + ": nothing differs")
}

// inWords turns names of fields into a list a reader understands, and keeps it short.
func inWords(fields []string) string {
	words := make([]string, 0, len(fields))
	for _, f := range fields {
		f = strings.TrimPrefix(f, fieldCustom)
		switch f {
		case fieldIdpID:
			f = "id in the identity provider"
		case "first_name", "last_name":
			f = strings.ReplaceAll(f, "_", " ")
		default:
			f = strings.ReplaceAll(strings.TrimSuffix(f, "_name"), "_", " ")
		}
		words = append(words, short(f))
	}
	if len(words) > 4 {
		words = append(words[:3], fmt.Sprintf("%d more", len(words)-3))
	}
	return strings.Join(words, ", ")
}

func peopleLeave(n int) string {
	switch n {
	case 0:
		return "nobody was in it"
	case 1:
		return "1 person leaves it"
	}
	return thousands(n) + " people leave it"
}

// thousands writes 1284 as 1,284.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func appendMissing(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
