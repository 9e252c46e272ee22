package directory

import (
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

func read(ev *event.Event) fact {
	data, dirty := sanitized(ev.Data)
	f := fact{ev: ev, directory: ev.DirectoryID, dirtyBytes: dirty}
	if f.directory == "" {
		f.directory = text(data.Get("directory_id"))
	}
	f.id = text(data.Get("id"))
	switch ev.Name {
	case nameUserAdded, nameUserRemoved:
		f.at = moment(ev.OccurredAt)
		f.user, f.group = text(data.Get("user.id")), text(data.Get("group.id"))
		f.userName, f.groupName = personName(data.Get("user")), text(data.Get("group.name"))
		return f
	case nameActivated, nameDeactivated, nameDeleted:
		if f.directory == "" {
			f.directory = f.id
		}
	case nameGroupCreated, nameGroupUpdated, nameGroupDeleted:
		f.attributes = readGroup(data)
	default:
		f.attributes = readUser(data)
	}
	f.times(data)
	return f
}

// times finds when the object was what the event tells: its own time, or where that lacks, the event's.
func (f *fact) times(data gjson.Result) {
	created, updated := timeOf(data.Get("created_at")), timeOf(data.Get("updated_at"))
	f.at = updated
	if f.at.IsZero() && strings.HasSuffix(f.ev.Name, ".created") {
		f.at = created
	}
	if f.at.IsZero() {
		f.at = moment(f.ev.OccurredAt)
	}
	f.createdAt = created
	if created.IsZero() {
		f.createdAt = f.at
	}
}

func readUser(data gjson.Result) attributes {
	a := attributes{
		idpID:     text(data.Get("idp_id")),
		email:     email(data),
		firstName: nullable(data.Get("first_name")),
		lastName:  nullable(data.Get("last_name")),
		state:     userState(text(data.Get("state"))),
		roleSlugs: slugs(data),
		custom:    "{}",
		raw:       data.Raw,
	}
	if c := data.Get("custom_attributes"); c.IsObject() {
		a.custom = c.Raw
	}
	return a
}

func readGroup(data gjson.Result) attributes {
	return attributes{idpID: text(data.Get("idp_id")), name: text(data.Get("name")), state: stateActive, raw: data.Raw}
}

// userState keeps WorkOS's three. A word that we do not know opens no door: whoever has it counts as inactive.
func userState(told string) string {
	switch told {
	case "", stateActive:
		return stateActive
	case "suspended":
		return told
	}
	return stateInactive
}

// email is the primary address: the field of that name, or in old payloads the primary, else the work, else the
// first of the list.
func email(data gjson.Result) *string {
	if e := nullable(data.Get("email")); e != nil && *e != "" {
		return e
	}
	var found string
	best := 0
	data.Get("emails").ForEach(func(_, e gjson.Result) bool {
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
func slugs(data gjson.Result) []string {
	out := []string{}
	data.Get("roles").ForEach(func(_, r gjson.Result) bool {
		if s := text(r.Get("slug")); s != "" {
			out = append(out, s)
		}
		return true
	})
	if s := text(data.Get("role.slug")); s != "" && len(out) == 0 {
		out = append(out, s)
	}
	return out
}

// text is a string, a number or a truth value as text; anything else is no text.
func text(r gjson.Result) string {
	switch r.Type {
	case gjson.String:
		return r.Str
	case gjson.Number, gjson.True, gjson.False:
		return r.Raw
	}
	return ""
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
	if name == "" {
		if e := email(data); e != nil {
			name = *e
		}
	}
	return name
}

// timeOf reads WorkOS's times, and the one form without zone that its documents show.
func timeOf(r gjson.Result) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999"} {
		if t, err := time.Parse(layout, text(r)); err == nil {
			return moment(t)
		}
	}
	return time.Time{}
}

// moment is a time as PostgreSQL keeps it, so that what is stored compares like what came.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
