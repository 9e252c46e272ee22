package site

import "net/http"

// ChooseData asks which of several organizations is meant. Its form posts State as "state" and the chosen id as
// "organization_id" to Action, a path of this site.
type ChooseData struct {
	Action, State, Email string
	Organizations        []Choice
}

// Choice is one of several organizations.
type Choice struct{ ID, Name string }

// Choose serves the question; it works without scripts.
func (s *Site) Choose(w http.ResponseWriter, r *http.Request, status int, d ChooseData) {
	if !localPath(d.Action) {
		s.NotFound(w, r)
		return
	}
	s.render(w, status, "choose.html", struct {
		base
		ChooseData
	}{s.base, d})
}
