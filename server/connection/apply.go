package connection

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/event"
	"memberpulse/server/session"
	"memberpulse/shared"
)

// Names are the events that Apply acts on.
var Names = []string{activated, deactivated, deleted, renewalRequired, renewed}

const (
	activated       = "connection.activated"
	deactivated     = "connection.deactivated"
	deleted         = "connection.deleted"
	renewalRequired = "connection.saml_certificate_renewal_required"
	renewed         = "connection.saml_certificate_renewed"

	stateActive   = "active"
	stateInactive = "inactive"
)

// connection is a row of connections.
type connection struct {
	OrganizationID, ID, Name, Type, State, Domains string
	CertificateExpiresAt                           *time.Time
	Version                                        event.Version
	DeletedAt                                      *time.Time
	CreatedAt, UpdatedAt                           time.Time
	LastEventID                                    *string
	fresh, dirty                                   bool
}

// never is older than all that WorkOS can tell: the version of what is known by its deletion alone.
var never = time.Unix(0, 0).UTC()

// Gone tells who came by a connection that it is deleted: what it told of them holds no more. It answers how many lost a
// role by that. Who they are is another room's.
type Gone func(ctx context.Context, tx bun.IDB, organizationID, connectionID, eventID string, now time.Time) (losers int, err error)

// Applier is what connection.* events do. Certificate events may come without an organization, in the environment's
// lane: they find theirs by the connection.
func Applier(gone Gone) event.Applier {
	return func(ctx context.Context, tx bun.Tx, b *event.Batch) error { return apply(ctx, tx, b, gone) }
}

func apply(ctx context.Context, tx bun.Tx, b *event.Batch, gone Gone) error {
	all, err := load(ctx, b)
	if err != nil {
		return err
	}
	var entries []audit.Entry
	open, there := map[string]bool{}, map[string]bool{}
	for id, c := range all {
		open[id], there[id] = c.open(), c.DeletedAt == nil
	}
	for _, e := range b.Events {
		object := objectOf(e)
		id := event.Text(object.Get("id"))
		c := all[id]
		switch {
		case id == "":
			e.Decision = nameless("connection")
			continue
		case c == nil && (e.Name == renewalRequired || e.Name == renewed):
			e.Decision = event.Decision{
				Outcome: shared.OutcomeParked, WaitsFor: id,
				Reason: "The connection whose certificate this is about has not come yet.",
			}
			continue
		case c == nil && b.OrganizationID == "":
			e.Decision = nameless("organization")
			continue
		case c == nil:
			c = &connection{
				OrganizationID: b.OrganizationID, ID: id, fresh: true, Domains: "[]",
				Version: event.Version{At: never}, CreatedAt: never, UpdatedAt: never,
			}
			all[id] = c
		}
		before := *c
		e.OrganizationID = c.OrganizationID
		e.Decision = c.fold(e, object, b.Now)
		e.Decision.SubjectID, e.Decision.SubjectName = c.ID, c.Name
		if c.word() != before.word() {
			entries = append(entries, c.entry(e, before, b.Now))
		}
		b.Landed(c.ID)
	}
	if err := store(ctx, all); err != nil {
		return err
	}
	if err := audit.RecordAll(ctx, tx, entries); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(there)) { // before sessions end: all others lock members first, then sessions
		if c := all[id]; there[id] && c.DeletedAt != nil {
			if err := c.end(ctx, tx, b, gone); err != nil {
				return err
			}
		}
	}
	entries = nil
	for _, id := range slices.Sorted(maps.Keys(open)) {
		if c := all[id]; open[id] && !c.open() {
			ended, err := c.shut(ctx, tx, b.Now)
			if err != nil {
				return err
			}
			entries = append(entries, ended...)
		}
	}
	return audit.RecordAll(ctx, tx, entries)
}

