package world

import (
	"cmp"
	"maps"
	"slices"
)

// Ledger is the end state that a receiver of all events must come to.
type Ledger struct {
	Organizations []LedgerOrganization `json:"organizations"`
	Connections   []LedgerConnection   `json:"connections"`
	Directories   []LedgerDirectory    `json:"directories"`
	Events        int                  `json:"events"`
	LastEventID   string               `json:"last_event_id"`
}

// LedgerOrganization is one organization's end state.
type LedgerOrganization struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Domains []string `json:"domains"`
}

// LedgerConnection is one connection's end state.
type LedgerConnection struct {
	ID             string `json:"id"`
	OrganizationID string `json:"organization_id"`
	Type           string `json:"type"`
	State          string `json:"state"`
}

// LedgerDirectory is one directory's end state. A membership is a pair of user id and group id.
type LedgerDirectory struct {
	ID             string        `json:"id"`
	OrganizationID string        `json:"organization_id"`
	State          string        `json:"state"`
	Users          []LedgerUser  `json:"users"`
	Groups         []LedgerGroup `json:"groups"`
	Memberships    [][2]string   `json:"memberships"`
}

// LedgerUser is one directory user's end state.
type LedgerUser struct {
	ID               string         `json:"id"`
	Email            string         `json:"email"`
	FirstName        string         `json:"first_name"`
	LastName         string         `json:"last_name"`
	State            string         `json:"state"`
	CustomAttributes map[string]any `json:"custom_attributes"`
}

// LedgerGroup is one group's end state.
type LedgerGroup struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Ledger is the end state of everything, or of one directory with its organization.
func (w *World) Ledger(directoryID string) (Ledger, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	l := Ledger{
		Organizations: []LedgerOrganization{}, Connections: []LedgerConnection{}, Directories: []LedgerDirectory{}, Events: len(w.events),
	}
	if n := len(w.events); n > 0 {
		l.LastEventID = w.events[n-1].ID
	}
	only := ""
	if directoryID != "" {
		d, err := find[*Directory](w, "directory", directoryID)
		if err != nil {
			return Ledger{}, err
		}
		only = d.OrganizationID
	}
	for _, o := range all(w, func(o *Organization) bool { return only == "" || o.ID == only }) {
		row := LedgerOrganization{ID: o.ID, Name: o.Name, Domains: []string{}}
		for _, d := range o.Domains {
			row.Domains = append(row.Domains, d.Domain)
		}
		l.Organizations = append(l.Organizations, row)
	}
	for _, c := range all(w, func(c *Connection) bool { return only == "" || c.OrganizationID == only }) {
		l.Connections = append(l.Connections, LedgerConnection{c.ID, c.OrganizationID, c.Type, c.State})
	}
	for _, d := range all(w, func(d *Directory) bool { return directoryID == "" || d.ID == directoryID }) {
		l.Directories = append(l.Directories, w.ledgerOf(d))
	}
	return l, nil
}

func (w *World) ledgerOf(d *Directory) LedgerDirectory {
	l := LedgerDirectory{
		ID: d.ID, OrganizationID: d.OrganizationID, State: d.State, Users: []LedgerUser{}, Groups: []LedgerGroup{}, Memberships: [][2]string{},
	}
	for _, id := range w.store.in("u", d.ID).ids {
		u, _ := get[*DirectoryUser](&w.store, w.store.live[id])
		v := u.View()
		l.Users = append(l.Users, LedgerUser{u.ID, u.Email, u.FirstName, u.LastName, u.State, v.CustomAttributes})
		for _, group := range slices.Sorted(maps.Keys(w.store.groups[u.SCIMID])) {
			l.Memberships = append(l.Memberships, [2]string{u.ID, group})
		}
	}
	for _, id := range w.store.in("g", d.ID).ids {
		g, _ := get[*DirectoryGroup](&w.store, id)
		l.Groups = append(l.Groups, LedgerGroup{g.ID, g.Name})
	}
	slices.SortFunc(l.Memberships, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return l
}

// Summary counts what there is.
type Summary struct {
	Organizations   int      `json:"organizations"`
	Connections     int      `json:"connections"`
	People          int      `json:"people"`
	Directories     int      `json:"directories"`
	DirectoryUsers  int      `json:"directory_users"`
	DirectoryGroups int      `json:"directory_groups"`
	Memberships     int      `json:"group_memberships"`
	Users           int      `json:"users"`
	Endpoints       int      `json:"webhook_endpoints"`
	Events          int      `json:"events"`
	Now             Time     `json:"now"`
	AdvancedSeconds float64  `json:"advanced_seconds"`
	Settings        Settings `json:"settings"`
	Faults          Faults   `json:"faults"`
}

// Summary counts what there is.
func (w *World) Summary() Summary {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := func(kind string) int { return len(w.store.rows[kind]) }
	return Summary{
		Organizations: n("organization"), Connections: n("connection"), People: n("person"), Directories: n("directory"),
		DirectoryUsers: len(w.store.live), DirectoryGroups: n("directory_group"), Memberships: n("member"), Users: n("user"),
		Endpoints: n("webhook_endpoint"), Events: len(w.events), Now: Time{w.now()}, AdvancedSeconds: float64(w.advanced.Milliseconds) / 1000,
		Settings: w.settings, Faults: w.faults,
	}
}
