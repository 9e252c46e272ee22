// Package deliver sends the world's events to the webhook endpoints the way WorkOS does: signed afresh for each attempt, the
// body's bytes the same every time, six attempts with growing gaps, in no promised order: what happens during a burst goes
// ahead of the burst's backlog, while the events that tell of one subject begin in their order unless they are shuffled on
// purpose.
//
// It promises: an event is settled only when each endpoint answered 2xx, or was given up; what was not settled when the process
// ended is sent again by the next one; waiting goes by the world's clock, so that a test may move it on; the world's lock is
// never held while an endpoint is waited for.
package deliver
