package world

import (
	"bytes"
	"encoding/json"
	"strings"
)

// poison logs a malformed copy ahead of an event while the fault asks for it. The copy is older than the true event, so that
// a receiver that lives through it ends in the same state.
func (t *tx) poison(name, organizationID, directoryID string, data json.RawMessage) {
	if t.w.faults.Poison == 0 {
		return
	}
	f := t.w.faults
	f.Poison--
	t.put(&f)
	kinds := []func(json.RawMessage) json.RawMessage{poisonNUL, poisonTypes, poisonSize}
	t.log(name, organizationID, directoryID, kinds[t.w.poisoned%len(kinds)](data))
	t.w.poisoned++
}

// poisonNUL puts a character into every name that PostgreSQL's text cannot hold.
func poisonNUL(data json.RawMessage) json.RawMessage {
	out := bytes.ReplaceAll(data, []byte(`name":"`), []byte(`name":"\u0000`))
	if bytes.Equal(out, data) {
		return withField(data, `"note":"\u0000"`)
	}
	return out
}

// poisonTypes turns the ids into numbers and the state into a list.
func poisonTypes(data json.RawMessage) json.RawMessage {
	out := data
	for _, key := range []string{`"id":"`, `"directory_id":"`, `"user_id":"`, `"organization_id":"`} {
		for at := bytes.Index(out, []byte(key)); at >= 0; at = bytes.Index(out, []byte(key)) {
			end := at + len(key) + bytes.IndexByte(out[at+len(key):], '"')
			out = bytes.Join([][]byte{out[:at+len(key)-1], []byte("42"), out[end+1:]}, nil)
		}
	}
	return withField(out, `"state":["active"]`)
}

// poisonSize makes the body 256 KiB long.
func poisonSize(data json.RawMessage) json.RawMessage {
	return withField(data, `"custom_attributes":{"note":"`+strings.Repeat("x", 256<<10)+`"}`)
}

// withField adds a field at the end of an object; where the name is there already, the later one wins.
func withField(data json.RawMessage, field string) json.RawMessage {
	body := bytes.TrimSuffix(data, []byte("}"))
	if !bytes.HasSuffix(body, []byte("{")) {
		field = "," + field
	}
	return append(append(bytes.Clone(body), field...), '}')
}
