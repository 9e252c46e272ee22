package member

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/errs"
	"memberpulse/server/pg"
	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

// Profile is somebody who proved at WorkOS who they are, and wants in.
type Profile struct {
	OrganizationID string
	Kind           string // KindProfile, or KindAuthKitUser
	ID             string // prof_…, user_…
	ConnectionID   string
	IdpID          string
	Email          string
	FirstName      string
	LastName       string
	Department     string
	JobTitle       string
	Groups         []string
	RoleSlugs      []string // nil: not told, what is known stays
	Now            time.Time
}

// Member is who they are here.
type Member struct {
	ID             string
	OrganizationID string
	Email          string
	FirstName      string
	LastName       string
	State          string
	New            bool
	Roles          []shared.Role
	RolesBecause   []shared.RoleReason
}

// FromProfile finds the member whom a profile belongs to, inside its organization only, or makes one where newcomers
// may come by signing in. Its refusals carry the codes deprovisioned, inactive and not_provisioned; nothing is written
// then. ctx belongs, as tx does, to a transaction under the organization's scope.
func FromProfile(ctx context.Context, tx bun.IDB, p Profile) (*Member, error) {
	w, err := Open(ctx, tx, p.OrganizationID, p.Now)
	if err != nil {
		return nil, err
	}
	id, err := w.whose(ctx, p)
	if err != nil {
		return nil, err
	}
	members, err := w.take(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	h := members[id]
	if h == nil {
		return nil, fmt.Errorf("profile %s belongs to %s, who is not there", p.ID, id)
	}
	if err := cmp.Or(refusal(h.before), h.refusalBy(p)); err != nil {
		return nil, err
	}
	known, err := w.known(ctx, h)
	if err != nil {
		return nil, err
	}
	h.hold(p.identity(h, known))
	outcomes, err := w.finish(ctx, members)
	if err != nil {
		return nil, err
	}
	if err := refusal(h.row); err != nil {
		return nil, err
	}
	if err := w.recordMove(ctx, h, p); err != nil {
		return nil, err
	}
	because, err := Roles(ctx, p.OrganizationID, id)
	if err != nil {
		return nil, err
	}
	return &Member{
		ID: id, OrganizationID: p.OrganizationID, Email: h.Email, FirstName: h.FirstName, LastName: h.LastName, State: h.State,
		New: outcomes[id].StateBefore == "", Roles: mapping.Set(because), RolesBecause: because,
	}, nil
}

// whose finds the member of a profile, or mints one.
func (w *Work) whose(ctx context.Context, p Profile) (string, error) {
	var idps []string
	if p.IdpID != "" {
		idps = []string{p.IdpID}
	}
	known, err := w.byIdentity(ctx, p.Kind, []string{p.ID}, idps)
	if err != nil {
		return "", err
	}
	if owner := cmp.Or(known.id[p.ID], known.idp[p.IdpID]); owner != "" {
		successor, err := w.successor(ctx, p, owner)
		return cmp.Or(successor, owner), err
	}
	id, fallen, err := w.byAddress(ctx, p.Email)
	switch {
	case err != nil || id != "":
		return id, err
	case fallen: // a tombstone keeps its address, so that nobody walks around it
		return "", deprovisioned()
	}
	may, err := w.newcomersMayComeBySigningIn(ctx)
	if err != nil {
		return "", err
	}
	if !may {
		return "", notProvisioned()
	}
	return w.mint(), nil
}

// byAddress finds the one living member who has an address, if its domain is verified, and tells whether a removed one
// has it.
func (w *Work) byAddress(ctx context.Context, address string) (id string, fallen bool, err error) {
	email := shared.FoldEmail(address)
	same, err := w.withEmail(ctx, []string{email})
	if err != nil {
		return "", false, err
	}
	verified, err := w.verifiedDomains(ctx)
	if err != nil {
		return "", false, err
	}
	alive := living(same)[email]
	if len(alive) == 1 && verified[domainOf(email)] {
		id = alive[0].MemberID
	}
	return id, len(same) > len(alive), nil
}

// successor finds who the removed owner of a profile is now: somebody who was hired again is new to their directory, and
// comes with the profile of before. The address must be the one that the removed member had, so that nobody becomes a
// colleague by taking theirs, and the account none that the directory itself removed.
func (w *Work) successor(ctx context.Context, p Profile, owner string) (string, error) {
	removed, err := pg.Strings(ctx, `SELECT m.email FROM members m WHERE m.organization_id = $1 AND m.id = $2 AND m.state = 'tombstoned'
		AND NOT EXISTS (SELECT FROM member_identities i WHERE i.organization_id = $1 AND i.member_id = $2
			AND i.kind = 'directory_user' AND i.idp_id = $3 AND i.idp_id <> '')`, w.organization, owner, p.IdpID)
	if err != nil {
		return "", fmt.Errorf("look whether %s was removed: %w", owner, err)
	}
	if len(removed) == 0 || shared.FoldEmail(removed[0]) != shared.FoldEmail(p.Email) {
		return "", nil
	}
	id, _, err := w.byAddress(ctx, p.Email)
	if id != "" {
		w.removed = owner
	}
	return id, err
}

// newcomersMayComeBySigningIn holds where no directory says who belongs, or the organization lets them all the same.
func (w *Work) newcomersMayComeBySigningIn(ctx context.Context) (bool, error) {
	if !w.linked {
		return true, nil
	}
	ids, err := pg.Strings(ctx, `SELECT id FROM organizations WHERE id = $1 AND allow_just_in_time`, w.organization)
	if err != nil {
		return false, fmt.Errorf("read whether %s lets newcomers in by signing in: %w", w.organization, err)
	}
	return len(ids) > 0, nil
}

// known are the identities that the profile may be one of: its member's, and where it comes to them from a removed
// member, that one's.
func (w *Work) known(ctx context.Context, h *held) ([]identity, error) {
	if w.removed == "" {
		return h.identities, nil
	}
	before, err := w.load(ctx, []string{w.removed})
	if err != nil || before[w.removed] == nil {
		return h.identities, err
	}
	return slices.Concat(h.identities, before[w.removed].identities), nil
}

func (p Profile) identity(h *held, known []identity) identity {
	i := identity{
		kind: p.Kind, id: p.ID, memberID: h.ID, idpID: p.IdpID, email: p.Email, state: StateActive, connection: p.ConnectionID,
		attributes: attributes{
			FirstName: p.FirstName, LastName: p.LastName, Department: p.Department, JobTitle: p.JobTitle,
			Groups: p.Groups, RoleSlugs: p.RoleSlugs,
		},
		createdAt: p.Now, updatedAt: p.Now,
	}
	for _, k := range known {
		if k.kind == p.Kind && k.id == p.ID && p.RoleSlugs == nil {
			i.RoleSlugs, i.EventID = k.RoleSlugs, k.EventID
		}
	}
	return i
}

// refusal says why somebody may not come in, as they are stored or would be.
func refusal(m row) error {
	switch m.State {
	case StateTombstoned:
		return deprovisioned()
	case StateInactive:
		return errs.Forbidden("inactive",
			"Your account in this organization is inactive.",
			"Ask your IT team to make your account active again in the directory.")
	}
	return nil
}

// refusalBy says why somebody may not come in by a profile that was taken from them, though they may by another. WorkOS
// proves who they are, and its events, whether they belong: a sign-in that was under way brings nothing back.
func (h *held) refusalBy(p Profile) error {
	for _, i := range h.identities {
		if i.kind != p.Kind || i.id != p.ID {
			continue
		}
		switch i.state {
		case stateDeleted:
			return refusal(row{State: StateTombstoned})
		case StateInactive:
			return refusal(row{State: StateInactive})
		}
	}
	return nil
}

func deprovisioned() error {
	return errs.Forbidden("deprovisioned",
		"Your account was removed from this organization.",
		"If that is a mistake, ask your IT team to assign you again in the directory. You can sign in seconds after that.")
}

func notProvisioned() error {
	return errs.Forbidden("not_provisioned",
		"This organization gets its people from a directory, and you have not come from there yet.",
		"Ask your IT team to assign you to MemberPulse in the directory. You can sign in seconds after that.")
}
