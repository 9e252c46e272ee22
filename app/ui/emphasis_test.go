package ui

import (
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestNamesStandOutWhereTheyComeFirst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sentence string
		names    []string
		want     string
	}{
		{"Priya Raman joined Clinical Ops, gains Client user", []string{"Priya Raman", "Clinical Ops"}, "<b>Priya Raman</b> joined <b>Clinical Ops</b>, gains Client user"},
		{"Nothing of the kind", []string{"Priya", ""}, "Nothing of the kind"},
		{"Ana, and Ana again", []string{"Ana"}, "<b>Ana</b>, and Ana again"},
		{"", []string{"Ana"}, ""},
	} {
		got := app.HTMLString(el("p", "", Emphasize(c.sentence, c.names...)...))
		got = strings.ReplaceAll(strings.ReplaceAll(got, "\n", ""), "  ", "")
		if !strings.Contains(got, c.want) {
			t.Errorf("%q: got %s", c.sentence, got)
		}
	}
}
