package event

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"memberpulse/server/errs"
	"memberpulse/shared"
)

const connectionPrefix = "conn_"

// errCameMeanwhile undoes a batch that would park an event for what has just come.
var errCameMeanwhile = errors.New("what an event waits for came while it was being applied")

// strangers undoes a batch that waits for connections that nobody has stored, and that WorkOS was not asked for yet: no
// transaction is open while it is asked.
type strangers struct{ ids []string }

func (s *strangers) Error() string {
	return "connections are to be asked from WorkOS: " + strings.Join(s.ids, ", ")
}

// applyAsking applies, and asks for connections that the events refer to and nobody knows: certificate warnings tell of
// ones that may be older than all that WorkOS remembers to tell. Where ids seem to stand elsewhere, it applies once more.
func (e *Engine) applyAsking(ctx context.Context, lane string, own *owner, p pick) (result, error) {
	for asked := false; ; asked = true {
		res, err := e.apply(ctx, lane, *own, p)
		if own.suspect(err) {
			continue
		}
		var unknown *strangers
		if !errors.As(err, &unknown) {
			res.more = res.more || asked // what was woken may have gone before the others
			return res, err
		}
		_, err = e.ask(ctx, lane, func(ctx context.Context) (owner, error) {
			return owner{}, e.askConnections(ctx, own, unknown.ids)
		})
		if err != nil {
			return result{}, err
		}
	}
}

// askConnections makes connections known, and writes down in own which of them are not to be had.
func (e *Engine) askConnections(ctx context.Context, own *owner, ids []string) error {
	absent := map[string]error{}
	for id, why := range own.absent {
		absent[id] = why
	}
	for _, id := range ids {
		there, unreachable, err := e.learnConnection(ctx, id)
		if err != nil {
			return err
		}
		if !there {
			absent[id] = unreachable
		}
	}
	own.absent = absent
	return nil
}

// learnConnection makes a connection known, and its organization before it. unreachable says why WorkOS could not be
// asked; an error is the database's.
func (e *Engine) learnConnection(ctx context.Context, id string) (there bool, unreachable, err error) {
	organization, learn, err := e.parents.Connection(ctx, id)
	if err != nil {
		if errs.Is(err, errs.KindNotFound) {
			return false, nil, nil
		}
		return false, err, nil // it is what becomes of the events
	}
	if organization == "" {
		return false, nil, nil
	}
	missing, err := e.learnOrganization(ctx, organization)
	if missing != "" {
		return false, err, nil
	}
	if err != nil {
		return false, nil, err
	}
	if err := e.learn(ctx, organization, id, learn); err != nil {
		return false, nil, err
	}
	return true, nil, nil
}

// settleConnections looks at events that wait for connections. One whose connection is there now is applied anew; one
// whose connection is another organization's names two; one whose connection WorkOS does not know, or cannot be asked
// for, ends as events of such a parent do. Locks are held from here to the commit, so that nothing lands unseen.
func (t *turn) settleConnections(ctx context.Context) error {
	waiting := t.waitingForConnections()
	if len(waiting) == 0 {
		return nil
	}
	ids := make([]string, len(waiting))
	for i, s := range waiting {
		ids[i] = s.Decision.WaitsFor
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if err := lockParents(ctx, t.tx, slices.Concat(ids, t.landed)); err != nil {
		return err
	}
	owners, err := connectionOwners(ctx, t.tx, ids)
	if err != nil {
		return err
	}
	unknown := &strangers{}
	for _, id := range ids {
		if _, asked := t.own.absent[id]; !asked && owners[id] == "" {
			unknown.ids = append(unknown.ids, id)
		}
	}
	if len(unknown.ids) > 0 {
		return unknown
	}
	for _, s := range waiting {
		id := s.Decision.WaitsFor
		organization := owners[id]
		switch {
		case organization != "" && t.own.organizationID != "" && organization != t.own.organizationID:
			s.Decision = t.mismatch(s, id)
		case organization != "":
			return errCameMeanwhile
		case t.own.absent[id] != nil:
			s.Decision = t.notAsked(s, id)
		default:
			s.Decision = unknownParent(id)
		}
	}
	return nil
}

func (t *turn) waitingForConnections() (waiting []*stored) {
	for _, s := range t.events {
		if s.Decision.Outcome == shared.OutcomeParked && strings.HasPrefix(s.Decision.WaitsFor, connectionPrefix) {
			waiting = append(waiting, s)
		}
	}
	return waiting
}

// connectionOwners are the organizations of those connections that are stored.
func connectionOwners(ctx context.Context, tx bun.Tx, ids []string) (map[string]string, error) {
	var rows []struct{ ID, OrganizationID string }
	err := tx.NewRaw(`SELECT id, organization_id FROM connections WHERE id IN (?)`, bun.List(ids)).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("look for %d connections: %w", len(ids), err)
	}
	owners := make(map[string]string, len(rows))
	for _, r := range rows {
		owners[r.ID] = r.OrganizationID
	}
	return owners, nil
}
