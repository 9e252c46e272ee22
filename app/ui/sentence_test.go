package ui

import (
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestASentenceTakesElementsWhereItsVerbsStand(t *testing.T) {
	t.Parallel()
	for want, kids := range map[string][]app.UI{
		"<p>Last change <b>now</b></p>":         Sentence("Last change %s", B("now")),
		"<p><b>Okta</b>, not <b>Entra</b></p>":  Sentence("%s, not %s", B("Okta"), B("Entra")),
		"<p><b>Entra</b>, then <b>Okta</b></p>": Sentence("%[2]s, then %[1]s", B("Okta"), B("Entra")),
		"<p>Nothing</p>":                        Sentence("Nothing"),
	} {
		if got := markup(P(kids...)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
