package member

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/shared"
)

// AuthKitUser is an AuthKit user in one organization, as their user and their memberships there tell together.
type AuthKitUser struct {
	UserID    string
	Email     string // "" where WorkOS has not told of the user yet
	FirstName string
	LastName  string
	State     string // active inactive deleted
	Invited   bool   // and never more than that
	RoleSlugs []string
	Version   time.Time
	EventID   string // the newest that tells of them, by WorkOS's times
	Because   string // the event that is being applied
}

// SyncAuthKit brings members in line with what AuthKit tells of people, and names each one's member. It ends the
// sessions of whoever loses access; of who comes in another way still, those that AuthKit began. A newcomer is nobody yet
// who was only invited, has no address, or is to come from the directory first. Who joined and left before they were
// heard of is kept out as a tombstone, as a directory's people are.
func SyncAuthKit(ctx context.Context, tx bun.Tx, organizationID string, people []AuthKitUser, now time.Time) (map[string]string, error) {
	w, err := Open(ctx, tx, organizationID, now)
	if err != nil {
		return nil, err
	}
	memberOf, err := w.matchAuthKit(ctx, people)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, id := range memberOf {
		ids = append(ids, id)
	}
	members, err := w.take(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		id := memberOf[p.UserID]
		if id == "" {
			continue
		}
		h := members[id]
		if h == nil {
			return nil, fmt.Errorf("AuthKit user %s belongs to %s, who is not there", p.UserID, id)
		}
		i := p.identity(h, now)
		h.hold(i)
		h.because = p.Because
		if i.state != StateActive {
			h.shut = reason(i)
		}
	}
	_, err = w.finish(ctx, members)
	return memberOf, err
}

func (w *Work) matchAuthKit(ctx context.Context, people []AuthKitUser) (map[string]string, error) {
	ids, emails := make([]string, len(people)), make([]string, len(people))
	for i, p := range people {
		ids[i], emails[i] = p.UserID, shared.FoldEmail(p.Email)
	}
	known, err := w.byIdentity(ctx, KindAuthKitUser, ids, nil)
	if err != nil {
		return nil, err
	}
	rows, err := w.withEmail(ctx, emails)
	if err != nil {
		return nil, err
	}
	verified, err := w.verifiedDomains(ctx)
	if err != nil {
		return nil, err
	}
	mayCome, err := w.newcomersMayComeBySigningIn(ctx)
	if err != nil {
		return nil, err
	}
	alive, fallen := living(rows), map[string]string{}
	for _, r := range rows {
		if r.State == StateTombstoned && fallen[r.Email] == "" {
			fallen[r.Email] = r.MemberID
		}
	}
	out := make(map[string]string, len(people))
	for i, p := range people {
		email := emails[i]
		switch {
		case known.id[p.UserID] != "":
			out[p.UserID] = known.id[p.UserID]
		case p.Invited || email == "":
		case len(alive[email]) == 1 && verified[domainOf(email)]:
			out[p.UserID] = alive[email][0].MemberID
		case fallen[email] != "": // a tombstone keeps its address, so that nobody walks around it
			out[p.UserID] = fallen[email]
		case mayCome:
			id := w.mint()
			out[p.UserID] = id
			if p.State == stateDeleted { // whoever comes next with this address meets them
				fallen[email] = id
			} else {
				alive[email] = append(alive[email], emailRow{Email: email, MemberID: id, State: StateActive})
			}
		}
	}
	return out, nil
}

func (p AuthKitUser) identity(h *held, now time.Time) identity {
	i := identity{
		kind: KindAuthKitUser, id: p.UserID, memberID: h.ID, email: p.Email, state: p.State,
		attributes: attributes{FirstName: p.FirstName, LastName: p.LastName, RoleSlugs: p.RoleSlugs, EventID: p.EventID, Version: p.Version},
		createdAt:  now, updatedAt: p.Version,
	}
	for _, known := range h.identities {
		if known.kind == KindAuthKitUser && known.id == p.UserID && p.Email == "" { // the user's own event has not come
			i.email, i.FirstName, i.LastName = known.email, known.FirstName, known.LastName
		}
	}
	return i
}
