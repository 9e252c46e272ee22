package seal_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"testing"

	"memberpulse/server/seal"
)

func key(fill byte) []byte { return bytes.Repeat([]byte{fill}, seal.KeySize) }

func ring(t *testing.T, keys ...[]byte) *seal.Ring {
	t.Helper()
	r, err := seal.New(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var here = seal.Place{Organization: "org_a", Table: "settings", Column: "api_key", Row: "1"}

func TestOpensOnlyInItsPlace(t *testing.T) {
	t.Parallel()
	r := ring(t, key(1))
	sealed := r.Seal([]byte("sk_live_x"), here)
	if got, err := r.Open(sealed, here); err != nil || string(got) != "sk_live_x" {
		t.Fatalf("in its place: %q, %v", got, err)
	}
	for name, place := range map[string]seal.Place{
		"another organization": {"org_b", "settings", "api_key", "1"},
		"another table":        {"org_a", "secrets", "api_key", "1"},
		"another column":       {"org_a", "settings", "webhook_secret", "1"},
		"another row":          {"org_a", "settings", "api_key", "2"},
		"parts shifted":        {"org_as", "ettings", "api_key", "1"},
	} {
		if _, err := r.Open(sealed, place); !errors.Is(err, seal.ErrShut) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnyChangeIsNoticed(t *testing.T) {
	t.Parallel()
	r := ring(t, key(1))
	sealed := r.Seal([]byte("secret"), here)
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := r.Open(changed, here); !errors.Is(err, seal.ErrShut) {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
	for i := range sealed {
		if _, err := r.Open(sealed[:i], here); !errors.Is(err, seal.ErrShut) {
			t.Errorf("cut after %d bytes: %v", i, err)
		}
	}
}

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	old := ring(t, key(1)).Seal([]byte("secret"), here)
	both := ring(t, key(2), key(1))
	got, err := both.Open(old, here)
	if err != nil || string(got) != "secret" || !both.Stale(old) {
		t.Fatalf("during the rotation: %q, %v, stale %v", got, err, both.Stale(old))
	}
	anew := both.Seal(got, here)
	if both.Stale(anew) {
		t.Error("what the first key sealed is stale")
	}
	after := ring(t, key(2))
	if _, err := after.Open(anew, here); err != nil {
		t.Errorf("after the rotation: %v", err)
	}
	if _, err := after.Open(old, here); !errors.Is(err, seal.ErrShut) {
		t.Errorf("the old key still opens: %v", err)
	}
}

func TestSameSecretLooksDifferentEachTime(t *testing.T) {
	t.Parallel()
	r := ring(t, key(1))
	one, other := r.Seal([]byte("secret"), here), r.Seal([]byte("secret"), here)
	if bytes.Equal(one, other) || bytes.Contains(one, []byte("secret")) {
		t.Error("the sealed value gives its secret away")
	}
}

func TestKeysAreChecked(t *testing.T) {
	t.Parallel()
	if _, err := seal.New(); err == nil {
		t.Error("a ring without keys")
	}
	if _, err := seal.New(key(1)[:16]); err == nil {
		t.Error("a short key")
	}
	made, err := base64.StdEncoding.DecodeString(seal.NewKey())
	if err != nil || len(made) != seal.KeySize {
		t.Errorf("a new key has %d bytes, error %v", len(made), err)
	}
}