// end takes the roles that a connection gave, and says so where its end is told.
func (c *connection) end(ctx context.Context, tx bun.IDB, b *event.Batch, gone Gone) error {
	losers, err := gone(ctx, tx, c.OrganizationID, c.ID, *c.LastEventID, b.Now)
	if err != nil {
		return fmt.Errorf("take what connection %s gave: %w", c.ID, err)
	}
	for _, e := range b.Events {
		if losers > 0 && e.Name == deleted && e.Decision.SubjectID == c.ID && e.Decision.Outcome == shared.OutcomeApplied {
			e.Decision.Reason += fmt.Sprintf(" People who lose roles by that: %d.", losers)
		}
	}
	return nil
}

// open holds for a connection that WorkOS lets people sign in with.
func (c *connection) open() bool {
	return c.DeletedAt == nil && (c.State == stateActive || c.State == "validating")
}

// shut ends the sessions that a connection let in: nobody vouches for their people any more. A connection that is only
// disabled here keeps them, see enable.
func (c *connection) shut(ctx context.Context, tx bun.IDB, now time.Time) ([]audit.Entry, error) {
	ended, err := session.EndConnection(ctx, tx, c.OrganizationID, c.ID, "The connection is "+c.word()+" in WorkOS", now)
	if err != nil || len(ended) == 0 {
		return nil, err
	}
	sessions := 0
	for _, n := range ended {
		sessions += n
	}
	return []audit.Entry{{
		OrganizationID: c.OrganizationID, Action: "connection.sessions_ended", Actor: audit.WorkOS(),
		Target: audit.Target{Kind: "connection", ID: c.ID, Name: c.Name},
		After:  map[string]int{"sessions_ended": sessions}, EventID: *c.LastEventID, OccurredAt: now,
	}}, nil
}

// objectOf is the connection, wherever the event has it.
func objectOf(e *event.Event) gjson.Result {
	if inner := e.Data.Get("connection"); inner.IsObject() {
		return inner
	}
	return e.Data
}

func (c *connection) fold(e *event.Event, object gjson.Result, now time.Time) event.Decision {
	switch e.Name {
	case renewalRequired, renewed:
		return c.certificate(e, now)
	case deleted:
		return c.delete(e, object, now)
	}
	before, version := *c, e.Version(object)
	if e.Name == activated { // of the two at one time, the one that lets nobody in is believed
		version.Rank = event.RankCreate
	}
	news := version.After(c.Version)
	if news {
		c.follow(e, object, version)
	}
	switch {
	case c.DeletedAt != nil:
		return stale("%s was deleted at %s, nothing changed.", c.label(), clock(*c.DeletedAt, now))
	case !news:
		return stale("%s: older than what is stored from %s (%s), nothing changed.", c.label(), clock(c.Version.At, now), cmp.Or(c.Version.Event, "what WorkOS told itself"))
	case before.State != c.State && c.State == stateActive:
		return applied(c.label()+" is active: people can sign in with it.", c.differs(before)...)
	case before.State != c.State:
		return applied(fmt.Sprintf("%s is %s: nobody can sign in with it.", c.label(), c.State), c.differs(before)...)
	}
	return applied(c.label()+" updated.", c.differs(before)...)
}

func (c *connection) follow(e *event.Event, object gjson.Result, version event.Version) {
	c.Version, c.CreatedAt, c.UpdatedAt = version, e.Created(object), version.At
	c.Name = cmp.Or(event.Text(object.Get("name")), c.Name)
	c.Type = cmp.Or(event.Text(object.Get("connection_type")), c.Type)
	c.Domains = event.JSON(object.Get("domains"), c.Domains)
	c.State = cmp.Or(event.Text(object.Get("state")), map[string]string{activated: stateActive, deactivated: stateInactive}[e.Name])
	c.dirty = true
	if c.DeletedAt == nil {
		c.LastEventID = &e.ID
	}
}

