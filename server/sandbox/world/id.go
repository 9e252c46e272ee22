package world

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// minter makes ids of a prefix and a ULID. They sort by the order they were made in, whatever their prefix.
type minter struct {
	ms      int64
	entropy [10]byte
}

func (m *minter) next(prefix string, at time.Time) string {
	if ms := at.UnixMilli(); ms > m.ms {
		m.ms = ms
		_, _ = rand.Read(m.entropy[:]) // crypto/rand never fails: it would end the program
		m.entropy[0] &= 0x7f           // room to count upwards within the millisecond
	} else {
		for i := len(m.entropy) - 1; i >= 0; i-- {
			m.entropy[i]++
			if m.entropy[i] != 0 {
				break
			}
		}
	}
	return prefix + "_" + encodeULID(m.ms, m.entropy)
}

// seen goes on above an id that was made before, not later than a time: by the process that wrote the journal. What is
// none of ours is passed over.
func (m *minter) seen(id string, until time.Time) {
	ms, entropy, ok := decodeULID(id[max(0, len(id)-26):])
	if !ok || ms > until.UnixMilli() || ms < m.ms || ms == m.ms && bytes.Compare(entropy[:], m.entropy[:]) <= 0 {
		return
	}
	m.ms, m.entropy = ms, entropy
}

func decodeULID(text string) (ms int64, entropy [10]byte, ok bool) {
	if len(text) != 26 {
		return 0, entropy, false
	}
	var acc uint32
	bits, pos := 0, 0
	for i := range len(text) {
		value := strings.IndexByte(crockford, text[i])
		if value < 0 {
			return 0, entropy, false
		}
		if i < 10 {
			ms = ms<<5 | int64(value)
			continue
		}
		acc = acc<<5 | uint32(value) // #nosec G115 -- below 32
		if bits += 5; bits >= 8 {
			bits -= 8
			entropy[pos] = byte(acc >> bits & 0xff) // #nosec G115 -- masked
			pos++
		}
	}
	return ms, entropy, true
}

func encodeULID(ms int64, entropy [10]byte) string {
	var out [26]byte
	for i := 9; i >= 0; i-- {
		out[i] = crockford[ms&31]
		ms >>= 5
	}
	var acc uint32
	bits, pos := 0, 10
	for _, b := range entropy {
		acc = acc<<8 | uint32(b)
		for bits += 8; bits >= 5; bits -= 5 {
			out[pos] = crockford[acc>>(bits-5)&31]
			pos++
		}
	}
	return string(out[:])
}

const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Secret is n random letters and digits.
func Secret(n int) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // crypto/rand never fails: it would end the program
	for i, b := range raw {
		raw[i] = alphanumeric[int(b)%len(alphanumeric)]
	}
	return string(raw)
}

// Hash is how a token is kept: nothing that leaks can be used to call us.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
