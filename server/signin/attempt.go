package signin

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"memberpulse/server/access"
	"memberpulse/server/live"
	"memberpulse/shared"
)

// The stages of an attempt, in order, and what can become of one.
const (
	stageStarted   = "started"
	stageReturned  = "returned"
	stageExchanged = "exchanged"
	stageMatched   = "matched"
	stageSession   = "session"

	stageDone    = "done"
	stageFailed  = "failed"
	stageSkipped = "skipped"

	inProgress = "in_progress"
	succeeded  = "succeeded"
	refused    = "refused"
	timedOut   = "timed_out"
)

var stages = []string{stageStarted, stageReturned, stageExchanged, stageMatched, stageSession}

// attempt is one try to sign in, as it is stored.
type attempt struct {
	OrganizationID string               `bun:"organization_id"`
	ID             string               `bun:"id"`
	Method         string               `bun:"method"`
	Status         string               `bun:"status"`
	Code           string               `bun:"code"`
	Email          string               `bun:"email"`
	MemberID       string               `bun:"member_id,nullzero"`
	MemberName     string               `bun:"member_name,scanonly"`
	ConnectionID   string               `bun:"connection_id"`
	ConnectionName string               `bun:"connection_name"`
	IP             string               `bun:"ip"`
	UserAgent      string               `bun:"user_agent"`
	Expected       string               `bun:"expected"`
	Received       string               `bun:"received"`
	Stages         []shared.SignInStage `bun:"stages,type:jsonb"`
	StartedAt      time.Time            `bun:"started_at"`
	FinishedAt     *time.Time           `bun:"finished_at"`

	look bool // nobody signs in: nothing of it is stored
}

func (s *Service) newAttempt(r *http.Request, method string) *attempt {
	return &attempt{
		ID: "attempt_" + rand.Text(), Method: method, Status: inProgress, StartedAt: s.now(),
		IP: access.Address(r.Context()), UserAgent: plain(r.UserAgent()), Stages: []shared.SignInStage{},
	}
}

// pass notes a stage that went well.
func (a *attempt) pass(stage, detail string, at time.Time) {
	a.Stages = append(a.Stages, shared.SignInStage{Stage: stage, State: stageDone, Detail: plain(detail), At: at})
}

// fail notes the stage where the attempt ended, and those that never came.
func (a *attempt) fail(r *refusal, at time.Time) {
	a.Status, a.Code, a.FinishedAt = refused, r.code, &at
	a.Expected, a.Received = plain(r.expected), plain(r.received)
	a.close(wordsFor(r.code).Detail, at)
}

func (a *attempt) close(detail string, at time.Time) {
	for i, stage := range stages[min(len(a.Stages), len(stages)):] {
		state, text := stageSkipped, ""
		if i == 0 {
			state, text = stageFailed, detail
		}
		a.Stages = append(a.Stages, shared.SignInStage{Stage: stage, State: state, Detail: text, At: at})
	}
}

func (a *attempt) succeed(memberID string, at time.Time) {
	a.Status, a.MemberID, a.FinishedAt = succeeded, memberID, &at
}

// memberName is what the member of an attempt is called; before one is known, whose address it is.
const memberName = `COALESCE((SELECT btrim(m.first_name || ' ' || m.last_name) FROM members m
	WHERE m.organization_id = attempt.organization_id AND (m.id = attempt.member_id OR attempt.member_id IS NULL AND attempt.email <> '' AND lower(m.email) = lower(attempt.email))
	ORDER BY m.state, m.id LIMIT 1), '') AS member_name`

// begin stores an attempt and shows it.
func (a *attempt) begin(ctx context.Context, tx bun.IDB) error {
	if _, err := tx.NewInsert().Model(a).ModelTableExpr("sign_in_attempts").Returning("NULL").Exec(ctx); err != nil {
		return fmt.Errorf("store an attempt to sign in: %w", err)
	}
	return a.show(ctx, tx)
}

// save stores what became of an attempt and shows it. An attempt that is over stays as it ended.
func (a *attempt) save(ctx context.Context, tx bun.IDB) error {
	result, err := tx.NewUpdate().Model(a).ModelTableExpr("sign_in_attempts AS attempt").
		Column("status", "code", "email", "member_id", "connection_id", "connection_name", "expected", "received", "stages", "finished_at").
		Where("organization_id = ? AND id = ? AND status = ?", a.OrganizationID, a.ID, inProgress).Exec(ctx)
	if err != nil {
		return fmt.Errorf("store what became of attempt %s: %w", a.ID, err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return a.show(ctx, tx)
}

// show sends the attempt to the organization's screens. It comes last in a transaction: it locks.
func (a *attempt) show(ctx context.Context, tx bun.IDB) error {
	if a.OrganizationID == "" {
		return nil
	}
	if err := tx.NewSelect().Model(a).ModelTableExpr("sign_in_attempts AS attempt").ColumnExpr(memberName).
		Where("organization_id = ? AND id = ?", a.OrganizationID, a.ID).Scan(ctx); err != nil {
		return fmt.Errorf("name who attempt %s is of: %w", a.ID, err)
	}
	return live.Rows(ctx, tx, a.OrganizationID, shared.TopicAttempts, []shared.SignInAttempt{a.wire()})
}

// move gives an attempt to the organization that it turned out to be of.
func (a *attempt) move(ctx context.Context, tx bun.IDB, organizationID string) error {
	if a.OrganizationID == organizationID {
		return nil
	}
	_, err := tx.NewRaw(`UPDATE sign_in_attempts SET organization_id = ? WHERE organization_id = ? AND id = ?`,
		organizationID, a.OrganizationID, a.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("give attempt %s to its organization: %w", a.ID, err)
	}
	a.OrganizationID = organizationID
	return nil
}

func findAttempt(ctx context.Context, tx bun.IDB, id string) (*attempt, error) {
	a := &attempt{}
	err := tx.NewSelect().Model(a).ModelTableExpr("sign_in_attempts AS attempt").Where("id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("find attempt %s of a sign-in: it is gone", id)
	}
	if err != nil {
		return nil, fmt.Errorf("find attempt %s: %w", id, err)
	}
	return a, nil
}

func (a *attempt) wire() shared.SignInAttempt {
	out := shared.SignInAttempt{
		ID: a.ID, OrganizationID: a.OrganizationID, Method: a.Method, Status: a.Status, Code: a.Code, Email: a.Email,
		MemberID: a.MemberID, MemberName: a.MemberName, ConnectionID: a.ConnectionID, ConnectionName: a.ConnectionName, IP: a.IP, UserAgent: a.UserAgent,
		Expected: a.Expected, Received: a.Received, Stages: append([]shared.SignInStage{}, a.Stages...),
		StartedAt: a.StartedAt, FinishedAt: a.FinishedAt,
	}
	if a.Code != "" {
		w := wordsFor(a.Code)
		out.Title, out.Detail, out.Actor, out.Action = w.Title, w.Detail, onlookers[w.Actor], w.Action
	}
	return out
}

const longestText = 400

// plain makes a short text that PostgreSQL takes of what came from outside.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if len(s) > longestText {
		s = strings.ToValidUTF8(s[:longestText], "")
	}
	return s
}
