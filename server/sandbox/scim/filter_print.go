package scim

import (
	"bytes"
	"encoding/json"
	"strings"
)

// printFilter writes a filter in one canonical form: parsing it again gives the
// same tree.
func printFilter(n node) string {
	var b strings.Builder
	n.print(&b)
	return b.String()
}

func (n logical) print(b *strings.Builder) {
	side(b, n.l, n.op == "and" && isLogical(n.l, "or"))
	b.WriteByte(' ')
	b.WriteString(n.op)
	b.WriteByte(' ')
	// Chains grow to the left; whatever hangs on the right was in parentheses.
	side(b, n.r, isLogical(n.r, "or") || n.op == "and" && isLogical(n.r, "and"))
}

func isLogical(n node, op string) bool {
	l, ok := n.(logical)
	return ok && l.op == op
}

func side(b *strings.Builder, n node, enclosed bool) {
	if enclosed {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	n.print(b)
}

func (n negation) print(b *strings.Builder) {
	b.WriteString("not (")
	n.of.print(b)
	b.WriteByte(')')
}

func (n compare) print(b *strings.Builder) {
	b.WriteString(n.path.String())
	b.WriteByte(' ')
	b.WriteString(n.op)
	b.WriteByte(' ')
	b.WriteString(literalText(n.value))
}

func (n present) print(b *strings.Builder) {
	b.WriteString(n.path.String())
	b.WriteString(" pr")
}

func (n valuePath) print(b *strings.Builder) {
	b.WriteString(n.path.String())
	b.WriteByte('[')
	n.of.print(b)
	b.WriteByte(']')
}

func literalText(v any) string {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil { // strings, numbers, booleans and null always encode
		return "null"
	}
	return strings.TrimSuffix(buf.String(), "\n")
}
