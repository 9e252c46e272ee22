package ui_test

import (
	"testing"

	"memberpulse/app/ui"
)

// Attack: an address in data that leads elsewhere, or is code, by what browsers make of it.
func TestAttack_NoLinkLeadsWhereItDoesNotSay(t *testing.T) {
	t.Parallel()
	for _, href := range []string{
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.test", `/\evil.test`,
		"/\t/evil.test", "/\n/evil.test", `\\evil.test`, "\x01javascript:alert(1)", "blob:x", "file:///etc/passwd", "https:\\\\evil.test",
	} {
		if got := ui.SafeHref(href); got != "#" {
			t.Errorf("%q leads to %q", href, got)
		}
	}
	for _, href := range []string{"/people", "/people/member_1?q=a#b", "#main", "?page=2", "https://workos.com/docs", "mailto:it@acme.test"} {
		if got := ui.SafeHref(href); got != href {
			t.Errorf("%q became %q", href, got)
		}
	}
}
