package live

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// Channel is the one on which instances tell each other what was committed.
const Channel = "memberpulse_live"

// noteLimit keeps a message below PostgreSQL's 8,000 bytes.
const noteLimit = 7000

// note is what one instance tells all of them: that something of an organization
// changed, never what it is now. Who hears it reads that back.
type note struct {
	Organization string         `json:"o,omitempty"` // "" is the platform
	Everywhere   bool           `json:"a,omitempty"` // all organizations, and the platform
	Rows         bool           `json:"r,omitempty"` // new live_rows
	Topics       []shared.Topic `json:"t,omitempty"` // states that changed
	Ended        []string       `json:"e,omitempty"` // sessions
	Reason       string         `json:"w,omitempty"` // why they ended
}

// Rows keeps rows (a slice) as one frame of topic and tells every instance of
// it when tx commits, in one message with the states that changed beside them.
// It takes the organization's lock, which makes the order of sequences the order
// of commits and is held to the end of tx: call it last.
func Rows(ctx context.Context, tx bun.IDB, organizationID string, topic shared.Topic, rows any, states ...shared.Topic) error {
	data, err := oneLine(rows)
	if err != nil {
		return fmt.Errorf("encode rows of %s: %w", topic, err)
	}
	if data == "[]" || data == "null" {
		return Changed(ctx, tx, organizationID, states...)
	}
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "live "+organizationID); err != nil {
		return fmt.Errorf("lock the live rows of %s: %w", organizationID, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO live_rows (received_on, organization_id, seq, topic, data)
		VALUES (CURRENT_DATE, ?, nextval('live_seq'), ?, ?)`, organizationID, string(topic), data)
	if err != nil {
		return fmt.Errorf("keep live rows of %s: %w", topic, err)
	}
	return tell(ctx, tx, note{Organization: organizationID, Rows: true, Topics: states})
}

// oneLine is the JSON of rows. NUL cannot be stored in a text; encoding/json
// writes it, and the line breaks that JavaScript knows, as escapes.
func oneLine(rows any) (string, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(rows); err != nil {
		return "", err
	}
	var out bytes.Buffer
	if err := json.Compact(&out, buf.Bytes()); err != nil { // a json.RawMessage inside may hold line breaks
		return "", err
	}
	return out.String(), nil
}

// Changed tells every instance, when tx commits, that states of an organization
// are other than they were; of the platform's own, where it is "". Several calls in one transaction with the same
// topics are one message.
func Changed(ctx context.Context, tx bun.IDB, organizationID string, topics ...shared.Topic) error {
	if len(topics) == 0 {
		return nil
	}
	return tell(ctx, tx, note{Organization: organizationID, Topics: topics})
}

// ChangedEverywhere tells every instance, when tx commits, that states of all
// organizations and of the platform are other than they were: for what all share,
// and what seldom changes.
func ChangedEverywhere(ctx context.Context, tx bun.IDB, topics ...shared.Topic) error {
	return tell(ctx, tx, note{Everywhere: true, Topics: topics})
}

// SessionsEnded tells every instance, when tx commits, that sessions are over:
// their streams say so and close.
func SessionsEnded(ctx context.Context, tx bun.IDB, organizationID string, sessionIDs []string, reason string) error {
	const most, longest = 120, 300 // ids in one message, and bytes of the reason
	if len(reason) > longest {
		reason = strings.ToValidUTF8(reason[:longest], "")
	}
	for len(sessionIDs) > 0 {
		n := min(most, len(sessionIDs))
		if err := tell(ctx, tx, note{Organization: organizationID, Ended: sessionIDs[:n], Reason: reason}); err != nil {
			return err
		}
		sessionIDs = sessionIDs[n:]
	}
	return nil
}

func tell(ctx context.Context, tx bun.IDB, n note) error {
	payload, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("encode a live message: %w", err)
	}
	if len(payload) > noteLimit {
		return fmt.Errorf("a live message of %d bytes is longer than the %d that PostgreSQL surely carries", len(payload), noteLimit)
	}
	if _, err := tx.ExecContext(ctx, "SELECT pg_notify(?, ?)", Channel, string(payload)); err != nil {
		return fmt.Errorf("tell the instances: %w", err)
	}
	return nil
}
