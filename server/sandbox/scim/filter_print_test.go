package scim

import "strings"

// printFilter writes a filter in one canonical form: parsing it again gives the
// same tree.
func printFilter(n node) string {
	switch n := n.(type) {
	case logical:
		// Chains grow to the left; whatever hangs on the right was in parentheses.
		left := side(n.l, n.op == "and" && isLogical(n.l, "or"))
		return left + " " + n.op + " " + side(n.r, isLogical(n.r, "or") || n.op == "and" && isLogical(n.r, "and"))
	case negation:
		return "not (" + printFilter(n.of) + ")"
	case compare:
		return strings.Join([]string{n.path.String(), n.op, literalText(n.value)}, " ")
	case present:
		return n.path.String() + " pr"
	case valuePath:
		path := n.path.String() + "[" + printFilter(n.of) + "]"
		if n.part != nil {
			return path + "." + printFilter(n.part)
		}
		return path
	}
	panic("scim: a filter with a node of no kind")
}

func isLogical(n node, op string) bool {
	l, ok := n.(logical)
	return ok && l.op == op
}

func side(n node, enclosed bool) string {
	if enclosed {
		return "(" + printFilter(n) + ")"
	}
	return printFilter(n)
}
