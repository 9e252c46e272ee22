package boot

import (
	"context"
	"slices"
	"time"

	"memberpulse/server/connection"
	"memberpulse/server/directory"
	"memberpulse/server/event"
	"memberpulse/server/member"
	"memberpulse/server/organization"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// families are who applies what, in the order in which a batch is applied: what others refer to comes first, and
// connections come before members: a sign-in locks them in that order.
func families(people *organization.People) []event.Family {
	return []event.Family{
		{Names: organization.Names, Apply: organization.Apply, Creates: organization.Names},
		{Names: organization.DomainNames, Apply: organization.ApplyDomains},
		{Names: connection.Names, Apply: connection.Applier(member.Closed), Topics: []shared.Topic{shared.TopicConnection}},
		directory.Family(people.Provisioned),
		{Names: organization.UserNames, Apply: people.ApplyUsers},
		{Names: organization.MembershipNames, Apply: people.ApplyMemberships},
	}
}

// neverDelivered are events that WorkOS refuses an endpoint to ask for: an alias of old, and some that only the Events
// API tells of.
var neverDelivered = []string{"dsync.deactivated", "dsync.token.created", "dsync.token.revoked"}

// handledEvents are those that somebody here acts on: what WorkOS is asked for.
func handledEvents() []string {
	var names []string
	for _, f := range families(organization.NewPeople(syncMembers)) {
		for _, name := range f.Names {
			if !slices.Contains(neverDelivered, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// syncMembers lets organization, which knows no members, tell them what AuthKit says of people.
func syncMembers(ctx context.Context, tx bun.Tx, organizationID string, people []organization.Person, now time.Time) (map[string]string, error) {
	users := make([]member.AuthKitUser, len(people))
	for i, p := range people {
		users[i] = member.AuthKitUser(p)
	}
	return member.SyncAuthKit(ctx, tx, organizationID, users, now)
}
