package browser

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"memberpulse/e2e/program"
	"memberpulse/server/workos"
	"memberpulse/shared"
	"memberpulse/shared/api"
)

// stale delivers a change of somebody that is older than what is stored, as WorkOS may, and gives its id. Whether the
// demonstration's own changes come out of order is chance.
func (f finder) stale(d *program.Demo) string {
	f.t.Helper()
	directories, err := f.api.Directories(f.t.Context(), f.page())
	if err != nil || len(directories.Data) == 0 {
		f.t.Fatalf("no directory: %v", err)
	}
	directory := directories.Data[0].ID
	users, err := f.api.DirectoryUsers(f.t.Context(), directory, f.page(), api.UserFilter{Query: "aiko.tanaka"})
	if err != nil || len(users.Data) == 0 {
		f.t.Fatalf("nobody found in the directory: %v", err)
	}
	const id = "event_01H00000000000000000000000"
	at := time.Now().Add(-24 * time.Hour).UTC().Format("2006-01-02T15:04:05.000Z")
	f.deliver(d, fmt.Sprintf(`{"id":%q,"event":"dsync.user.updated","created_at":%q,"data":{"object":"directory_user","id":%q,"directory_id":%q,
		"organization_id":%q,"state":"active","first_name":"Aiko","last_name":"Formerly","custom_attributes":{},"raw_attributes":{},
		"created_at":%q,"updated_at":%q}}`, id, at, users.Data[0].ID, directory, f.org, at, at))
	program.Until(f.t, "the older change is decided", patience, func() bool {
		list, err := f.api.Events(f.t.Context(), f.page(), api.LogFilter{Outcome: string(shared.OutcomeStale)})
		if err != nil {
			f.t.Fatal(err)
		}
		for _, e := range list.Data {
			if e.ID == id {
				return true
			}
		}
		return false
	})
	return id
}

// deliver posts a webhook with the signature of WorkOS's.
func (f finder) deliver(d *program.Demo, body string) {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), http.MethodPost, d.URL+"/webhooks/workos", strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(workos.SignatureHeader, workos.SignatureOf([]byte(body), d.WebhookSecret, time.Now()))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		f.t.Fatalf("deliver an older change: %d, %v", res.StatusCode, err)
	}
}
