package scim

import (
	"encoding/json"
	"strings"
)

// What a filter may cost at most. Both caps are far above what Okta and Entra
// send, and far below what could hurt.
const (
	maxFilterBytes = 4096
	maxFilterDepth = 16
	maxFilterTerms = 64
)

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenString
	tokenNumber
	tokenOpen
	tokenClose
	tokenBracket
	tokenUnbracket
)

type token struct {
	kind tokenKind
	text string // a word or number as written; a string's value
	at   int
}

// lex cuts a filter or path into tokens. A word is an attribute path, an
// operator or a literal such as true: the parser knows by its place.
func lex(s string) ([]token, *problem) {
	if len(s) > maxFilterBytes {
		return nil, bad(invalidFilter, "The filter is longer than %d bytes.", maxFilterBytes)
	}
	var out []token
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\t':
			i++
		case strings.IndexByte("()[]", c) >= 0:
			out = append(out, token{bracketKinds[c], string(c), i})
			i++
		case c == '"':
			end := stringEnd(s, i)
			if end < 0 {
				return nil, bad(invalidFilter, "The string that begins at character %d has no end.", i)
			}
			var v string
			if err := json.Unmarshal([]byte(s[i:end]), &v); err != nil {
				return nil, bad(invalidFilter, "The string that begins at character %d is not a JSON string.", i)
			}
			out = append(out, token{tokenString, v, i})
			i = end
		case c == '-' || c >= '0' && c <= '9':
			end := wordEnd(s, i, "+-.")
			if !json.Valid([]byte(s[i:end])) {
				return nil, bad(invalidFilter, "What stands at character %d is not a number.", i)
			}
			out = append(out, token{tokenNumber, s[i:end], i})
			i = end
		case isAlpha(c) || c == '$' || c == '.':
			end := wordEnd(s, i, "-_.:$")
			out = append(out, token{tokenWord, s[i:end], i})
			i = end
		default:
			return nil, bad(invalidFilter, "The character at position %d has no meaning in a filter.", i)
		}
	}
	return append(out, token{kind: tokenEnd, at: len(s)}), nil
}

var bracketKinds = map[byte]tokenKind{'(': tokenOpen, ')': tokenClose, '[': tokenBracket, ']': tokenUnbracket}

func stringEnd(s string, from int) int {
	for i := from + 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

func wordEnd(s string, from int, also string) int {
	i := from
	for i < len(s) && (isAlpha(s[i]) || s[i] >= '0' && s[i] <= '9' || strings.IndexByte(also, s[i]) >= 0) {
		i++
	}
	return i
}

func isAlpha(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
