package part

import (
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// Trouble counts what came and is not applied.
func Trouble(c shared.Counts) int { return c.Parked + c.Failed + c.Dead }

// TroubleSaid tells what of it waits and what is given up.
func TroubleSaid(c shared.Counts) string {
	if Trouble(c) == 0 {
		return "nothing waits"
	}
	return words.Count(c.Parked) + " parked, " + words.Count(c.Failed) + " failed, " + words.Count(c.Dead) + " dead"
}
