package console

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"memberpulse/server/sandbox/world"
)

type eventRow struct {
	ID, Name, Organization, Subject string
	At                              time.Time
	Body                            string
}

func (v *visit) eventRow(e *world.Event) eventRow {
	row := eventRow{ID: e.ID, Name: e.Name, At: e.CreatedAt, Subject: v.subject(e.Body)}
	if o, err := v.s.world.Organization(e.OrganizationID); err == nil {
		row.Organization = o.Name
	}
	return row
}

// subject names whom or what an event is about, for a person who reads a list.
func (v *visit) subject(body []byte) string {
	var e struct {
		Data struct {
			UserID string `json:"user_id"`
			Name   string `json:"name"`
			Email  string `json:"email"`
			Domain string `json:"domain"`
			User   struct {
				Email string `json:"email"`
			} `json:"user"`
			Group struct {
				Name string `json:"name"`
			} `json:"group"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &e); err != nil {
		return "unreadable on purpose"
	}
	d := e.Data
	switch {
	case d.User.Email != "" && d.Group.Name != "":
		return d.User.Email + " · " + d.Group.Name
	case d.Email != "":
		return d.Email
	case d.Domain != "":
		return d.Domain
	case d.UserID != "":
		if u, err := v.s.world.User(d.UserID); err == nil {
			return u.Email
		}
	}
	return d.Name
}

func (v *visit) events() {
	q := v.r.URL.Query()
	prefix, before := strings.TrimSpace(q.Get("event")), q.Get("after")
	var rows []eventRow
	next := ""
	for _, e := range slices.Backward(v.s.world.EventLog(0)) {
		if before != "" && e.ID >= before || !strings.HasPrefix(e.Name, prefix) {
			continue
		}
		if len(rows) == perPage {
			next = rows[len(rows)-1].ID
			break
		}
		row := v.eventRow(e)
		row.Body = indent(e.Body)
		rows = append(rows, row)
	}
	v.show("events", struct {
		page
		Events   []eventRow
		Prefix   string
		Prefixes []string
		Next     string
	}{v.page("events"), rows, prefix, prefixes, more(v.r.URL, next)})
}

// prefixes are the families of events that the list can be narrowed to.
var prefixes = []string{"dsync.user.", "dsync.group.", "dsync.", "connection.", "organization.", "organization_domain.", "organization_membership.", "user.", "authentication.", "session."}

// indent lays JSON out for reading; what is none, as a poisoned event, stays.
func indent(raw []byte) string {
	var buf bytes.Buffer
	if err := json.Indent(&buf, raw, "", "  "); err != nil {
		return string(raw)
	}
	return buf.String()
}
