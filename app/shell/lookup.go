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

// lookup asks the server what an id belongs to whose screen does not have it in its address; nil for any other id.
func lookup(id string, me shared.Me, scope string) func(context.Context) (shared.List[hit], error) {
	at := strings.LastIndexByte(id, '_')
	if at < 0 || len(id)-at-1 < wholeID || !can(me, shared.CapabilityRead) {
		return nil
	}
	switch kind := id[:at]; {
	case kind == "directory":
		return func(c context.Context) (shared.List[hit], error) {
			d, err := api.Server().Directory(c, id, scope)
			return ifThere(directoryHit(d, me, scope), d.DeletedAt == nil, err)
		}
	case kind == "conn" && can(me, shared.CapabilityConfigure):
		return func(c context.Context) (shared.List[hit], error) {
			connection, err := api.Server().Connection(c, id, scope)
			return ifThere(connectionHit(connection, me, scope), true, err)
		}
	}
	return nil
}

// ifThere is what was found: nothing if no such thing is there for who asks.
func ifThere(h hit, shown bool, err error) (shared.List[hit], error) {
	switch {
	case state.Status(err) == 404, err == nil && !shown:
		return shared.List[hit]{}, nil
	case err != nil:
		return shared.List[hit]{}, err
	}
	return shared.List[hit]{Data: []hit{h}}, nil
}

func directoryHit(d shared.Directory, me shared.Me, scope string) hit {
	return hit{words.Directory, "directory", d.Name, d.ID, inScope(shared.PathDirectory, homeOf(d.OrganizationID, me, scope))}
}

func connectionHit(c shared.Connection, me shared.Me, scope string) hit {
	return hit{words.Connections, "key", c.Name, c.ID, inScope(shared.PathAttempts, homeOf(c.OrganizationID, me, scope))}
}

// homeOf is the scope to open a thing in: its own organization for who belongs to none.
func homeOf(organizationID string, me shared.Me, scope string) string {
	if scope == "" && me.Organization == nil {
		return organizationID
	}
	return scope
}
