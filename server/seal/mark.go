package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// markKey is a key of its own for marks: what is marked tells nothing of what is sealed.
func markKey(key []byte) []byte {
	sum := hmac.New(sha256.New, key)
	sum.Write([]byte("memberpulse mark"))
	return sum.Sum(nil)
}

// Mark signs a text that need not be hidden, for one place: whoever brings both back shows that they come from here.
func (r *Ring) Mark(text string, at Place) string { return mark(r.marks[r.first], text, at) }

// Marked reports whether a key of the ring marked the text for this place. Nothing is counted where none did: anybody may
// try.
func (r *Ring) Marked(text, with string, at Place) bool {
	for _, key := range r.marks {
		if hmac.Equal([]byte(mark(key, text, at)), []byte(with)) {
			return true
		}
	}
	return false
}

func mark(key []byte, text string, at Place) string {
	sum := hmac.New(sha256.New, key)
	sum.Write(at.bytes())
	sum.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil))
}
