package control

import (
	"encoding/json"
	"net/http"

	"memberpulse/server/sandbox/world"
)

// domain is written as its name, which makes it verified, or as an object that says its state.
type domain struct {
	Domain string `json:"domain"`
	State  string `json:"state"`
}

func (d *domain) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		d.State = "verified"
		return json.Unmarshal(raw, &d.Domain)
	}
	type plain domain
	return json.Unmarshal(raw, (*plain)(d))
}

func (s *Server) createOrganization(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		Name       string            `json:"name"`
		Domains    []domain          `json:"domains"`
		ExternalID string            `json:"external_id"`
		Metadata   map[string]string `json:"metadata"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	in := world.OrganizationInput{Name: b.Name, ExternalID: b.ExternalID, Metadata: b.Metadata}
	for _, d := range b.Domains {
		in.Domains = append(in.Domains, world.DomainInput{Domain: d.Domain, Verified: d.State == "verified"})
	}
	o, err := s.world.CreateOrganization(in)
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusCreated, o.View())
}
