package program

import (
	"slices"
	"strings"
	"testing"
)

var (
	_ T = (*Runner)(nil)
	_ T = (*testing.T)(nil)
)

func TestARunnerStopsAtTheFirstFaultAndUndoesAll(t *testing.T) {
	t.Parallel()
	r := NewRunner(t.Context(), "proof")
	var undone []string
	err := r.Do(func() {
		r.Cleanup(func() { undone = append(undone, "first") })
		r.Cleanup(func() { undone = append(undone, "second") })
		Until(r, "never", 0, func() bool { return false })
		t.Error("the work went on after a fault")
	})
	if err == nil || !strings.Contains(err.Error(), "until never") || !r.Failed() {
		t.Errorf("%v, failed %v", err, r.Failed())
	}
	r.Close()
	r.Close()
	if !slices.Equal(undone, []string{"second", "first"}) {
		t.Errorf("undone %v", undone)
	}
}

func TestARunnerHidesNoPanicOfItsWork(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a panic was taken for a fault that was told")
		}
	}()
	if err := NewRunner(t.Context(), "proof").Do(func() { panic("a mistake") }); err != nil {
		t.Error(err)
	}
}
