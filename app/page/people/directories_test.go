package people

import (
	"errors"
	"testing"

	"memberpulse/shared"
)

var errAway = errors.New("the server is away")

func TestAGroupIsShownInItsOwnDirectory(t *testing.T) {
	t.Parallel()
	one, two := []shared.Directory{{ID: "directory_1"}}, []shared.Directory{{ID: "directory_1"}, {ID: "directory_2"}}
	for _, c := range []struct {
		name, named, group, of, want string
		all                          []shared.Directory
	}{
		{"no directory", "", "group_1", "", "", nil},
		{"the only one", "", "group_1", "", "directory_1", one},
		{"the first of several", "", "", "", "directory_1", two},
		{"the one that has the group", "", "group_1", "directory_2", "directory_2", two},
		{"the first, for a group that none has", "", "group_1", "", "directory_1", two},
		{"the one that the address names", "directory_2", "group_1", "directory_1", "directory_2", two},
	} {
		got, err := directoryOf(c.named, c.group, c.all, func(id string) (bool, error) { return id == c.of, nil })
		if got != c.want || err != nil {
			t.Errorf("%s: got %q, %v", c.name, got, err)
		}
	}
	if _, err := directoryOf("", "group_1", two, func(string) (bool, error) { return false, errAway }); !errors.Is(err, errAway) {
		t.Errorf("the server is away, and that is not told: %v", err)
	}
}
