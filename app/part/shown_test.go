package part

import (
	"testing"

	"memberpulse/app/ui/words"
)

func TestAListSaysHowManyThereAreInAllWhereItKnows(t *testing.T) {
	t.Parallel()
	many, few := 1284, 3
	for _, c := range []struct {
		n     int
		total *int
		want  string
	}{
		{50, &many, "50 of 1,284 people"}, {3, &few, "3 people shown"}, {50, nil, "50 people shown"}, {1, nil, "1 person shown"},
	} {
		if got := shownSaid(c.n, c.total, words.Person); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
