package directory

import (
	"context"
	"fmt"

	"github.com/tidwall/gjson"
	"github.com/uptrace/bun"

	"memberpulse/server/event"
	"memberpulse/server/live"
	"memberpulse/server/member"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// Family is what the event engine hands to this package.
func Family() event.Family {
	return event.Family{
		Names: []string{
			nameActivated, nameDeactivated, nameDeleted, nameUserCreated, nameUserUpdated, nameUserDeleted, nameGroupCreated,
			nameGroupUpdated, nameGroupDeleted, nameUserAdded, nameUserRemoved, "dsync.token.created", "dsync.token.revoked",
		},
		Apply:   Apply,
		Creates: []string{nameActivated, nameDeactivated},
		Topics:  []shared.Topic{shared.TopicDirectory, shared.TopicCounts},
	}
}

// Apply takes in a batch of directory events: it reads what they touch, folds them, and writes directories, people,
// groups, memberships, members, roles, ended sessions, audit rows and the running sync, all or nothing.
func Apply(ctx context.Context, tx bun.Tx, b *event.Batch) error {
	landed, err := apply(ctx, tx, b)
	b.Landed(landed...)
	return err
}

func apply(ctx context.Context, tx bun.Tx, b *event.Batch) ([]string, error) {
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
			LastName: deref(u.lastName), State: u.state, RoleSlugs: u.roleSlugs, Version: u.version.at, EventID: u.lastEvent(w),
		}
		if !w.live(u) {
			p.State = stateDeleted
		}
		if u.version.event == "" {
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

// moved are the members whose memberships in groups that decide roles came or went, with the event that did it; and
// where a directory came or went, those whose groups SSO tells.
func (w *world) moved(ctx context.Context, org string, names []string) (map[string]string, error) {
	decides := make(map[string]bool, len(names))
	for _, n := range names {
		decides[n] = true
	}
	out := map[string]string{}
	for _, l := range w.links {
		if (l.dirty || w.force(l) != l.wasForce) && decides[l.groupOf.name] && l.userOf.memberID != "" {
			out[l.userOf.memberID] = l.event
		}
	}
	renamed := map[int64]string{}
	for _, g := range w.groups {
		if g.stored && g.dirty && g.name != g.wasName && (decides[g.name] || decides[g.wasName]) {
			renamed[g.pk] = g.version.event
		}
	}
	if err := inGroups(ctx, org, renamed, out); err != nil {
		return nil, err
	}
	for _, p := range w.directories {
		if p.linked() != p.wasLinked {
			return out, throughSSO(ctx, org, orElse(p.died.event, p.lastEvent), out)
		}
	}
	return out, nil
}

type inGroupRow struct {
	GroupPK  int64
	MemberID string
}

func inGroups(ctx context.Context, org string, groups map[int64]string, out map[string]string) error {
	if len(groups) == 0 {
		return nil
	}
	rows, err := pg.Query[inGroupRow](ctx, `SELECT m.group_id, u.member_id FROM directory_group_memberships m
		JOIN directory_users u ON u.organization_id = m.organization_id AND u.id = m.user_id
		WHERE m.organization_id = $1 AND m.group_id = ANY($2) AND u.member_id IS NOT NULL`, org, keys(groups))
	if err != nil {
		return fmt.Errorf("read who is in %d renamed groups: %w", len(groups), err)
	}
	for _, r := range rows {
		out[r.MemberID] = groups[r.GroupPK]
	}
	return nil
}

func throughSSO(ctx context.Context, org, event string, out map[string]string) error {
	ids, err := pg.Strings(ctx, `SELECT DISTINCT member_id FROM member_identities
		WHERE organization_id = $1 AND kind = 'sso_profile' AND attributes ? 'groups'`, org)
	if err != nil {
		return fmt.Errorf("read whose groups SSO tells: %w", err)
	}
	for _, id := range ids {
		if out[id] == "" {
			out[id] = event
		}
	}
	return nil
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
		outcomes, err := members.Gone(ctx, g.people, p.died.at, p.died.event)
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
