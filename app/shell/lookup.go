package shell

import (
	"context"
	"strings"

	"memberpulse/app/api"
	"memberpulse/app/state"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// wholeID is how long an id of WorkOS's is behind its prefix; a shorter one is not asked for.
const wholeID = 26

// lookup asks the server what an id belongs to whose screen does not have it in its address; nil for any other id. The
// answer is the organization that has it, with nothing but that in it: a kind of answer of its own would be code for
// each of them in what the browser downloads.
func lookup(id string, me shared.Me, scope string) func(context.Context) (shared.List[shared.Organization], error) {
	at := strings.LastIndexByte(id, '_')
	if at < 0 || len(id)-at-1 < wholeID || !can(me, shared.CapabilityRead) {
		return nil
	}
	switch kind := id[:at]; {
	case kind == "directory":
		return func(c context.Context) (shared.List[shared.Organization], error) {
			d, err := api.Server().Directory(c, id, scope)
			return ifThere(shared.Organization{ID: d.OrganizationID, DeletedAt: d.DeletedAt, Directory: &shared.DirectoryRef{ID: d.ID, Name: d.Name}}, err)
		}
	case kind == "conn" && can(me, shared.CapabilityConfigure):
		return func(c context.Context) (shared.List[shared.Organization], error) {
			connection, err := api.Server().Connection(c, id, scope)
			return ifThere(shared.Organization{ID: connection.OrganizationID, Connection: &shared.ConnectionRef{ID: connection.ID, Name: connection.Name}}, err)
		}
	}
	return nil
}

// ifThere is what was found: nothing if no such thing is there for who asks.
func ifThere(home shared.Organization, err error) (found shared.List[shared.Organization], _ error) {
	if state.Status(err) == 404 {
		return found, nil
	}
	if err == nil && home.DeletedAt == nil {
		found.Data = []shared.Organization{home}
	}
	return found, err
}

// lookedUpHit leads to what an organization was looked up for.
func lookedUpHit(home shared.Organization, me shared.Me, scope string) hit {
	scope = homeOf(home.ID, me, scope)
	if c := home.Connection; c != nil {
		return hit{words.Connections, "key", c.Name, c.ID, inScope(shared.PathAttempts, scope)}
	}
	return hit{words.Directory, "directory", home.Directory.Name, home.Directory.ID, inScope(shared.PathDirectory, scope)}
}

// isLookedUp reports whether an organization was looked up for this id.
func isLookedUp(home shared.Organization, id string) bool {
	return home.Connection != nil && home.Connection.ID == id || home.Directory != nil && home.Directory.ID == id
}

// homeOf is the scope to open a thing in: its own organization for who belongs to none.
func homeOf(organizationID string, me shared.Me, scope string) string {
	if scope == "" && me.Organization == nil {
		return organizationID
	}
	return scope
}
