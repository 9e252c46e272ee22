package api

import (
	"errors"
	"net/http"

	"memberpulse/server/sandbox/world"
)

func (s *Server) listEndpoints(w http.ResponseWriter, r *http.Request) error {
	p, err := page(r.URL.Query())
	if err != nil {
		return err
	}
	rows, cur := s.world.Endpoints(p, nil)
	return s.ok(w, http.StatusOK, listOf(rows, cur, world.WebhookEndpoint.View))
}

func (s *Server) createEndpoint(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		URL    string   `json:"endpoint_url"`
		Events []string `json:"events"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	if b.Events == nil {
		return endpointProblem(&world.Error{Kind: world.Invalid, Code: "invalid_request_parameters", Message: "The events are required."})
	}
	e, err := s.world.CreateEndpoint(b.URL, b.Events)
	if err != nil {
		return endpointProblem(err)
	}
	return s.ok(w, http.StatusCreated, e.View())
}

func (s *Server) updateEndpoint(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		URL    *string   `json:"endpoint_url"`
		Status *string   `json:"status"`
		Events *[]string `json:"events"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	e, err := s.world.UpdateEndpoint(r.PathValue("id"), world.EndpointChange{URL: b.URL, Status: b.Status, Events: b.Events})
	if err != nil {
		return endpointProblem(err)
	}
	return s.ok(w, http.StatusOK, e.View())
}

// endpointProblem gives the parameters' faults their list, as WorkOS does at these endpoints alone.
func endpointProblem(err error) error {
	e, ok := errors.AsType[*world.Error](err)
	if ok && e.Kind == world.NotFound {
		return bad(http.StatusNotFound, e.Code, e.Message)
	}
	if !ok || e.Code != "invalid_request_parameters" {
		return err
	}
	return &problem{http.StatusUnprocessableEntity, struct {
		Code    string    `json:"code"`
		Message string    `json:"message"`
		Errors  []message `json:"errors"`
	}{e.Code, "The request parameters are not valid.", []message{{e.Message, e.Code}}}}
}

func (s *Server) deleteEndpoint(w http.ResponseWriter, r *http.Request) error {
	if err := s.world.DeleteEndpoint(r.PathValue("id")); err != nil {
		return endpointProblem(err)
	}
	return done(w, http.StatusNoContent)
}
