package directory

import (
	"cmp"
	"slices"

	"memberpulse/shared"
)

// tale is an event as the model generates it, in small numbers instead of times, so that ties are common.
type tale struct {
	id        string
	name      string
	directory string
	user      string
	group     string
	object    int // the object's updated_at
	occurred  int // the event's created_at
	state     string
	label     string // first name, or group name
	idp       string
}

// truth is an end state that can be compared: who lives, with what, in which groups, holding which roles.
type truth struct {
	Directories map[string]string
	Users       map[string]seenUser
	Groups      map[string]string
	Memberships []string
	Roles       map[string][]shared.Role // by idp id: the person, however many directory users they are
}

// throughSSO are the roles of somebody in no directory, whose identity provider calls them an admin: that counts where no
// directory is left.
func (t truth) throughSSO() []shared.Role {
	for _, state := range t.Directories {
		if state != "deleted" {
			return []shared.Role{shared.RoleMember}
		}
	}
	return []shared.Role{shared.RoleClientAdmin, shared.RoleMember}
}

type seenUser struct{ State, FirstName string }

// oracle computes the end state the slow and simple way: it looks at all events of one thing together.
func oracle(tales []tale) truth {
	out := truth{Directories: map[string]string{}, Users: map[string]seenUser{}, Groups: map[string]string{}, Roles: map[string][]shared.Role{}}
	gone := map[string]bool{}
	for _, t := range tales {
		switch t.name {
		case "dsync.deleted":
			gone[t.directory] = true
			out.Directories[t.directory] = "deleted"
		default:
			if !gone[t.directory] {
				out.Directories[t.directory] = "active"
			}
		}
	}
	users, groups, ended := map[string][]tale{}, map[string][]tale{}, map[string]bool{}
	links := map[pair][]tale{}
	for _, t := range tales {
		switch t.name {
		case "dsync.user.created", "dsync.user.updated", "dsync.user.deleted":
			users[t.user] = append(users[t.user], t)
			ended[t.user] = gone[t.directory]
		case "dsync.group.created", "dsync.group.updated", "dsync.group.deleted":
			groups[t.group] = append(groups[t.group], t)
			ended[t.group] = gone[t.directory]
		case "dsync.group.user_added", "dsync.group.user_removed":
			if gone[t.directory] {
				continue
			}
			links[pair{t.user, t.group}] = append(links[pair{t.user, t.group}], t)
		}
	}
	for id, its := range users {
		last, dead := lifeOf(its)
		out.Users[id] = seenUser{last.state, last.label}
		if dead || ended[id] {
			out.Users[id] = seenUser{"deleted", last.label}
		}
	}
	for id, its := range groups {
		last, dead := lifeOf(its)
		out.Groups[id] = last.label
		if dead || ended[id] {
			out.Groups[id] = "deleted " + last.label
		}
	}
	names := map[string][]string{}
	for key, its := range links {
		if counts(its, users[key.user], groups[key.group]) {
			out.Memberships = append(out.Memberships, key.user+" in "+key.group)
			names[key.user] = append(names[key.user], out.Groups[key.group])
		}
	}
	slices.Sort(out.Memberships)
	for id, its := range users {
		last, _ := lifeOf(its)
		if out.Users[id].State == "active" {
			out.Roles[last.idp] = union(out.Roles[last.idp], names[id])
		}
	}
	return out
}

// lifeOf finds what a person or a group was last told to be, and whether the newest deletion holds.
func lifeOf(its []tale) (last tale, dead bool) {
	rank := map[string]int{"deleted": 0, "created": 1, "updated": 2}
	verb := func(t tale) string { return t.name[len(t.name)-len("created"):] }
	var written, deaths, births []tale
	for _, t := range its {
		switch verb(t) {
		case "deleted":
			deaths = append(deaths, t)
		case "created":
			births = append(births, t)
			written = append(written, t)
		default:
			written = append(written, t)
		}
	}
	order := func(a, b tale) int {
		return cmp.Or(cmp.Compare(a.object, b.object), cmp.Compare(rank[verb(a)], rank[verb(b)]), cmp.Compare(a.id, b.id))
	}
	for _, list := range [][]tale{written, deaths, births} {
		slices.SortFunc(list, order)
	}
	if len(written) > 0 {
		last = written[len(written)-1]
	} else {
		last = deaths[len(deaths)-1]
	}
	if len(deaths) == 0 {
		return last, false
	}
	return last, len(births) == 0 || deaths[len(deaths)-1].object >= births[len(births)-1].object
}

// counts tells whether a membership is in force: its last word is "added", both ends live and were not deleted since.
func counts(its, user, group []tale) bool {
	if len(user) == 0 || len(group) == 0 {
		return false
	}
	last := slices.MaxFunc(its, func(a, b tale) int {
		removed := func(t tale) int {
			if t.name == "dsync.group.user_removed" {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.occurred, b.occurred), cmp.Compare(removed(a), removed(b)), cmp.Compare(a.id, b.id))
	})
	if last.name != "dsync.group.user_added" {
		return false
	}
	for _, end := range [][]tale{user, group} {
		if _, dead := lifeOf(end); dead {
			return false
		}
		for _, t := range end {
			if (t.name == "dsync.user.deleted" || t.name == "dsync.group.deleted") && t.occurred >= last.occurred {
				return false
			}
		}
	}
	return true
}

func union(have []shared.Role, groups []string) []shared.Role {
	set := map[shared.Role]bool{shared.RoleMember: true}
	for _, r := range have {
		set[r] = true
	}
	for _, g := range groups {
		switch g {
		case "MemberPulse Admins":
			set[shared.RoleClientAdmin] = true
		case "MemberPulse Staff":
			set[shared.RoleClientUser] = true
		}
	}
	var out []shared.Role
	for _, r := range shared.Roles {
		if set[r] {
			out = append(out, r)
		}
	}
	return out
}
