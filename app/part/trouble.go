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
		return words.Say(words.NothingWaits)
	}
	var said []string
	for _, some := range []struct {
		n    int
		said words.Key
	}{{c.Parked, words.SomeParked}, {c.Failed, words.SomeFailed}, {c.Dead, words.SomeDead}} {
		if some.n > 0 {
			said = append(said, words.Say(some.said, words.Count(some.n)))
		}
	}
	return strings.Join(said, ", ")
}
