package directory

import (
	"context"
	"time"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/live"
	"memberpulse/server/member"
	"memberpulse/shared"
)

// Provisioned tells another room that a directory told of people with these addresses, each by an event, in a transaction
// that holds the organization's members.
type Provisioned func(ctx context.Context, tx bun.Tx, organizationID string, because map[string]string, now time.Time) error

// Family is what the event engine hands to this package. came is told who is active in a directory now; nil: nobody waits
// to hear of them.
func Family(came Provisioned) event.Family {
	return event.Family{
		Names: []string{
			nameActivated, nameDeactivated, nameDeleted, nameUserCreated, nameUserUpdated, nameUserDeleted, nameGroupCreated,
			nameGroupUpdated, nameGroupDeleted, nameUserAdded, nameUserRemoved, "dsync.token.created", "dsync.token.revoked",
		},
		Apply: func(ctx context.Context, tx bun.Tx, b *event.Batch) error {
			return applyBatch(ctx, tx, b, came)
		},
		Creates: []string{nameActivated, nameDeactivated},
		Holders: holders,
		GaveUp:  gaveUp,
		Topics:  []shared.Topic{shared.TopicDirectory, shared.TopicCounts},
	}
}

// applyBatch takes in a batch of directory events: it reads what they touch, folds them, and writes directories, people,
// groups, memberships, members, roles, ended sessions, audit rows and the running sync, all or nothing.
func applyBatch(ctx context.Context, tx bun.Tx, b *event.Batch, came Provisioned) error {
	landed, err := apply(ctx, tx, b, came)
	b.Landed(landed...)
	return err
}

func apply(ctx context.Context, tx bun.Tx, b *event.Batch, came Provisioned) ([]string, error) {
	facts := readAll(b.Events)
	w, err := loadWorld(ctx, b, facts)
	if err != nil {
		return nil, err
	}
	w.foldAll(facts)
	if err := w.writeDirectories(ctx, b.OrganizationID); err != nil {
		return nil, err
	}
	outcomes, err := w.write(ctx, tx, b)
	if err != nil {
		return nil, err
	}
	if err := w.tellWhoCame(ctx, tx, b, came); err != nil {
		return nil, err
	}
	w.tell(outcomes)
	running, err := w.follow(ctx, b.OrganizationID)
	if err != nil {
		return nil, err
	}
	if running {
		if err := live.Changed(ctx, tx, b.OrganizationID, shared.TopicProgress); err != nil {
			return nil, err
		}
	}
	return w.landed, nil
}

// write stores the rest of a world, members included, and tells what became of them.
func (w *world) write(ctx context.Context, tx bun.Tx, b *event.Batch) (map[string]*member.Outcome, error) {
	org := b.OrganizationID
	if !w.changed() {
		return nil, nil
	}
	members, err := member.Open(ctx, tx, org, b.Now)
	if err != nil {
		return nil, err
	}
	people := w.people()
	if err := members.Match(ctx, people); err != nil {
		return nil, err
	}
	for _, p := range people {
		w.users[p.ID].memberID = p.MemberID
	}
	if err := w.writeUsers(ctx, org); err != nil {
		return nil, err
	}
	if err := w.writeGroups(ctx, org); err != nil {
		return nil, err
	}
	if err := w.writeLinks(ctx, org); err != nil {
		return nil, err
	}
	moved, err := w.moved(ctx, org, members.GroupNames())
	if err != nil {
		return nil, err
	}
	outcomes := map[string]*member.Outcome{}
	if len(people)+len(moved) > 0 {
		if outcomes, err = members.Sync(ctx, people, moved); err != nil {
			return nil, err
		}
	}
	return outcomes, w.takeDown(ctx, org, members)
}

// tellWhoCame names those who are active now to whoever waits for them.
func (w *world) tellWhoCame(ctx context.Context, tx bun.Tx, b *event.Batch, came Provisioned) error {
	because := map[string]string{}
	for _, u := range w.users {
		if email := deref(u.email); u.dirty && w.live(u) && u.state == stateActive && email != "" {
			because[email] = max(because[email], u.lastEvent(w))
		}
	}
	if came == nil || len(because) == 0 {
		return nil
	}
	return came(ctx, tx, b.OrganizationID, because, b.Now)
}

// changed reports whether there is anything to write.
func (w *world) changed() bool {
	for _, beings := range []map[string]*being{w.users, w.groups} {
		for _, b := range beings {
			if b.dirty {
				return true
			}
		}
	}
	for _, l := range w.links {
		if l.dirty {
			return true
		}
	}
	for _, p := range w.directories {
		if p.dirty {
			return true
		}
	}
	return false
}

// people are those who changed, as members know them.
func (w *world) people() []member.Person {
	dirty := inOrder(w.users)
	out := make([]member.Person, 0, len(dirty))
	for _, u := range dirty {
		p := member.Person{
			ID: u.id, MemberID: u.memberID, IdpID: u.idpID, Email: deref(u.email), FirstName: deref(u.firstName),
			LastName: deref(u.lastName), State: u.state, RoleSlugs: u.roleSlugs, Version: u.version.At, EventID: u.lastEvent(w),
		}
		if !w.live(u) {
			p.State = stateDeleted
		}
		if u.version.Event == "" {
			p.Version = u.died.at
		}
		gjson.Parse(u.custom).ForEach(func(key, v gjson.Result) bool {
			switch key.Str { // WorkOS's own names; a customer's are never in code
			case "department_name":
				p.Department = text(v)
			case "job_title":
				p.JobTitle = text(v)
			}
			return true
		})
		out = append(out, p)
	}
	return out
}

// takeDown ends what is below directories that were deleted in this batch, and says so in one sentence.
func (w *world) takeDown(ctx context.Context, org string, members *member.Work) error {
	for _, p := range w.directories {
		if !p.dead() || p.wasDead {
			continue
		}
		g, err := p.cascade(ctx, org)
		if err != nil {
			return err
		}
		for _, u := range w.users { // written as deleted already
			if u.directory == p && u.wasLive && u.dirty {
				g.users++
			}
		}
		for _, group := range w.groups {
			if group.directory == p && group.wasLive && group.dirty {
				g.groups++
			}
		}
		outcomes, err := members.Gone(ctx, g.people, p.died.event)
		if err != nil {
			return err
		}
		ended := 0
		for _, o := range outcomes {
			ended += o.SessionsEnded
		}
		w.sayGone(p, g, ended)
	}
	return nil
}
