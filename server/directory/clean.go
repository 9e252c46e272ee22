package directory

import (
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

const replacement = `\ufffd`

// sanitized replaces what PostgreSQL takes in no text and no jsonb: NUL, halves of surrogate pairs, and bytes that are
// not UTF-8. It tells whether there was any; nearly always there is none, and nothing is copied.
func sanitized(data gjson.Result) (gjson.Result, bool) {
	raw := data.Raw
	clean := raw
	if !utf8.ValidString(clean) {
		clean = strings.ToValidUTF8(clean, "\ufffd")
	}
	clean = strings.ReplaceAll(clean, "\x00", replacement)
	if strings.Contains(clean, `\u`) {
		clean = replaceEscapes(clean)
	}
	if clean == raw {
		return data, false
	}
	return gjson.Parse(clean), true
}

func replaceEscapes(s string) string {
	var b strings.Builder
	from := 0
	for i := 0; i+1 < len(s); {
		if s[i] != '\\' {
			i++
			continue
		}
		if s[i+1] != 'u' {
			i += 2
			continue
		}
		unit, ok := escape(s, i)
		width := 6
		switch {
		case !ok:
			i += 2
			continue
		case unit >= 0xd800 && unit <= 0xdbff:
			if low, ok := escape(s, i+6); ok && low >= 0xdc00 && low <= 0xdfff {
				i += 12
				continue
			}
		case unit != 0 && (unit < 0xdc00 || unit > 0xdfff):
			i += width
			continue
		}
		b.WriteString(s[from:i])
		b.WriteString(replacement)
		i += width
		from = i
	}
	if from == 0 {
		return s
	}
	b.WriteString(s[from:])
	return b.String()
}

// escape reads the four hex digits of \uXXXX at i.
func escape(s string, i int) (rune, bool) {
	if i+6 > len(s) || s[i] != '\\' || s[i+1] != 'u' {
		return 0, false
	}
	var unit rune
	for _, c := range []byte(s[i+2 : i+6]) {
		unit <<= 4
		switch {
		case c >= '0' && c <= '9':
			unit |= rune(c - '0')
		case c >= 'a' && c <= 'f':
			unit |= rune(c-'a') + 10
		case c >= 'A' && c <= 'F':
			unit |= rune(c-'A') + 10
		default:
			return 0, false
		}
	}
	return unit, true
}
