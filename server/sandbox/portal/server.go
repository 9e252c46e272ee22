package portal

import (
	"embed"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"

	"memberpulse/server/sandbox/look"
	"memberpulse/server/sandbox/world"
)

//go:embed pages/*.html
var pages embed.FS

// maxForm bounds a form: metadata of a large federation fits.
const maxForm = 1 << 20

// Config is what the portal needs. BaseURL is where the sandbox is reached.
type Config struct {
	World   *world.World
	BaseURL func() string
	Logger  *slog.Logger
}

// Server shows the portal.
type Server struct {
	world *world.World
	base  func() string
	log   *slog.Logger
	pages *look.Pages

	mu     sync.Mutex
	tokens map[string]string // SCIM tokens to be shown once: session and directory to token
}

// New makes the Admin Portal of a world.
func New(c Config) (*Server, error) {
	p, err := look.Load(pages, "pages", "bare", c.Logger)
	if err != nil {
		return nil, fmt.Errorf("make the Admin Portal: %w", err)
	}
	return &Server{world: c.World, base: c.BaseURL, log: c.Logger, pages: p, tokens: map[string]string{}}, nil
}

// Routes puts the portal into mux.
func (s *Server) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /portal", s.open)
	mux.HandleFunc("GET /portal/{session}", s.visited("", (*visit).home))
	get := func(path, intent string, h func(*visit)) {
		mux.HandleFunc("GET /portal/{session}/"+path, s.visited(intent, h))
	}
	post := func(path, intent string, h func(*visit)) {
		mux.Handle("POST /portal/{session}/"+path, look.SameOrigin(s.visited(intent, h)))
	}
	get("sso", "sso", (*visit).connections)
	post("sso", "sso", (*visit).createConnection)
	get("sso/{id}", "sso", (*visit).connection)
	post("sso/{id}", "sso", (*visit).saveConnection)
	post("sso/{id}/test", "sso", (*visit).testConnection)
	post("sso/{id}/state", "sso", (*visit).switchConnection)
	post("sso/{id}/delete", "sso", (*visit).deleteConnection)
	get("dsync", "dsync", (*visit).directories)
	post("dsync", "dsync", (*visit).createDirectory)
	get("dsync/{id}", "dsync", (*visit).directory)
	post("dsync/{id}/rotate", "dsync", (*visit).rotateToken)
	post("dsync/{id}/revoke", "dsync", (*visit).revokeToken)
	post("dsync/{id}/delete", "dsync", (*visit).deleteDirectory)
	get("domain_verification", "domain_verification", (*visit).domains)
	post("domain_verification", "domain_verification", (*visit).addDomain)
	post("domain_verification/{id}", "domain_verification", (*visit).checkDomain)
	post("domain_verification/{id}/delete", "domain_verification", (*visit).deleteDomain)
	get("certificate_renewal", "certificate_renewal", (*visit).certificates)
	post("certificate_renewal/{id}", "certificate_renewal", (*visit).renewCertificate)
	get("audit_logs", "audit_logs", (*visit).auditLog)
	get("log_streams", "log_streams", (*visit).logStreams)
	post("log_streams", "log_streams", (*visit).addStream)
	post("log_streams/{id}/test", "log_streams", (*visit).testStream)
	post("log_streams/{id}/delete", "log_streams", (*visit).deleteStream)
}

// open takes a link, once, and goes on with the session it opens.
func (s *Server) open(w http.ResponseWriter, r *http.Request) {
	session, token, err := s.world.OpenPortalLink(r.URL.Query().Get("token"))
	if err != nil {
		s.over(w, r, "This link no longer opens the Admin Portal", "A link works once and for five minutes, and this one has expired or was already used.")
		return
	}
	to := "/portal/" + token
	if slices.Contains(tasks, session.Intent) {
		to += "/" + session.Intent
	}
	http.Redirect(w, r, to, http.StatusSeeOther) // #nosec G710 -- a path of ours and a token of ours
}

func (s *Server) over(w http.ResponseWriter, r *http.Request, title, why string) {
	s.pages.Show(w, r, http.StatusGone, "over", map[string]string{"Title": title, "Why": why})
}

// visit is one request of an open session.
type visit struct {
	s       *Server
	w       http.ResponseWriter
	r       *http.Request
	session world.PortalSession
	org     world.Organization
	base    string // the session's own address
	form    look.Form
}

// visited opens a page to the session that the address names.
func (s *Server) visited(intent string, h func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		session, err := s.world.PortalSession(r.PathValue("session"))
		if err != nil {
			s.over(w, r, "This session is over", "The Admin Portal stays open for an hour.")
			return
		}
		v := &visit{s: s, w: w, r: r, session: session, base: "/portal/" + r.PathValue("session")}
		if v.org, err = s.world.Organization(session.OrganizationID); err != nil {
			s.over(w, r, "This organization is gone", "It was deleted while the Admin Portal was open.")
			return
		}
		if intent != "" && session.Intent != "" && session.Intent != intent {
			v.refuse(http.StatusForbidden, "This link is for another task", "Ask for a link for this task in the application.")
			return
		}
		if r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
			if err := r.ParseForm(); err != nil {
				v.refuse(http.StatusRequestEntityTooLarge, "The form could not be read", "It is larger than 1 MB, or not a form. Go back and send less.")
				return
			}
			v.form.Values = r.PostForm
		}
		h(v)
	}
}

// tasks are the intents that the portal has pages for.
var tasks = []string{"sso", "dsync", "domain_verification", "certificate_renewal", "audit_logs", "log_streams"}
