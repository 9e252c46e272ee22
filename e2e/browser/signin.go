package browser

import (
	"encoding/json"
	"testing"

	"memberpulse/e2e/program"
)

// SignIn signs somebody in the way they would: address on our page, identity provider's page, back.
func (w *Window) SignIn(tb testing.TB, who program.DemoSignIn) {
	tb.Helper()
	w.Visit(w.base + "/sign-in")
	if who.How == "authkit" {
		w.Visit(w.base + "/auth/login")
	} else {
		w.Type(`input[name=email]`, who.Email)
		w.Click(`form button[type=submit]`)
	}
	w.Until("the identity provider's page", `location.origin !== `+quote(w.base)+` && document.querySelector("input[name=email]")`)
	w.Type(`input[name=email]`, who.Email)
	w.Click(`form button[type=submit]`)
	w.Until("back", `location.origin === `+quote(w.base)+` && document.documentElement.dataset.ready`)
}

// quote makes a text of JavaScript, whatever people are called.
func quote(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always can be
	}
	return string(text)
}
