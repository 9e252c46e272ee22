package workos

import "bytes"

// deepest is how many levels of JSON are read: more is an attack on the reader.
const deepest = 512

// TooDeep guards the recursive readers behind it: a megabyte of brackets would eat the stack.
func TooDeep(body []byte) bool {
	if bytes.Count(body, []byte{'['})+bytes.Count(body, []byte{'{'}) <= deepest {
		return false
	}
	depth, inText := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '[' || c == '{':
			if depth++; depth > deepest {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}
