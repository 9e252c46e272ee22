package pg

import "strings"

// Text makes a text that PostgreSQL takes of one that came from outside: U+FFFD stands for bytes that are no UTF-8, and
// for NUL, which no text may hold.
func Text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
