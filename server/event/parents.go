package event

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/errs"
	"memberpulse/server/pg"
)

// Learn stores what WorkOS told of a parent, under the scope of its organization.
type Learn func(ctx context.Context, tx bun.Tx) error

// Parents asks WorkOS for what events refer to and nobody has stored yet. An answer of errs.KindNotFound means that
// WorkOS knows of no such thing; any other error means that it could not be asked.
type Parents struct {
	Organization func(ctx context.Context, id string) (Learn, error)
	Directory    func(ctx context.Context, id string) (organizationID string, learn Learn, err error)
	Connection   func(ctx context.Context, id string) (organizationID string, learn Learn, err error)
}

// filled answers "cannot be asked" where nobody was given to ask.
func (p Parents) filled() Parents {
	nobody := errs.Unavailable("workos_not_configured", "MemberPulse has no way to ask WorkOS.",
		"The operator sets WORKOS_API_KEY and WORKOS_CLIENT_ID in the environment and starts MemberPulse again.", time.Minute)
	if p.Organization == nil {
		p.Organization = func(context.Context, string) (Learn, error) { return nil, nobody }
	}
	if p.Directory == nil {
		p.Directory = func(context.Context, string) (string, Learn, error) { return "", nil, nobody }
	}
	if p.Connection == nil {
		p.Connection = func(context.Context, string) (string, Learn, error) { return "", nil, nobody }
	}
	return p
}

// owner is whose lane it is.
type owner struct {
	organizationID string
	first          []string         // events that make the parent known: they go before all others
	missing        string           // the parent that WorkOS does not know, or could not be asked for
	unreachable    error            // why it could not be asked
	suspects       []string         // ids that its events name and that may stand in another lane
	absent         map[string]error // connections that its events refer to, alike: nil, where WorkOS does not know one
}

// owner finds the organization that a lane belongs to. What is not stored yet comes from the events that carry it, or
// is asked from WorkOS: here, where no transaction is open.
func (e *Engine) owner(ctx context.Context, lane string) (owner, error) {
	if lane == environmentLane {
		return owner{}, nil
	}
	if organization := e.owners.get(lane); organization != "" {
		return owner{organizationID: organization}, nil
	}
	found, err := e.lookUp(ctx, lane)
	if err != nil {
		return owner{}, err
	}
	if found.organizationID != "" && found.first == nil { // stored
		e.owners.set(lane, found.organizationID)
		return found, nil
	}
	isDirectory := strings.HasPrefix(lane, "directory_")
	if found.first != nil && (!isDirectory || e.owners.get(found.organizationID) != "") {
		return found, nil
	}
	return e.ask(ctx, lane, func(ctx context.Context) (owner, error) {
		if isDirectory {
			return e.directoryOwner(ctx, lane, found)
		}
		missing, err := e.learnOrganization(ctx, lane)
		return e.answered(lane, lane, missing, err)
	})
}

// directoryOwner makes a directory known, and its organization before it.
func (e *Engine) directoryOwner(ctx context.Context, lane string, found owner) (owner, error) {
	if found.first != nil {
		missing, err := e.learnOrganization(ctx, found.organizationID)
		if missing != "" || err != nil {
			return e.answered(lane, found.organizationID, missing, err)
		}
		return found, nil
	}
	organization, learn, err := e.parents.Directory(ctx, lane)
	if errs.Is(err, errs.KindNotFound) {
		return owner{missing: lane}, nil
	}
	if err != nil {
		return owner{missing: lane, unreachable: err}, nil //nolint:nilerr // it is what became of the events, told in the owner
	}
	if organization == "" {
		return owner{missing: lane}, nil
	}
	missing, err := e.learnOrganization(ctx, organization)
	if missing == "" && err == nil {
		err = e.learn(ctx, organization, lane, learn)
	}
	return e.answered(lane, organization, missing, err)
}

// answered turns what came of asking for an organization into the lane's owner.
func (e *Engine) answered(lane, organization, missing string, err error) (owner, error) {
	switch {
	case missing != "":
		return owner{missing: missing, unreachable: err}, nil
	case err != nil:
		return owner{}, err
	}
	e.owners.set(lane, organization)
	return owner{organizationID: organization}, nil
}

// learnOrganization makes an organization known unless it is. It names the one that WorkOS does not know (without an
// error) or could not be asked for (with one); an error alone is the database's.
func (e *Engine) learnOrganization(ctx context.Context, id string) (missing string, err error) {
	if e.owners.get(id) != "" {
		return "", nil
	}
	stored, err := e.organizationStored(ctx, id)
	if err != nil {
		return "", err
	}
	if !stored {
		learn, err := e.parents.Organization(ctx, id)
		if errs.Is(err, errs.KindNotFound) {
			return id, nil
		}
		if err != nil {
			return id, err
		}
		if err := e.learn(ctx, id, id, learn); err != nil {
			return "", err
		}
	}
	e.owners.set(id, id)
	return "", nil
}

