package boot

import (
	"time"

	"memberpulse/server/telemetry"
	"memberpulse/shared"
)

// eventFigures shows what the event engine counts as metrics.
type eventFigures struct{ m *telemetry.Metrics }

func (f eventFigures) Received(result string) {
	f.m.WebhookReceived.WithLabelValues(result).Inc()
}

func (f eventFigures) Unsigned(code string) { f.m.WebhookVerifyFailures.WithLabelValues(code).Inc() }

func (f eventFigures) Skewed(by time.Duration) { f.m.WebhookSkew.Observe(float64(by.Milliseconds())) }

func (f eventFigures) LockedOut(after time.Duration) { f.m.DeprovisionLockout.Observe(after.Seconds()) }

func (f eventFigures) Stored(_, duplicates int) {
	f.m.ApplyConflicts.WithLabelValues("dup").Add(float64(duplicates))
}

func (f eventFigures) Applied(outcomes map[shared.Outcome]int, took time.Duration) {
	f.m.Apply.Observe(took.Seconds())
	f.m.ApplyConflicts.WithLabelValues("stale").Add(float64(outcomes[shared.OutcomeStale]))
}

func (f eventFigures) Broke(cause string) {
	if cause == "panic" {
		f.m.CountPanic()
	}
}

func (f eventFigures) Mismatched() { f.m.CrossOrgAttempts.Inc() }

func (f eventFigures) Polled(_ error, healed int) { f.m.EventsRecovered.Add(float64(healed)) }
