package organization

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/event"
	"memberpulse/server/session"
)

// Names are the events that Apply acts on.
var Names = []string{"organization.created", "organization.updated", "organization.deleted"}

// organization is a row of organizations.
type organization struct {
	ID         string
	Name       string
	ExternalID *string
	Metadata   string
	versioned
	fresh, dirty bool
}

// Apply is what organization.* events do: the organization of the batch follows them.
func Apply(ctx context.Context, tx bun.Tx, b *event.Batch) error {
	o, err := loadOrganization(ctx, b.OrganizationID)
	if err != nil {
		return err
	}
	domains, err := loadDomains(ctx, b.OrganizationID)
	if err != nil {
		return err
	}
	lived := !o.dead()
	for _, e := range b.Events {
		if id := event.Text(e.Data.Get("id")); id != b.OrganizationID {
			e.Decision = nameless("organization")
			continue
		}
		e.Decision = o.fold(e, b)
		e.Decision.SubjectID, e.Decision.SubjectName = o.ID, o.Name
		e.Data.Get("domains").ForEach(func(_, d gjson.Result) bool {
			domains.told(e, d)
			return true
		})
	}
	if o.dirty {
		if err := o.store(ctx); err != nil {
			return err
		}
		b.Landed(o.ID)
	}
	if err := domains.store(ctx, b.OrganizationID); err != nil {
		return err
	}
	if !lived || !o.dead() {
		return nil
	}
	return o.end(ctx, tx, b)
}

func (o *organization) fold(e *event.Event, b *event.Batch) event.Decision {
	if e.Name == "organization.deleted" {
		return o.delete(e, b)
	}
	before, version := *o, e.Version(e.Data)
	news := version.After(o.version())
	if news {
		o.Name = cmp.Or(event.Text(e.Data.Get("name")), o.Name)
		o.ExternalID = nullable(e.Data.Get("external_id"))
		o.Metadata = event.JSON(e.Data.Get("metadata"), "{}")
		o.follow(version, e.Created(e.Data))
		o.dirty = true
	}
	switch {
	case o.dead():
		return gone(o.Name, *o.DeletedAt, b.Now)
	case !news:
		return older(o.Name, o.version(), b.Now)
	case before.fresh && before.VersionEvent == "":
		return applied(o.Name+" joined.", "name")
	case before.Name != o.Name:
		return applied(fmt.Sprintf("%s renamed, was %s.", o.Name, before.Name), changed(before, *o)...)
	}
	return applied(o.Name+" updated.", changed(before, *o)...)
}

func (o *organization) delete(e *event.Event, b *event.Batch) event.Decision {
	if o.Name == "" {
		o.Name = event.Text(e.Data.Get("name"))
		o.CreatedAt = e.Created(e.Data)
		o.UpdatedAt = o.CreatedAt
	}
	o.dirty = true
	was := o.DeletedAt
	if !o.die(e.Time(e.Data), e.ID) {
		return gone(o.Name, *was, b.Now)
	}
	return applied(o.Name+" deleted: nobody of it can sign in any more.", "state")
}

// end takes everybody's access: an organization that is gone has no sessions.
func (o *organization) end(ctx context.Context, tx bun.Tx, b *event.Batch) error {
	ended, err := session.EndOrganization(ctx, tx, o.ID, "The organization was deleted", b.Now)
	if err != nil {
		return err
	}
	sessions := 0
	for _, n := range ended {
		sessions += n
	}
	return audit.Record(ctx, tx, audit.Entry{
		OrganizationID: o.ID, Action: "organization.deleted", Actor: audit.WorkOS(),
		Target: audit.Target{Kind: "organization", ID: o.ID, Name: o.Name},
		After:  map[string]int{"sessions_ended": sessions}, EventID: *o.LastEventID, OccurredAt: b.Now,
	})
}

func changed(before, after organization) []string {
	var fields []string
	if before.Name != after.Name {
		fields = append(fields, "name")
	}
	if value(before.ExternalID) != value(after.ExternalID) {
		fields = append(fields, "external_id")
	}
	if !sameJSON(before.Metadata, after.Metadata) {
		fields = append(fields, "metadata")
	}
	return fields
}

func nullable(r gjson.Result) *string {
	if s := event.Text(r); s != "" {
		return &s
	}
	return nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// sameJSON compares what PostgreSQL gives back in its own form.
func sameJSON(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}
