package scim

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWorkOSsRulesOfSCIM(t *testing.T) {
	t.Parallel()
	runScript(t, "workos.scim", 8, map[string]func(*house){"custom": customAttributesAreRead, "large": tooLargeABody})
}

func tooLargeABody(h *house) {
	h.T.Helper()
	h.do("POST", "/Users", user("big@x.test", `"nickName":"`+strings.Repeat("x", maxBody)+`"`)).want(413)
}

func customAttributesAreRead(h *house) {
	h.T.Helper()
	id := h.do("POST", "/Users", `{"userName":"several","externalId":"00u9","emails":[{"value":"h@x.test","type":"home"},{"value":"w@x.test","type":"work"}],
		"title":"Analyst","userType":"Contractor","urn:example:hr:2.0:User":{"badge":7,"site":"Porto"},
		"`+enterpriseURN+`":{"department":"Finance","division":"EMEA","costCenter":"4","employeeNumber":"77","organization":"N"}}`).want(201).str("id")
	u, err := h.World.SCIMUser(h.dir.ID, id)
	h.Must(err)
	want := map[string]any{
		"job_title": "Analyst", "employee_type": "Contractor", "department_name": "Finance", "division_name": "EMEA", "cost_center_name": "4",
		"employee_number": "77", "organization": "N", "username": "several", "badge": 7.0, "site": "Porto",
	}
	if diff := cmp.Diff(want, u.CustomAttributes); diff != "" {
		h.T.Error(diff)
	}
	if u.Email != "w@x.test" || u.IDPID != "00u9" {
		h.T.Errorf("e-mail %s, idp id %s", u.Email, u.IDPID)
	}
	odd := h.do("POST", "/Users", `{"userName":"odd","emails":[{"value":"not an address","type":"work"}]}`).want(201).str("id")
	if u, err := h.World.SCIMUser(h.dir.ID, odd); err != nil || u.Email != "" {
		h.T.Errorf("a malformed e-mail became the primary one: %q %v", u.Email, err)
	}
}
