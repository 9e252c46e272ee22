package event

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"memberpulse/server/workos"
)

// Any bytes can be stored, and what is stored of them is what PostgreSQL takes; the lane is the one that the appliers
// read of the same bytes.
func FuzzWebhookEnvelope(f *testing.F) {
	for _, seed := range []string{
		`{"id":"event_1","event":"dsync.user.created","data":{"id":"directory_user_1","directory_id":"directory_1","organization_id":"org_1"},"created_at":"2026-11-21T11:59:58.000Z"}`,
		`{"id":"event_1","ID":"event_2","event":"x","event":"y","data":{},"data":{"organization_id":"org_2"}}`,
		`{"id":"event_1","event":"dsync.deleted","data":{"id":"directory_1","id":"directory_2","organization_id":"org_1","organization_id":"org_2"}}`,
		`{"id":"\u0000","event":"\ud800","data":{"name":"a\u0000b\udfff"}}`, `{"\u0069d":"event_1","d\u0061ta":{"organization_id":"org_1"}}`,
		`[]`, `null`, ``, "\xff\xfe", `{"id":7,"event":{"x":1},"data":[1,2]}`, strings.Repeat(`[`, 600), `{"data":{"a":` + strings.Repeat(`[`, 300) + strings.Repeat(`]`, 300) + `}}`,
		`{"id":"sha256_00","event":"x"}`, `{"id":"event/../1","event":"x"}`, `{"created_at":"9999-99-99"}`, `{"created_at":"0001-01-01T00:00:00Z"}`, `{"created_at":1e400}`,
		`{"event":"connection.saml_certificate_renewed","data":{"connection":{"organization_id":"org_1"}}}`, `{"event":"organization.created","data":{"id":"org_1"}}`,
		`{"event":"dsync.user.updated","data":{"state":"active","state":"inactive"}}`,
	} {
		f.Add([]byte(seed))
	}
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte) {
		e := read(body, at)
		for _, text := range []string{e.id, e.name, e.lane, e.directoryID, e.claims} {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || len(text) > longestName {
				t.Fatalf("cannot be stored: %q of %q", text, body)
			}
		}
		if !addressable(e.id) {
			t.Fatalf("the id %q can stand in no address: %q", e.id, body)
		}
		if e.id == "" || e.name == "" || !plausible(e.occurredAt) {
			t.Fatalf("%+v of %q", e, body)
		}
		if e.lane != environmentLane && (!workos.ValidID(e.lane) || !strings.HasPrefix(e.lane, "directory_") && !strings.HasPrefix(e.lane, "org_")) {
			t.Fatalf("the lane %q of %q", e.lane, body)
		}
		if e.directoryID != "" && e.lane != e.directoryID {
			t.Fatalf("the directory %q in the lane %q of %q", e.directoryID, e.lane, body)
		}
		if again := read(body, at); again != e {
			t.Fatalf("read twice: %+v, %+v", e, again)
		}
		if workos.TooDeep(body) || !gjson.ValidBytes(body) {
			return
		}
		data := gjson.ParseBytes(body).Get("data")
		if got := claimed(e.name, data); got != e.claims {
			t.Fatalf("claims %q when stored and %q when applied: %q", e.claims, got, body)
		}
		stored := JSON(data, "{}")
		if !json.Valid([]byte(stored)) || strings.Contains(strings.ReplaceAll(stored, `\\`, ""), `\u0000`) || !utf8.ValidString(stored) {
			t.Fatalf("jsonb refuses %q of %q", stored, body)
		}
		if text := Text(data.Get("name")); !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			t.Fatalf("text refuses %q of %q", text, body)
		}
	})
}

// An id that no address can have is filed under a digest of it, the same for every delivery, however that is written.
func TestAnIDThatNoAddressCanHaveIsFiledUnderItsDigest(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"event_1/2", "event_1?x", "event 1", "event_\u00e9", ".", "event_%2e", strings.Repeat("x", 101), "sha256_00"} {
		first := read([]byte(`{"id":"`+id+`","event":"x","data":{}}`), time.Unix(0, 0))
		again := read([]byte(`{ "event":"x", "id":"`+id+`", "data":{"n":1}}`), time.Unix(1, 0))
		if !strings.HasPrefix(first.id, unnamedPrefix) || !addressable(first.id) || first.id != again.id {
			t.Errorf("%q is filed under %q, then under %q", id, first.id, again.id)
		}
	}
	if e := read([]byte(`{"id":"event_01K8Q2M4T6V8X0Z2B4D6F8H001","event":"x"}`), time.Unix(0, 0)); e.id != "event_01K8Q2M4T6V8X0Z2B4D6F8H001" {
		t.Errorf("WorkOS's own id became %q", e.id)
	}
}
