package scim

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"memberpulse/server/sandbox/world"
)

// mediaType is what every answer is.
const mediaType = "application/scim+json; charset=utf-8"

// Server answers SCIM for all directories of a world.
type Server struct {
	world *world.World
	log   *slog.Logger

	mu   sync.Mutex
	docs map[string]cached // decoded resources, by id
}

// New makes the SCIM server of a world.
func New(w *world.World, log *slog.Logger) *Server {
	return &Server{world: w, log: log, docs: map[string]cached{}}
}

// Routes puts the server's routes into mux: the path by the directory's id,
// and WorkOS's own by its external key.
func (s *Server) Routes(mux *http.ServeMux) {
	mux.HandleFunc("/directories/{directory_id}/scim/v2/{rest...}", func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("directory_id")
		dir, err := s.world.Directory(id)
		s.serve(w, r, "/directories/"+id+"/scim/v2", dir, err == nil)
	})
	mux.HandleFunc("/scim/v2.0/{external_key}/{rest...}", func(w http.ResponseWriter, r *http.Request) {
		key := r.PathValue("external_key")
		dir, err := s.world.DirectoryByKey(key)
		s.serve(w, r, "/scim/v2.0/"+key, dir, err == nil)
	})
}

// call is one request to one directory.
type call struct {
	s    *Server
	r    *http.Request
	dir  world.Directory
	base string // where the directory's SCIM begins, for locations
}

// answer is what a call ends in. A body of nil is sent as none.
type answer struct {
	status   int
	body     any
	etag     string
	location string
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, root string, dir world.Directory, known bool) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	path := strings.TrimSuffix(r.PathValue("rest"), "/")
	if path == tokenPath {
		s.issueToken(w, r, dir, known)
		return
	}
	if !known || !s.admits(r, dir) {
		// An unknown directory answers as a wrong token does: who has no token
		// learns of no directory.
		w.Header().Set("WWW-Authenticate", `Bearer realm="scim"`)
		s.write(w, r, nil, refuse(http.StatusUnauthorized, "The bearer token is missing, or is not one of this directory's tokens."))
		return
	}
	c := &call{s: s, r: r, dir: dir, base: origin(r) + root}
	a, err := c.route(strings.Split(path, "/"))
	s.write(w, r, a, err)
}

// origin is the address the client used.
func origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, a *answer, err error) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Cache-Control", "no-store")
	if err != nil {
		p := s.problemOf(r, err)
		a = &answer{status: p.status, body: p}
		if p.allow != "" {
			h.Set("Allow", p.allow)
		}
	}
	if a.etag != "" {
		h.Set("ETag", a.etag)
	}
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if a.body == nil {
		h.Del("Content-Type")
		w.WriteHeader(a.status)
		return
	}
	raw, err := json.Marshal(a.body)
	if err != nil {
		s.log.ErrorContext(r.Context(), "write a SCIM answer", "error", err)
		http.Error(w, "The answer could not be written.", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(a.status)
	if _, err := w.Write(raw); err != nil {
		s.log.DebugContext(r.Context(), "a SCIM client left before its answer", "error", err)
	}
}

// problemOf turns any error into SCIM's words.
func (s *Server) problemOf(r *http.Request, err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	var we *world.Error
	if errors.As(err, &we) {
		switch we.Kind {
		case world.NotFound:
			return refuse(http.StatusNotFound, "%s", we.Message)
		case world.Conflict:
			return conflict("%s", we.Message)
		case world.Invalid, world.Expired:
			return bad(invalidValue, "%s", we.Message)
		case world.Stale:
			return refuse(http.StatusPreconditionFailed, "The resource has changed since the version that If-Match names.")
		case world.Internal:
		}
	}
	s.log.ErrorContext(r.Context(), "answer a SCIM request", "method", r.Method, "path", r.URL.Path, "error", err)
	return refuse(http.StatusInternalServerError, "The sandbox could not do this; its log says why.")
}