func (c *connection) delete(e *event.Event, object gjson.Result, now time.Time) event.Decision {
	if c.Version.At.Equal(never) {
		c.Name = cmp.Or(c.Name, event.Text(object.Get("name")))
		c.Type = cmp.Or(c.Type, event.Text(object.Get("connection_type")))
		c.State = cmp.Or(c.State, stateInactive)
		c.CreatedAt = e.Created(object)
		c.UpdatedAt = c.CreatedAt
	}
	at, was := e.Time(object), c.DeletedAt
	if was == nil || at.After(*was) {
		c.DeletedAt, c.LastEventID, c.dirty = &at, &e.ID, true
	}
	if was != nil {
		return stale("%s was deleted at %s, nothing changed.", c.label(), clock(*was, now))
	}
	return applied(c.label()+" deleted: nobody can sign in with it any more.", "state")
}

// inPortal is where a connection is set up: nothing here does that.
const inPortal = " in WorkOS's Admin Portal; the operator of MemberPulse sends the link."

// certificate keeps when the newest certificate ends. Warnings repeat as that day nears.
func (c *connection) certificate(e *event.Event, now time.Time) event.Decision {
	ends := e.Time(gjson.Parse(`{"updated_at":` + cmp.Or(e.Data.Get("certificate.expiry_date").Raw, "null") + `}`))
	if !e.Data.Get("certificate.expiry_date").Exists() {
		return event.Decision{Outcome: shared.OutcomeIgnored, Reason: "The event does not say when the certificate ends."}
	}
	var fields []string
	if c.CertificateExpiresAt == nil || ends.After(*c.CertificateExpiresAt) {
		c.CertificateExpiresAt, c.dirty = &ends, true
		fields = []string{"certificate_expires_at"}
	}
	day := ends.Format("2 January 2006")
	switch {
	case e.Name == renewed:
		return applied(fmt.Sprintf("The certificate of %s was renewed; it ends on %s.", c.label(), day), fields...)
	case ends.Before(now):
		d := applied(fmt.Sprintf("The certificate of %s ended on %s: sign-ins with it fail.", c.label(), day), fields...)
		d.Action = "A client admin renews the certificate at once" + inPortal
		return d
	}
	d := applied(fmt.Sprintf("The certificate of %s ends on %s.", c.label(), day), fields...)
	d.Action = "A client admin renews the certificate before that day" + inPortal
	return d
}

// word is the connection's state as the audit log has it.
func (c *connection) word() string {
	if c.DeletedAt != nil {
		return "deleted"
	}
	return c.State
}

func (c *connection) entry(e *event.Event, before connection, now time.Time) audit.Entry {
	var was any
	if before.State != "" {
		was = map[string]string{"state": before.word()}
	}
	return audit.Entry{
		OrganizationID: c.OrganizationID, Action: "connection.state_changed", Actor: audit.WorkOS(),
		Target: audit.Target{Kind: "connection", ID: c.ID, Name: c.Name},
		Before: was, After: map[string]string{"state": c.word()}, EventID: e.ID, OccurredAt: now,
	}
}

func (c *connection) label() string { return cmp.Or(c.Name, "The connection") }

func (c *connection) differs(before connection) []string {
	var fields []string
	if before.Type != c.Type {
		fields = append(fields, "connection_type")
	}
	if before.Name != c.Name {
		fields = append(fields, "name")
	}
	if before.State != c.State {
		fields = append(fields, "state")
	}
	return fields
}

func applied(reason string, fields ...string) event.Decision {
	return event.Decision{Outcome: shared.OutcomeApplied, Reason: reason, ChangedFields: fields}
}

func stale(format string, args ...any) event.Decision {
	return event.Decision{Outcome: shared.OutcomeStale, Reason: fmt.Sprintf(format, args...)}
}

func nameless(what string) event.Decision {
	return event.Decision{
		Outcome: shared.OutcomeDead,
		Reason:  fmt.Sprintf("The event names no %s, so nothing can be done with it.", what),
		Action:  "The operator of this MemberPulse looks at the payload and reports it to WorkOS.",
	}
}

// clock tells a time as somebody reads it who looks at the log today.
func clock(at, now time.Time) string {
	if at.UTC().Format(time.DateOnly) == now.UTC().Format(time.DateOnly) {
		return at.UTC().Format("15:04:05")
	}
	return at.UTC().Format("2 Jan 2006 15:04:05")
}