func (e *Engine) organizationStored(ctx context.Context, id string) (stored bool, err error) {
	err = e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM organizations WHERE id = ?)`, id).Scan(&stored)
	})
	if err != nil {
		return false, fmt.Errorf("look for organization %s: %w", id, err)
	}
	return stored, nil
}

// learn stores a parent, and wakes what waited for it.
func (e *Engine) learn(ctx context.Context, organization, id string, learn Learn) error {
	err := e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		if err := scopeTo(ctx, tx, organization); err != nil {
			return err
		}
		if err := learn(ctx, tx); err != nil {
			return err
		}
		if err := scopeTo(ctx, tx, ""); err != nil {
			return err
		}
		_, err := wake(ctx, tx, []string{id}, e.now())
		return err
	})
	if err != nil {
		return fmt.Errorf("store %s as WorkOS told it: %w", id, err)
	}
	return nil
}

// lookUp finds the lane's organization among what is stored, else the lane's due events that carry it.
func (e *Engine) lookUp(ctx context.Context, lane string) (own owner, err error) {
	err = e.db.InPlatform(ctx, pg.LaneWork, func(ctx context.Context, tx bun.Tx) error {
		organization, err := storedOwner(ctx, tx, lane)
		if own = (owner{organizationID: organization}); err != nil || organization != "" {
			return err
		}
		own, err = e.carriers(ctx, tx, lane)
		return err
	})
	return own, err
}

// storedOwner is the organization of a lane; "" where it is not known.
func storedOwner(ctx context.Context, tx bun.Tx, lane string) (string, error) {
	rows := []string{}
	err := tx.NewRaw(`SELECT organization_id FROM directories WHERE workos_directory_id = ?
		UNION ALL SELECT id FROM organizations WHERE id = ?`, lane, lane).Scan(ctx, &rows)
	if err != nil {
		return "", fmt.Errorf("look for the parent of lane %s: %w", lane, err)
	}
	if len(rows) == 0 {
		return "", nil
	}
	return rows[0], nil
}

// mostCarriers bounds how many payloads are read at once, each of up to 2 MiB: one tells what there is to know.
const mostCarriers = 8

func (e *Engine) carriers(ctx context.Context, tx bun.Tx, lane string) (owner, error) {
	var carried []struct {
		ID   string
		Body []byte
	}
	err := tx.NewRaw(`SELECT e.id, p.body FROM events e JOIN event_payloads p ON p.received_on = e.received_on AND p.seq = e.seq
		WHERE e.lane = ? AND e.outcome IN ('pending', 'failed') AND (e.next_attempt_at IS NULL OR e.next_attempt_at <= ?)
		AND e.event IN (?) ORDER BY e.seq LIMIT ?`, lane, e.now(), bun.List(e.creators()), mostCarriers).Scan(ctx, &carried)
	if err != nil {
		return owner{}, fmt.Errorf("look for the parent of lane %s among its events: %w", lane, err)
	}
	var own owner
	for _, c := range carried {
		envelope := read(c.Body, time.Time{})
		if own.organizationID == "" {
			own.organizationID = envelope.claims
		}
		if envelope.claims == own.organizationID && envelope.claims != "" {
			own.first = append(own.first, c.ID)
		}
	}
	return own, nil
}

// carries reports whether one of these events carries the parent of the others.
func (e *Engine) carries(batch []*stored) bool {
	names := e.creators()
	return slices.ContainsFunc(batch, func(s *stored) bool { return s.claims != "" && slices.Contains(names, s.Name) })
}

// creators are the names of events that carry what others refer to.
func (e *Engine) creators() []string {
	names := []string{"-"} // never an empty list
	for _, f := range e.families {
		names = append(names, f.Creates...)
	}
	slices.Sort(names)
	return names
}

// parentCame looks once more for a parent whose absence is about to be written: another lane may have brought it. Its
// lock is held from here to the commit, so that it cannot land unseen in between.
func parentCame(ctx context.Context, tx bun.Tx, id string) (came bool, err error) {
	if id == "" {
		return false, nil
	}
	if err := lockParents(ctx, tx, []string{id}); err != nil {
		return false, err
	}
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM organizations WHERE id = ?)
		OR EXISTS (SELECT FROM directories WHERE workos_directory_id = ?)`, id, id).Scan(&came)
	if err != nil {
		return false, fmt.Errorf("look for %s once more: %w", id, err)
	}
	return came, nil
}
