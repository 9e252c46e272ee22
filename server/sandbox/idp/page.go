package idp

import (
	"net/http"
	"net/url"
	"strings"
)

// begin answers an authorize address: on to the page, or back at once.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, f *flow) {
	req, no := f.read(r)
	if no != nil {
		s.refuse(w, r, f, req, "", no)
		return
	}
	if f.page == ssoPage {
		if err := s.world.SSOStarted(req.grant(""), req.hint); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	if s.world.Settings().AutoSignIn && req.hint != "" && req.prompt != "login" {
		if email, ok := f.hint(req); ok {
			s.enter(w, r, f, req, email)
			return
		}
	}
	http.Redirect(w, r, f.page+"?"+req.query.Encode(), http.StatusFound)
}

// signIn is what the page shows.
type signIn struct {
	Action       string
	Organization string
	Connection   string
	Email        string
	AuthKit      bool
	First        bool // the sign-in that makes the connection active
	People       []choice
	Codes        any
	Application  string
}

func (s *Server) show(w http.ResponseWriter, r *http.Request, f *flow) {
	req, no := f.read(r)
	if no != nil {
		s.refuse(w, r, f, req, "", no)
		return
	}
	s.pages.Show(w, r, http.StatusOK, "sign-in", signIn{
		Action: f.page + "?" + req.query.Encode(), Organization: req.organization.Name, Connection: req.connection.Name,
		Email: req.hint, AuthKit: f.page == authKitPage, First: req.connection.State == "validating", People: f.people(req),
		Codes: codes, Application: host(req.redirect),
	}, req.redirect)
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// answer takes the form: an e-mail, one of the people offered, or an error to
// answer with.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, f *flow) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "The form could not be read. Go back and try again.", http.StatusBadRequest)
		return
	}
	req, no := f.read(r)
	if no != nil {
		s.refuse(w, r, f, req, "", no)
		return
	}
	email := strings.TrimSpace(r.PostFormValue("email"))
	if person := r.PostFormValue("person"); person != "" {
		email = person
	}
	if code := r.PostFormValue("error"); r.PostFormValue("answer") == "error" && known(code) {
		s.refuse(w, r, f, req, email, because(code))
		return
	}
	s.enter(w, r, f, req, email)
}

func (s *Server) enter(w http.ResponseWriter, r *http.Request, f *flow, req *request, email string) {
	code, no, err := f.enter(req, email)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case no != nil:
		s.refuse(w, r, f, req, email, no)
	default:
		http.Redirect(w, r, req.back(url.Values{"code": {code}}), http.StatusFound)
	}
}

// refuse sends a refusal back to the application, or shows it where there is no
// way back.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, f *flow, req *request, email string, no *refusal) {
	if no.lost {
		s.pages.Show(w, r, http.StatusBadRequest, "refused", map[string]string{"Code": no.code, "Detail": no.detail, "Redirect": req.redirect})
		return
	}
	if err := f.tell(req, email, no); err != nil {
		s.fail(w, r, err)
		return
	}
	answer := url.Values{"error": {no.code}, "error_description": {no.detail}}
	if no.code == "idp_initiated_sso_disabled" {
		answer.Set("connection_id", req.connection.ID)
		answer.Set("organization_id", req.organization.ID)
	}
	http.Redirect(w, r, req.back(answer), http.StatusFound)
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.log.ErrorContext(r.Context(), "sign somebody in at the sandbox", "path", r.URL.Path, "error", err)
	http.Error(w, "The sandbox could not do this; its log says why.", http.StatusInternalServerError)
}
