package directory

import (
	"cmp"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"memberpulse/server/event"
)

// The events that a directory sends.
const (
	nameActivated    = "dsync.activated"
	nameDeactivated  = "dsync.deactivated" // an old name that WorkOS's catalogue has no more
	nameDeleted      = "dsync.deleted"
	nameUserCreated  = "dsync.user.created"
	nameUserUpdated  = "dsync.user.updated"
	nameUserDeleted  = "dsync.user.deleted"
	nameGroupCreated = "dsync.group.created"
	nameGroupUpdated = "dsync.group.updated"
	nameGroupDeleted = "dsync.group.deleted"
	nameUserAdded    = "dsync.group.user_added"
	nameUserRemoved  = "dsync.group.user_removed"
)

// fact is an event, read once. Old payloads lack fields: each has its fallback here and nowhere else.
type fact struct {
	ev        *event.Event
	directory string
	id        string // the subject's
	at        time.Time
	attributes
	user, group string // a membership's ends, with the names that its payload tells
	userName    string
	groupName   string
	dirtyBytes  bool // held bytes that PostgreSQL refuses, replaced by U+FFFD
}

func readAll(events []*event.Event) []fact {
	out := make([]fact, len(events))
	for i, ev := range events {
		out[i] = read(ev)
	}
	return out
}

func read(ev *event.Event) fact {
	data, dirty := sanitized(ev.Data)
	f := fact{ev: ev, directory: ev.DirectoryID, dirtyBytes: dirty}
	f.state, f.custom, f.raw = stateActive, "{}", data.Raw
	var p payload
	p.read(data, &f)
	if f.directory == "" {
		f.directory = p.directory
	}
	switch ev.Name {
	case nameUserAdded, nameUserRemoved:
		f.at = moment(ev.OccurredAt)
		f.user, f.group = text(p.user.Get("id")), text(p.group.Get("id"))
		f.userName, f.groupName = personName(p.user), text(p.group.Get("name"))
		return f
	case nameActivated, nameDeactivated, nameDeleted:
		f.directory = cmp.Or(f.directory, f.id)
	}
	f.times(p)
	return f
}

// payload holds what stands in an event's data beside attributes.
type payload struct {
	directory        string
	created, updated time.Time
	user, group      gjson.Result
	emails, roles    gjson.Result
}

// read walks through the data once: a first sync brings tens of thousands.
func (p *payload) read(data gjson.Result, f *fact) {
	data.ForEach(func(key, v gjson.Result) bool {
		switch key.Str {
		case "id":
			f.id = text(v)
		case "directory_id":
			p.directory = text(v)
		case "idp_id":
			f.idpID = text(v)
		case "email":
			f.email = nullable(v)
		case "emails":
			p.emails = v
		case "first_name":
			f.firstName = nullable(v)
		case "last_name":
			f.lastName = nullable(v)
		case "name":
			f.name = text(v)
		case "state":
			f.state = userState(text(v))
		case "roles": // all of them, where WorkOS has several on
			if v.Get("0").Exists() {
				p.roles = v
			}
		case "role":
			if !p.roles.Exists() {
				p.roles = v
			}
		case "custom_attributes":
			if v.IsObject() {
				f.custom = v.Raw
			}
		case "created_at":
			p.created = timeOf(v)
		case "updated_at":
			p.updated = timeOf(v)
		case "user":
			p.user = v
		case "group":
			p.group = v
		}
		return true
	})
	f.roleSlugs = slugs(p.roles)
	if deref(f.email) == "" {
		f.email = primary(p.emails)
	}
}

// times finds when the object was what the event tells: its own time, or where that lacks, the event's.
func (f *fact) times(p payload) {
	f.at = p.updated
	if f.at.IsZero() && strings.HasSuffix(f.ev.Name, ".created") {
		f.at = p.created
	}
	if f.at.IsZero() {
		f.at = moment(f.ev.OccurredAt)
	}
	f.createdAt = p.created
	if p.created.IsZero() {
		f.createdAt = f.at
	}
}

// userState keeps WorkOS's three. A word that we do not know opens no door: whoever has it counts as inactive.
func userState(told string) string {
	switch told {
	case "", stateActive:
		return stateActive
	case stateSuspended:
		return told
	}
	return stateInactive
}

// primary is the address of an old payload's list: the primary, else the work, else the first one.
func primary(emails gjson.Result) *string {
	var found string
	best := 0
	emails.ForEach(func(_, e gjson.Result) bool {
		value := text(e.Get("value"))
		rank := 1
		switch {
		case e.Get("primary").Type == gjson.True:
			rank = 3
		case text(e.Get("type")) == "work":
			rank = 2
		}
		if value != "" && rank > best {
			found, best = value, rank
		}
		return true
	})
	if found == "" {
		return nil
	}
	return &found
}

// slugs are the roles that WorkOS maps: all of them where several are on, else the one.
func slugs(roles gjson.Result) []string {
	out := []string{}
	if roles.IsObject() {
		if s := text(roles.Get("slug")); s != "" {
			out = append(out, s)
		}
		return out
	}
	roles.ForEach(func(_, r gjson.Result) bool {
		if s := text(r.Get("slug")); s != "" {
			out = append(out, s)
		}
		return true
	})
	return out
}

// text is a string, a number or a truth value as text; anything else is no text.
func text(r gjson.Result) string {
	switch r.Type {
	case gjson.String:
		return r.Str
	case gjson.Number, gjson.True, gjson.False:
		return r.Raw
	default:
		return ""
	}
}

func nullable(r gjson.Result) *string {
	if r.Type == gjson.Null || r.Type == gjson.JSON {
		return nil
	}
	s := text(r)
	return &s
}

func personName(data gjson.Result) string {
	name := strings.TrimSpace(text(data.Get("first_name")) + " " + text(data.Get("last_name")))
	return cmp.Or(name, text(data.Get("email")))
}

// timeOf reads WorkOS's times, and the one form without zone that its documents show. What no clock can have shown
// is no time.
func timeOf(r gjson.Result) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999"} {
		if t, err := time.Parse(layout, text(r)); err == nil && t.Year() >= 1970 && t.Year() < 10000 {
			return moment(t)
		}
	}
	return time.Time{}
}

// moment is a time as PostgreSQL keeps it, so that what is stored compares like what came.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
