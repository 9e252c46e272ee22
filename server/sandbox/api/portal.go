package api

import (
	"net/http"
	"net/url"

	"memberpulse/server/sandbox/world"
)

func (s *Server) generateLink(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		Organization string   `json:"organization"`
		Intent       string   `json:"intent"`
		ReturnURL    string   `json:"return_url"`
		SuccessURL   string   `json:"success_url"`
		Contacts     []string `json:"it_contact_emails"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	if b.Organization == "" {
		return bad(http.StatusUnprocessableEntity, "", "The organization is required.")
	}
	if len(b.Contacts) > 20 {
		return bad(http.StatusUnprocessableEntity, "", "At most 20 IT contacts can be given.")
	}
	for _, link := range []string{b.ReturnURL, b.SuccessURL} {
		u, err := url.Parse(link)
		if link != "" && (err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !world.Loopback(u))) {
			return bad(http.StatusBadRequest, "", "A return or success URL must be an https address, or http on this machine.")
		}
	}
	token, err := s.world.CreatePortalLink(world.PortalSession{
		OrganizationID: b.Organization, Intent: b.Intent, ReturnURL: b.ReturnURL, SuccessURL: b.SuccessURL,
	})
	if err != nil {
		return err
	}
	return s.ok(w, http.StatusCreated, struct {
		Link string `json:"link"`
	}{s.base() + PortalPath + token})
}
