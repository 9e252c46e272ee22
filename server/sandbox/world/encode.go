package world

import (
	"bytes"
	"encoding/json"
)

// Encode writes JSON just as JavaScript's JSON.stringify would, since one of WorkOS's SDKs parses and writes a webhook's body
// again before it checks the signature: no HTML escapes, and no escapes for characters JavaScript leaves alone.
func Encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return unescape(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

var needless = map[string]string{"2028": "\u2028", "2029": "\u2029", "fffd": "\ufffd"}

func unescape(b []byte) []byte {
	if !bytes.Contains(b, []byte(`\u2028`)) && !bytes.Contains(b, []byte(`\u2029`)) && !bytes.Contains(b, []byte(`\ufffd`)) {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			out = append(out, b[i])
			continue
		}
		if b[i+1] == 'u' {
			if raw, ok := needless[string(b[i+2:i+6])]; ok {
				out = append(out, raw...)
				i += 5
				continue
			}
		}
		out = append(out, b[i], b[i+1])
		i++
	}
	return out
}
