package portal

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"
)

// logged bounds how much of the log a page shows.
const logged = 50

type entry struct {
	Name, ID, Body string
	At             time.Time
}

// auditLog shows what happened to the organization, newest first.
func (v *visit) auditLog() {
	log := v.s.world.EventLog(0)
	var rows []entry
	for i := len(log) - 1; i >= 0 && len(rows) < logged; i-- {
		if e := log[i]; e.OrganizationID == v.org.ID {
			rows = append(rows, entry{Name: e.Name, ID: e.ID, At: e.CreatedAt, Body: indent(e.Body)})
		}
	}
	v.show(http.StatusOK, "audit", struct {
		page
		Entries []entry
		Most    int
	}{v.page("audit_logs"), rows, logged})
}

// indent lays JSON out for reading; what is none, as a poisoned event, stays.
func indent(raw []byte) string {
	var buf bytes.Buffer
	if err := json.Indent(&buf, raw, "", "  "); err != nil {
		return string(raw)
	}
	return buf.String()
}
