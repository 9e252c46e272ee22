package event

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"memberpulse/server/workos"
)

const (
	environmentLane = "environment"
	unreadable      = "unreadable" // the event name of what carries none
	unnamedPrefix   = "sha256_"    // the id of what carries none, or none that an address can have: a digest
	longestName     = 200
	longestID       = 100 // as cursors are
)

// envelope is what the inbox must know of an event before it is stored: little, read in one walk, never failing.
type envelope struct {
	id          string
	name        string
	lane        string
	directoryID string
	claims      string // the organization that the payload names
	occurredAt  time.Time
	lockOut     bool
	state       string
}

// read finds in any bytes something to store: what cannot be read is kept too, under its digest.
func read(body []byte, receivedAt time.Time) envelope {
	if workos.TooDeep(body) || !gjson.ValidBytes(body) {
		return envelope{id: digest(body), name: unreadable, lane: environmentLane, occurredAt: receivedAt}
	}
	e := envelope{lane: environmentLane, occurredAt: receivedAt}
	var data gjson.Result
	gjson.ParseBytes(body).ForEach(func(key, value gjson.Result) bool {
		switch {
		case key.Str == "id" && e.id == "":
			e.id = value.String()
		case key.Str == "event" && e.name == "":
			e.name = clean(value.String(), longestName)
		case key.Str == "created_at":
			if at := workos.ParseTime(value.String()); plausible(at) {
				e.occurredAt = at
			}
		case key.Str == "data" && !data.Exists():
			data = value
		}
		return true
	})
	if e.id == "" {
		e.id = digest(body)
	} else {
		e.id = filedUnder(e.id)
	}
	if e.name == "" {
		e.name = unreadable
	}
	e.place(data)
	return e
}

// filedUnder is the id by which an event is kept: its own, or a digest, the same for every delivery of it.
func filedUnder(id string) string {
	if !addressable(id) || strings.HasPrefix(id, unnamedPrefix) {
		return digest([]byte(id))
	}
	return id
}

// addressable holds for an id that can stand in an address and be a cursor: what is filed under another could be neither
// read nor replayed, nor could a list go on behind it. WorkOS's all are.
func addressable(id string) bool {
	if len(id) > longestID {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// plausible keeps times that PostgreSQL and JSON can hold.
func plausible(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 10000 }

// place finds the event's lane, and whether it takes somebody's access away.
func (e *envelope) place(data gjson.Result) {
	var id string
	data.ForEach(func(key, value gjson.Result) bool {
		switch key.Str {
		case "id":
			id = value.String()
		case "directory_id":
			e.directoryID = value.String()
		case "organization_id":
			e.claims = value.String()
		case "state", "status":
			e.state = value.String()
		case "organization_domain", "connection", "sso", "user", "group":
			if inner := value.Get("organization_id").String(); e.claims == "" {
				e.claims = inner
			}
		}
		return true
	})
	switch {
	case e.name == "dsync.activated" || e.name == "dsync.deleted" || e.name == "dsync.deactivated":
		e.directoryID = id
	case strings.HasPrefix(e.name, "organization.") && e.claims == "":
		e.claims = id
	}
	if !strings.HasPrefix(e.directoryID, "directory_") || !workos.ValidID(e.directoryID) {
		e.directoryID = ""
	}
	if !strings.HasPrefix(e.claims, "org_") || !workos.ValidID(e.claims) {
		e.claims = ""
	}
	switch {
	case e.directoryID != "":
		e.lane = e.directoryID
	case e.claims != "":
		e.lane = e.claims
	}
	e.lockOut = locksOut(e.name, e.state)
}

// locksOut holds for events that take access away: they go first.
func locksOut(name, state string) bool {
	switch name {
	case "dsync.user.deleted", "dsync.deleted", "dsync.deactivated",
		"organization_membership.deleted", "user.deleted", "organization.deleted",
		"connection.deactivated", "connection.deleted":
		return true
	case "dsync.user.updated", "organization_membership.updated":
		return state == "inactive" || state == "suspended"
	}
	return false
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return unnamedPrefix + hex.EncodeToString(sum[:])
}

// clean makes text that PostgreSQL takes: it refuses NUL and broken UTF-8.
func clean(s string, longest int) string {
	if len(s) > longest {
		s = s[:longest]
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
