package shared

import "strings"

// FoldEmail makes of an address what it is compared by: ASCII letters lose their case, and nothing else changes. The
// foldings of Unicode make one of addresses that are two mailboxes: the Kelvin sign and k, the long s and s.
func FoldEmail(address string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, address)
}
