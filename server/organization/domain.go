package organization

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/audit"
	"memberpulse/server/event"
	"memberpulse/server/pg"
)

// DomainNames are the events that ApplyDomains acts on.
var DomainNames = []string{
	"organization_domain.created", "organization_domain.updated", "organization_domain.deleted",
	"organization_domain.verified", "organization_domain.verification_failed",
}

// domain is a row of organization_domains.
type domain struct {
	ID, Domain, State string
	versioned
	fresh, dirty bool
}

type domains map[string]*domain

// ApplyDomains is what organization_domain.* events do.
func ApplyDomains(ctx context.Context, tx bun.Tx, b *event.Batch) error {
	all, err := loadDomains(ctx, b.OrganizationID)
	if err != nil {
		return err
	}
	var audited []audit.Entry
	for _, e := range b.Events {
		object := e.Data
		if inner := e.Data.Get("organization_domain"); inner.IsObject() {
			object = inner
		}
		id := event.Text(object.Get("id"))
		if id == "" {
			e.Decision = nameless("domain")
			continue
		}
		d := all.get(id)
		before := *d
		e.Decision = d.fold(e, object, b.Now)
		e.Decision.SubjectID, e.Decision.SubjectName = d.ID, d.Domain
		b.Landed(d.ID)
		if d.trusted() != before.trusted() {
			audited = append(audited, d.entry(e, before, b))
		}
	}
	if err := all.store(ctx, b.OrganizationID); err != nil {
		return err
	}
	return audit.RecordAll(ctx, tx, audited)
}

func (all domains) get(id string) *domain {
	d := all[id]
	if d == nil {
		d = &domain{ID: id, fresh: true, versioned: unheard()}
		all[id] = d
	}
	return d
}

// told takes in a domain that stands beside its organization: it counts less than an event of the domain's own.
func (all domains) told(e *event.Event, object gjson.Result) {
	id := event.Text(object.Get("id"))
	if id == "" {
		return
	}
	d := all.get(id)
	version := event.Version{At: e.Time(object), Rank: event.RankLearned, Event: e.ID}
	if version.After(d.version()) {
		d.follow(version, e.Created(object))
		d.Domain = cmp.Or(event.Text(object.Get("domain")), d.Domain)
		d.State = cmp.Or(event.Text(object.Get("state")), "unverified")
		d.dirty = true
	}
}

func (d *domain) fold(e *event.Event, object gjson.Result, now time.Time) event.Decision {
	if e.Name == "organization_domain.deleted" {
		return d.delete(e, object, now)
	}
	before, version := *d, e.Version(object)
	news := version.After(d.version())
	if news {
		d.follow(version, e.Created(object))
		d.Domain = cmp.Or(event.Text(object.Get("domain")), d.Domain)
		d.State = cmp.Or(event.Text(object.Get("state")), stateBy(e.Name, d.State))
		d.dirty = true
	}
	switch {
	case d.dead():
		return gone(d.Domain, *d.DeletedAt, now)
	case !news:
		return older(d.Domain, d.version(), now)
	case e.Name == "organization_domain.verification_failed":
		return failedVerification(d, e)
	case before.fresh:
		return applied(fmt.Sprintf("%s added, %s.", d.Domain, words(d.State)), "domain", "state")
	case before.State != d.State:
		return applied(fmt.Sprintf("%s is %s now.", d.Domain, words(d.State)), "state")
	}
	return applied(d.Domain + ": nothing differs.")
}

func (d *domain) delete(e *event.Event, object gjson.Result, now time.Time) event.Decision {
	if d.Domain == "" {
		d.Domain = event.Text(object.Get("domain"))
		d.State = cmp.Or(event.Text(object.Get("state")), "unverified")
		d.CreatedAt = e.Created(object)
		d.UpdatedAt = d.CreatedAt
	}
	d.dirty = true
	was := d.DeletedAt
	if !d.die(e.Time(object), e.ID) {
		return gone(d.Domain, *was, now)
	}
	return applied(d.Domain+" removed: newcomers are no longer matched by addresses of it.", "state")
}

func failedVerification(d *domain, e *event.Event) event.Decision {
	out := applied(d.Domain+" could not be verified.", "state")
	switch event.Text(e.Data.Get("reason")) {
	case "domain_verification_period_expired":
		out.Reason = d.Domain + " could not be verified: its TXT record did not appear within 30 days."
	case "domain_verified_by_other_organization":
		out.Reason = d.Domain + " could not be verified: another organization has proved that it owns it."
	}
	out.Action = "A client admin checks the domain's TXT record, then starts the verification again."
	return out
}

func stateBy(name, before string) string {
	switch name {
	case "organization_domain.verified":
		return "verified"
	case "organization_domain.verification_failed":
		return "failed"
	}
	return cmp.Or(before, "pending")
}

func words(state string) string {
	switch state {
	case "legacy_verified":
		return "verified"
	case "pending":
		return "waiting for its TXT record"
	}
	return state
}

// trusted holds for a domain by which newcomers are matched.
func (d *domain) trusted() bool {
	return !d.dead() && (d.State == "verified" || d.State == "legacy_verified")
}

// noted is a domain as the audit log keeps it.
type noted struct {
	ID     string `json:"id"`
	Domain string `json:"domain"`
	State  string `json:"state"`
}

func (d *domain) entry(e *event.Event, before domain, b *event.Batch) audit.Entry {
	action := "domain.verified"
	if !d.trusted() {
		action = "domain.unverified"
	}
	return audit.Entry{
		OrganizationID: b.OrganizationID, Action: action, Actor: audit.WorkOS(),
		Target: audit.Target{Kind: "organization_domain", ID: d.ID, Name: d.Domain},
		Before: noted{ID: d.ID, Domain: before.Domain, State: before.State},
		After:  noted{ID: d.ID, Domain: d.Domain, State: d.State}, EventID: e.ID, OccurredAt: b.Now,
	}
}

func loadDomains(ctx context.Context, organizationID string) (domains, error) {
	rows, err := pg.Query[domain](ctx, `SELECT id, domain, state, `+versionColumns+`
		FROM organization_domains WHERE organization_id = $1 FOR UPDATE`, organizationID)
	if err != nil {
		return nil, fmt.Errorf("read the domains of %s: %w", organizationID, err)
	}
	all := make(domains, len(rows))
	for i := range rows {
		all[rows[i].ID] = &rows[i]
	}
	return all, nil
}

// store writes what changed. An organization has few domains: one statement each.
func (all domains) store(ctx context.Context, organizationID string) error {
	for _, d := range all {
		if !d.dirty {
			continue
		}
		_, err := pg.Exec(ctx, `INSERT INTO organization_domains (organization_id, id, domain, state, version_at, version_rank, version_event,
			deleted_at, created_at, updated_at, last_event_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (organization_id, id) DO UPDATE SET domain = EXCLUDED.domain, state = EXCLUDED.state,
			version_at = EXCLUDED.version_at, version_rank = EXCLUDED.version_rank, version_event = EXCLUDED.version_event,
			deleted_at = EXCLUDED.deleted_at, created_at = EXCLUDED.created_at, updated_at = EXCLUDED.updated_at, last_event_id = EXCLUDED.last_event_id`,
			organizationID, d.ID, d.Domain, d.State, d.VersionAt, d.VersionRank, d.VersionEvent, d.DeletedAt, d.CreatedAt, d.UpdatedAt, d.LastEventID)
		if err != nil {
			return fmt.Errorf("store domain %s of %s: %w", d.ID, organizationID, err)
		}
	}
	return nil
}
