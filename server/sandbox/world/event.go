package world

import (
	"bytes"
	"encoding/json"
	"slices"
	"sort"
	"strings"
	"time"
)

// Event is one entry of the event log. Body is the whole envelope, kept once: webhooks and the Events API send these bytes.
type Event struct {
	Seq            int
	ID             string
	Name           string
	OrganizationID string
	DirectoryID    string
	CreatedAt      time.Time
	Body           []byte
	Bulk           bool // one of very many that a burst, or a command as large, made at once
}

// bulkEvents is how many events of one command are as good as a burst.
const bulkEvents = 100

func bulk(command string, events int) bool { return command == burstCommand || events > bulkEvents }

// emit adds an event.
func (t *tx) emit(name, organizationID, directoryID string, data any) {
	raw, ok := data.(json.RawMessage)
	if !ok {
		var err error
		if raw, err = Encode(data); err != nil {
			panic("world: a view that JSON cannot hold: " + err.Error()) // a mistake of ours: no input leads here
		}
	}
	t.poison(name, organizationID, directoryID, raw)
	t.log(name, organizationID, directoryID, raw)
}

func (t *tx) log(name, organizationID, directoryID string, data json.RawMessage) {
	at := t.first
	if !t.w.faults.SameTime || at.IsZero() {
		at = t.w.stamp()
		t.first = at
	}
	e := &Event{
		Seq: len(t.w.events) + len(t.events), ID: t.id("event", at), Name: name,
		OrganizationID: organizationID, DirectoryID: directoryID, CreatedAt: at.Time,
	}
	e.Body = appendEnvelope(e, data)
	t.events = append(t.events, e)
}

// appendEnvelope writes the envelope round data that is JSON already; ids, names and times need no escapes.
func appendEnvelope(e *Event, data []byte) []byte {
	b := make([]byte, 0, len(data)+160)
	b = append(b, `{"object":"event","id":"`...)
	b = append(b, e.ID...)
	b = append(b, `","event":"`...)
	b = append(b, e.Name...)
	b = append(b, `","data":`...)
	b = append(b, data...)
	b = append(b, `,"created_at":"`...)
	b = append(b, Format(e.CreatedAt)...)
	return append(b, `","context":{}}`...)
}

// Subjects are whom an event tells of: the thing itself, or both sides of a membership. In what is written here a thing's id
// comes before all else that has one; a poisoned event may tell of nobody.
func (e *Event) Subjects() []string {
	_, data, _ := bytes.Cut(e.Body, []byte(`,"data":`))
	parts := [][]byte{data}
	if strings.HasPrefix(e.Name, "dsync.group.user_") {
		at := max(0, bytes.LastIndex(data, []byte(`"group":{`)))
		parts = [][]byte{data[:at], data[at:]}
	}
	out := make([]string, 0, 2)
	for _, part := range parts {
		_, rest, _ := bytes.Cut(part, []byte(`"id":"`))
		if id, _, ok := bytes.Cut(rest, []byte{'"'}); ok {
			out = append(out, string(id))
		}
	}
	return out
}

// EventFilter asks for a part of the log. After and Start exclude each other.
type EventFilter struct {
	Names          []string
	OrganizationID string
	After          string
	Start, End     time.Time
	Limit          int
}

// Events is the page of the log, oldest first, and the cursor to what follows, empty at the end.
func (w *World) Events(f EventFilter) (page []*Event, after string) {
	log := w.EventLog(0)
	at := 0
	switch {
	case f.After != "":
		at = sort.Search(len(log), func(i int) bool { return log[i].ID > f.After })
	case !f.Start.IsZero():
		at = sort.Search(len(log), func(i int) bool { return !log[i].CreatedAt.Before(f.Start) })
	}
	for ; at < len(log); at++ {
		e := log[at]
		if !f.End.IsZero() && !e.CreatedAt.Before(f.End) {
			break
		}
		if len(f.Names) > 0 && !slices.Contains(f.Names, e.Name) || f.OrganizationID != "" && e.OrganizationID != f.OrganizationID {
			continue
		}
		if len(page) == f.Limit {
			return page, page[len(page)-1].ID
		}
		page = append(page, e)
	}
	return page, ""
}

// EventLog is the log from a place on. The slice is the reader's to walk, not to change.
func (w *World) EventLog(from int) []*Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(w.events)
	return w.events[min(from, n):n:n]
}

// Event is one event of the log.
func (w *World) Event(id string) (*Event, error) {
	log := w.EventLog(0)
	at := sort.Search(len(log), func(i int) bool { return log[i].ID >= id })
	if at == len(log) || log[at].ID != id {
		return nil, notFound("event", id)
	}
	return log[at], nil
}

// Subscribable says that a webhook endpoint may subscribe to this name.
func Subscribable(name string) bool {
	_, ok := subscribable[name]
	return ok
}

var subscribable = func() map[string]struct{} {
	m := map[string]struct{}{}
	for name := range strings.FieldsSeq(subscribableNames) {
		m[name] = struct{}{}
	}
	return m
}()

// subscribableNames are the events a webhook endpoint may subscribe to.
const subscribableNames = `
	agent.registration.created agent.registration.claim.attempt.created agent.registration.claim.completed
	agent.registration.credential.issued agent.registration.deleted agent.registration.refreshed agent.registration.expired
	agent.registration.organization.switched agent.registration.revoked
	authentication.email_verification_succeeded authentication.magic_auth_failed authentication.magic_auth_succeeded
	authentication.mfa_succeeded authentication.oauth_failed authentication.oauth_succeeded authentication.password_failed
	authentication.password_succeeded authentication.passkey_failed authentication.passkey_succeeded
	authentication.sso_failed authentication.sso_started authentication.sso_succeeded authentication.sso_timed_out
	authentication.radar_risk_detected authentication.reauthentication_succeeded
	radar.challenge_created
	api_key.created api_key.revoked api_key.updated
	connection.activated connection.deactivated connection.saml_certificate_renewal_required
	connection.saml_certificate_renewed connection.deleted
	dsync.activated dsync.deleted dsync.group.created dsync.group.deleted dsync.group.updated dsync.group.user_added
	dsync.group.user_removed dsync.user.created dsync.user.deleted dsync.user.updated
	email_verification.created
	group.created group.deleted group.member_added group.member_removed group.updated
	flag.created flag.deleted flag.updated flag.rule_updated
	invitation.accepted invitation.created invitation.resent invitation.revoked
	magic_auth.created
	organization.created organization.deleted organization.updated
	organization_domain.created organization_domain.deleted organization_domain.updated organization_domain.verified
	organization_domain.verification_failed
	password_reset.created password_reset.succeeded
	user.created user.updated user.deleted
	organization_membership.created organization_membership.deleted organization_membership.updated
	role.created role.deleted role.updated
	organization_role.created organization_role.deleted organization_role.updated
	permission.created permission.deleted permission.updated
	pipes.connected_account.connected pipes.connected_account.connection_failed pipes.connected_account.disconnected
	pipes.connected_account.reauthorization_needed
	session.created session.revoked
	waitlist_user.approved waitlist_user.created waitlist_user.denied
`
