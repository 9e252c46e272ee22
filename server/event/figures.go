package event

import (
	"time"

	"memberpulse/shared"
)

// Figures counts what the engine does, for metrics.
type Figures interface {
	// Received counts webhook requests by how they ended: stored, bad_signature, too_large, busy, unavailable, failed.
	Received(result string)
	// Unsigned counts requests whose signature did not hold, by the code of the refusal.
	Unsigned(code string)
	// Skewed tells how far a signature's clock is from ours.
	Skewed(by time.Duration)
	// Stored counts events that are new in the inbox, and deliveries of events that were not.
	Stored(fresh, duplicates int)
	// Applied counts events by what became of them, with the time that their batch took.
	Applied(outcomes map[shared.Outcome]int, took time.Duration)
	// LockedOut tells how long it took from the receipt of a removal until its person's sessions were ended for good.
	LockedOut(after time.Duration)
	// Broke counts rounds that failed (panic, culprit, database), and events that could not be read (unreadable).
	Broke(cause string)
	// Mismatched counts what a payload gave to another organization or directory than the one that has it: somebody should
	// look.
	Mismatched()
	// Polled counts polls of the Events API, and the events that no webhook had brought.
	Polled(err error, healed int)
}

type noFigures struct{}

func (noFigures) Received(string)                               {}
func (noFigures) Unsigned(string)                               {}
func (noFigures) Skewed(time.Duration)                          {}
func (noFigures) LockedOut(time.Duration)                       {}
func (noFigures) Stored(int, int)                               {}
func (noFigures) Applied(map[shared.Outcome]int, time.Duration) {}
func (noFigures) Broke(string)                                  {}
func (noFigures) Mismatched()                                   {}
func (noFigures) Polled(error, int)                             {}
