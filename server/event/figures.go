package event

import (
	"time"

	"memberpulse/shared"
)

// Figures counts what the engine does, for metrics.
type Figures interface {
	// Received counts webhook requests by how they ended: stored, bad_signature, too_large, busy, unavailable, failed.
	Received(result string)
	// Stored counts events that are new in the inbox, and deliveries of events that were not.
	Stored(fresh, duplicates int)
	// Applied counts events by what became of them, with the time that their batch took.
	Applied(outcomes map[shared.Outcome]int, took time.Duration)
	// Broke counts rounds that failed: panic, culprit, database.
	Broke(cause string)
	// Mismatched counts directories that a payload gave to another organization: somebody should look.
	Mismatched()
	// Polled counts polls of the Events API, and the events that no webhook had brought.
	Polled(err error, healed int)
}

type noFigures struct{}

func (noFigures) Received(string)                               {}
func (noFigures) Stored(int, int)                               {}
func (noFigures) Applied(map[shared.Outcome]int, time.Duration) {}
func (noFigures) Broke(string)                                  {}
func (noFigures) Mismatched()                                   {}
func (noFigures) Polled(error, int)                             {}
