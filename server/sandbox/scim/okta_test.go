package scim

import "testing"

func TestOktasSuite(t *testing.T) {
	t.Parallel()
	runScript(t, "okta.scim", 12, nil)
}
