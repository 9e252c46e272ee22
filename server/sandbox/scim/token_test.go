package scim

import (
	"net/url"
	"time"
)

func (h *house) askToken(form url.Values) *reply {
	h.T.Helper()
	return h.ask("POST", "/scim/v2.0/"+h.dir.ExternalKey+"/oauth/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

func credentialsAreChecked(h *house) {
	t := h.T
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {h.dir.ID}, "client_secret": {h.token}}
	r := h.askToken(form)
	seconds, _ := r.at("expires_in").(float64)
	if r.status != 200 || r.str("access_token") == "" || seconds < 3600 || seconds > 360*60 {
		t.Fatalf("%d %s", r.status, r.raw)
	}
	access := r.str("access_token")
	h.do("GET", "/Users", "", "Authorization", "Bearer "+access).want(200)
	h.do("GET", "/Users", "", "Authorization", "Bearer "+access+"0").want(401)
	_, err := h.World.Advance(accessLife + time.Second)
	h.Must(err)
	h.do("GET", "/Users", "", "Authorization", "Bearer "+access).want(401)
	form.Set("client_secret", "wrong")
	if r := h.askToken(form); r.status != 401 {
		t.Errorf("a wrong secret answered %d", r.status)
	}
	h.ask("GET", "/scim/v2.0/"+h.dir.ExternalKey+"/oauth/token", "").want(405)
}

// anAssertionIsNoSecret: Microsoft's suite skips its case where client credentials are offered. What matters then is that an
// assertion which nobody can check is not taken for a secret.
func anAssertionIsNoSecret(h *house) {
	t := h.T
	t.Helper()
	r := h.askToken(url.Values{
		"grant_type": {"client_credentials"}, "client_id": {h.dir.ID},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {"eyJhbGciOiJub25lIn0.e30."},
	})
	if r.status != 401 || r.str("error") != "invalid_client" {
		t.Errorf("%d %s", r.status, r.raw)
	}
}
