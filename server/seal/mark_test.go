package seal_test

import (
	"testing"

	"memberpulse/server/seal"
)

func TestAMarkHoldsForItsTextAndPlaceUnderAnyKeyOfTheRing(t *testing.T) {
	t.Parallel()
	old, rotated := ring(t, key(1)), ring(t, key(2), key(1))
	there := here
	there.Column = "other"
	mark := old.Mark("text", here)
	for name, c := range map[string]struct {
		ring       *seal.Ring
		text, mark string
		at         seal.Place
		want       bool
	}{
		"its own":                 {old, "text", mark, here, true},
		"after a rotation":        {rotated, "text", mark, here, true},
		"without its key":         {ring(t, key(2)), "text", mark, here, false},
		"another text":            {old, "texts", mark, here, false},
		"another place":           {old, "text", mark, there, false},
		"cut short":               {old, "text", mark[:len(mark)-1], here, false},
		"none":                    {old, "text", "", here, false},
		"of the new key, rotated": {rotated, "text", rotated.Mark("text", here), here, true},
	} {
		if got := c.ring.Marked(c.text, c.mark, c.at); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
