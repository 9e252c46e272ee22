package part

import (
	"strings"

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
	var said []string
	for _, some := range []struct {
		n    int
		what string
	}{{c.Parked, "parked"}, {c.Failed, "failed"}, {c.Dead, "dead"}} {
		if some.n > 0 {
			said = append(said, words.Count(some.n)+" "+some.what)
		}
	}
	return strings.Join(said, ", ")
}
