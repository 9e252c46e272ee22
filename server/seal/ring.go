package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
)

// KeySize is the length of a key in bytes: AES-256.
const KeySize = 32

const (
	format   = 1 // the first byte of everything sealed
	idSize   = 4
	nonceLen = 12
	overhead = 1 + idSize + nonceLen
)

// ErrShut says that something does not open: it was changed, it belongs to another
// place, or its key is not in the ring. Which of them is not told.
var ErrShut = errors.New("the sealed value does not open: it was altered, moved, or sealed with a key that is no longer in MEMBERPULSE_SECRET_KEY")

type keyID [idSize]byte

// Ring holds the keys. It is safe for use by many at once.
type Ring struct {
	first keyID
	keys  map[keyID]cipher.AEAD
	marks map[keyID][]byte // what Mark signs with; see mark.go
	shut  func()
}

// Count has a function called, from now on, whenever something does not open.
func (r *Ring) Count(shut func()) { r.shut = shut }

// New makes a ring: the first key seals, all open.
func New(keys ...[]byte) (*Ring, error) {
	if len(keys) == 0 {
		return nil, errors.New("make a key ring: no key given")
	}
	r := &Ring{keys: make(map[keyID]cipher.AEAD, len(keys)), marks: make(map[keyID][]byte, len(keys))}
	for i, key := range keys {
		if len(key) != KeySize {
			return nil, fmt.Errorf("make a key ring: key %d has %d bytes, want %d", i+1, len(key), KeySize)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("make a key ring: key %d: %w", i+1, err)
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, fmt.Errorf("make a key ring: key %d: %w", i+1, err)
		}
		id := idOf(key)
		if i == 0 {
			r.first = id
		}
		r.keys[id], r.marks[id] = aead, markKey(key)
	}
	return r, nil
}

// idOf names a key without telling it.
func idOf(key []byte) keyID {
	sum := sha256.Sum256(append([]byte("memberpulse key id\x00"), key...))
	return keyID(sum[:idSize])
}

// NewKey makes a key, written as MEMBERPULSE_SECRET_KEY takes it.
func NewKey() string {
	key := make([]byte, KeySize)
	rand.Read(key) // never fails: it ends the program instead
	return base64.StdEncoding.EncodeToString(key)
}

// Place is where a sealed value stands. It is bound into the seal.
type Place struct {
	Organization string // "" for the platform's own
	Table        string
	Column       string
	Row          string
}

// bytes writes each part with its length, so that no two places read alike.
func (p Place) bytes() []byte {
	var out []byte
	for _, part := range []string{p.Organization, p.Table, p.Column, p.Row} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(part))) //nolint:gosec // G115: names are short
		out = append(out, part...)
	}
	return out
}

// Seal encrypts a secret for one place.
func (r *Ring) Seal(secret []byte, at Place) []byte {
	out := make([]byte, overhead, overhead+len(secret)+16)
	out[0] = format
	copy(out[1:], r.first[:])
	nonce := out[1+idSize:]
	rand.Read(nonce) // never fails: it ends the program instead
	return r.keys[r.first].Seal(out, nonce, secret, at.bytes())
}

// Open decrypts what was sealed for this place; ErrShut otherwise.
func (r *Ring) Open(sealed []byte, at Place) ([]byte, error) {
	secret, err := r.open(sealed, at)
	if err != nil && r.shut != nil {
		r.shut()
	}
	return secret, err
}

func (r *Ring) open(sealed []byte, at Place) ([]byte, error) {
	id, ok := parse(sealed)
	if !ok {
		return nil, ErrShut
	}
	aead, ok := r.keys[id]
	if !ok {
		return nil, ErrShut
	}
	secret, err := aead.Open(nil, sealed[1+idSize:overhead], sealed[overhead:], at.bytes())
	if err != nil {
		return nil, ErrShut
	}
	return secret, nil
}

// Stale says whether something was sealed with another key than the first, and
// is to be sealed anew before that key leaves the ring.
func (r *Ring) Stale(sealed []byte) bool {
	id, ok := parse(sealed)
	return !ok || id != r.first
}

func parse(sealed []byte) (id keyID, ok bool) {
	if len(sealed) < overhead || sealed[0] != format {
		return id, false
	}
	return keyID(sealed[1 : 1+idSize]), true
}
