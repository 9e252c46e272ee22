package world

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Burst is what a burst made.
type Burst struct {
	Users       int `json:"users"`
	Groups      int `json:"groups"`
	Memberships int `json:"memberships"`
	Events      int `json:"events"`
}

// burstChunk is how many rows one command of a burst makes, so that others get their turn between.
const burstChunk = 500

// burstCommand is how the journal names one.
const burstCommand = "burst"

var (
	givenNames  = strings.Fields("Ana Ben Chloé Dário Eva Femi Grace Hugo Inés Jonas Kavya Liam Mei Noor Olga Priya Quinn Rosa Søren Tariq Uma Viktor Wen Yara Zoë")
	familyNames = strings.Fields("Silva O'Brien Haddad Ivanova Okafor Nakamura García Weiß Larsen Novak Dubois Rossi Patel Kim Schmidt Almeida Cohen Mbeki Lindqvist Tanaka")
	departments = strings.Fields("Finance Engineering Sales Support Legal Marketing Operations Research")
	jobTitles   = strings.Fields("Analyst Engineer Manager Specialist Director Assistant")
)

// AddBurst fills a directory the way a first sync does: count users, then a group for every 50, then 4 memberships each.
func (w *World) AddBurst(directoryID string, count int) (Burst, error) {
	if count < 1 || count > 100_000 {
		return Burst{}, invalid("count", "out_of_range", "A burst is of 1 to 100000 people.")
	}
	b := &burst{w: w, count: count}
	err := w.do("burst.plan", func(*tx) error { return b.plan(directoryID) })
	steps := []struct {
		total int
		step  func(*tx, int) error
	}{{count, b.user}, {max(1, count/50), b.group}, {count, b.join}}
	for _, s := range steps {
		for from := 0; from < s.total && err == nil; from += burstChunk {
			err = b.chunk(s.step, from, min(from+burstChunk, s.total))
		}
	}
	b.made.Events = b.made.Users + b.made.Groups + b.made.Memberships
	return b.made, err
}

// chunk is one command of the burst.
func (b *burst) chunk(step func(*tx, int) error, from, to int) error {
	return b.w.do(burstCommand, func(t *tx) error {
		if _, err := find[*Directory](b.w, "directory", b.directory.ID); err != nil {
			return err // deleted while the burst went on
		}
		for i := from; i < to; i++ {
			if err := step(t, i); err != nil {
				return err
			}
		}
		return nil
	})
}

type burst struct {
	w         *World
	directory *Directory
	count     int
	tag       int // tells this burst's names from every other's
	domain    string
	users     []string
	userViews []json.RawMessage
	groups    []*DirectoryGroup
	views     []json.RawMessage
	made      Burst
}

func (b *burst) plan(directoryID string) error {
	d, err := find[*Directory](b.w, "directory", directoryID)
	if err != nil {
		return err
	}
	b.directory, b.tag, b.domain = d, len(b.w.events), "example.com"
	if o, ok := get[*Organization](&b.w.store, d.OrganizationID); ok && len(o.Domains) > 0 {
		b.domain = o.Domains[0].Domain
	}
	return nil
}

func (b *burst) user(t *tx, i int) error {
	first, last := givenNames[i%len(givenNames)], familyNames[i/len(givenNames)%len(familyNames)]
	email := fmt.Sprintf("person-%d-%d@%s", b.tag, i+1, b.domain)
	u, err := t.createDirectoryUser(b.directory, DirectoryUserInput{
		UserName: email, ExternalID: "00u" + Secret(17), Email: email, FirstName: first, LastName: last, Active: true,
		CustomAttributes: map[string]any{
			"department_name": departments[i%len(departments)], "job_title": jobTitles[i%len(jobTitles)], "employee_number": fmt.Sprint(i + 1),
		},
	})
	if err != nil {
		return err
	}
	b.users, b.userViews = append(b.users, u.SCIMID), append(b.userViews, encoded(u.View()))
	b.made.Users++
	return nil
}

func (b *burst) group(t *tx, i int) error {
	g, err := t.createGroup(b.directory, GroupInput{Name: fmt.Sprintf("Team %d-%d", b.tag, i+1), ExternalID: "00g" + Secret(17)})
	if err != nil {
		return err
	}
	b.groups, b.views = append(b.groups, &g), append(b.views, encoded(g.View()))
	b.made.Groups++
	return nil
}

// join puts one user into four groups, or into all there are. Others may have changed either since the burst made them.
func (b *burst) join(t *tx, i int) error {
	u, ok := get[*DirectoryUser](&b.w.store, b.users[i])
	if !ok || u.Gone {
		return nil // somebody took the person away
	}
	user := b.userViews[i]
	if u.Version > 1 {
		user = encoded(u.View())
	}
	for j := range min(4, len(b.groups)) {
		n := (i*4 + j) % len(b.groups)
		g, ok := get[*DirectoryGroup](&b.w.store, b.groups[n].ID)
		if !ok {
			continue
		}
		member := groupMember{GroupID: g.ID, SCIMID: u.SCIMID}
		if _, in := b.w.store.members[member.GroupID][member.SCIMID]; in {
			continue
		}
		group := b.views[n]
		if g.Name != b.groups[n].Name {
			group = encoded(g.View())
		}
		t.put(&member)
		b.w.returns(member)
		t.emit("dsync.group.user_added", b.directory.OrganizationID, b.directory.ID, membershipOf(b.directory.ID, user, group))
		b.made.Memberships++
	}
	return nil
}
