// Package event is the truth about what WorkOS told: every event is stored once before it is acknowledged, applied in
// the order of its lane in batches, and ends in exactly one outcome with a sentence that says why. It knows no domain:
// appliers are handed in by name.
package event
