package config

import (
	"fmt"
	"strings"
)

// Fault is one thing wrong with the environment.
type Fault struct {
	Variable string
	Problem  string
	Mend     string
}

// FaultsError is all that is wrong, at once.
type FaultsError struct {
	Faults []Fault
}

// Error has a line for the count and two for each fault.
func (e *FaultsError) Error() string {
	var b strings.Builder
	noun := "faults"
	if len(e.Faults) == 1 {
		noun = "fault"
	}
	fmt.Fprintf(&b, "%d %s in the configuration:", len(e.Faults), noun)
	for _, f := range e.Faults {
		fmt.Fprintf(&b, "\n  %s %s.\n    To mend it, %s.", f.Variable, f.Problem, f.Mend)
	}
	return b.String()
}
