package boot

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The first sync that one looks on: a Google Workspace told WorkOS how many people and groups it holds, and WorkOS
// brings them in, people first, then groups, then who is in which.
const (
	firstSyncPeople = 900
	firstSyncPace   = 250 * time.Millisecond
)

var (
	firstSyncDepartments = strings.Fields("Engineering Manufacturing Quality Sales Support Research")
	firstSyncSites       = []string{"Berlin office", "Lisbon office", "Oslo office"}
)

// firstSyncGroups are the groups of that directory.
func firstSyncGroups() []string {
	return slices.Concat([]string{groupAdmins, groupStaff, groupMembers}, firstSyncDepartments, firstSyncSites)
}

// firstSyncPerson is the one who comes at place i.
func firstSyncPerson(i int) demoPerson {
	first := strings.Fields("Ada Ben Cora Dario Elsa Finn Gita Hugo Iris Jan Kira Leo Mona Nils Orla Pablo Quinn Rita Sven Tara Uma Vito Wanda Yann Zora")
	last := strings.Fields("Abel Berg Costa Dahl Egan Fuchs Grimm Hale Ito Jansen Kumar Lopes Meyer Nunes Okoye Perez Quist Reyes Silva Thorne " +
		"Ueda Varga Wolf Young Abbas Bauer Cohen Diaz Erdem Flores Gomez Huber Ivanov Jung Klein Lund Moreau Novak")
	titles := strings.Fields("Engineer Technician Analyst Designer Planner Specialist")
	department := firstSyncDepartments[i%len(firstSyncDepartments)]
	return demoPerson{
		first: first[i%len(first)], last: last[i/len(first)%len(last)], title: titles[i%len(titles)], department: department,
		groups: []string{groupMembers, department, firstSyncSites[i/2%len(firstSyncSites)]},
	}
}

// firstSync is the first sync of one organization, as far as it came: what is there is not brought again, so that a
// demo which starts anew goes on where the last one stopped.
type firstSync struct {
	world                    *demoWorld
	org                      demoOrganization
	organizationID, directID string
	pace                     <-chan time.Time
}

// letPeopleCome goes on with the first syncs that one looks on, until all has come or ctx ends.
func (d *demonstration) letPeopleCome(ctx context.Context) {
	tick := time.NewTicker(firstSyncPace)
	defer tick.Stop()
	directories, err := d.world.list(ctx, "/directories")
	for _, o := range demoOrganizations {
		if !o.slowly || err != nil {
			continue
		}
		for _, row := range directories {
			if row.Name == o.directoryName {
				err = firstSync{d.world, o, row.OrganizationID, row.ID, tick.C}.run(ctx)
			}
		}
	}
	if err != nil && ctx.Err() == nil {
		d.logger.WarnContext(ctx, "the demo's first sync does not go on", "error", err)
	}
}

func (s firstSync) run(ctx context.Context) error {
	for _, phase := range []func(context.Context) error{s.people, s.groups, s.memberships} {
		if err := phase(ctx); err != nil {
			return err
		}
	}
	return nil
}

// next waits for the next one's turn.
func (s firstSync) next(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.pace:
		return nil
	}
}

func (s firstSync) people(ctx context.Context) error {
	there, err := s.world.peopleOf(ctx, s.organizationID)
	if err != nil {
		return err
	}
	for i := range firstSyncPeople - len(s.org.people) {
		p := firstSyncPerson(i)
		if _, ok := there[p.email(s.org.domain)]; ok {
			continue
		}
		if err := s.next(ctx); err != nil {
			return err
		}
		p.groups = nil // they follow
		if _, err := s.world.make(ctx, "people", p.wire(s.org.domain, s.organizationID, s.directID)); err != nil {
			return fmt.Errorf("bring person %d: %w", i, err)
		}
	}
	return nil
}

func (s firstSync) groups(ctx context.Context) error {
	there, err := s.world.groupsOf(ctx, s.directID)
	if err != nil {
		return err
	}
	for _, name := range firstSyncGroups() {
		if slices.ContainsFunc(there, func(g named) bool { return g.Name == name }) {
			continue
		}
		if err := s.next(ctx); err != nil {
			return err
		}
		if _, err := s.world.make(ctx, "groups", map[string]string{"directory_id": s.directID, "name": name}); err != nil {
			return fmt.Errorf("bring group %s: %w", name, err)
		}
	}
	return nil
}

func (s firstSync) memberships(ctx context.Context) error {
	there, err := s.world.peopleOf(ctx, s.organizationID)
	if err != nil {
		return err
	}
	for i := range firstSyncPeople - len(s.org.people) {
		p := firstSyncPerson(i)
		row, ok := there[p.email(s.org.domain)]
		if !ok || len(row.Groups) > 0 {
			continue // left, or has theirs
		}
		if err := s.next(ctx); err != nil {
			return err
		}
		if err := s.world.change(ctx, "people", row.ID, map[string]any{"groups": p.groups}); err != nil {
			return fmt.Errorf("bring memberships of person %d: %w", i, err)
		}
	}
	return nil
}

// resident is a person of the sandbox's identity provider.
type resident struct {
	ID     string   `json:"id"`
	Email  string   `json:"email"`
	Groups []string `json:"groups"`
}

// peopleOf are the people of an organization's identity provider, by e-mail address.
func (w *demoWorld) peopleOf(ctx context.Context, organizationID string) (map[string]resident, error) {
	var page struct {
		Data []resident `json:"data"`
	}
	err := w.call(ctx, http.MethodGet, "/_sandbox/people?limit=1000&organization_id="+url.QueryEscape(organizationID), nil, &page)
	byEmail := make(map[string]resident, len(page.Data))
	for _, p := range page.Data {
		byEmail[p.Email] = p
	}
	return byEmail, err
}
