package control

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"memberpulse/server/sandbox/deliver"
	"memberpulse/server/sandbox/world"
)

func (s *Server) listDeliveries(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	limit, err := limitOf(q.Get("limit"), 100)
	if err != nil {
		return err
	}
	page, after, counters, err := s.deliver.List(deliver.Filter{
		State: q.Get("state"), EventID: q.Get("event_id"), EndpointID: q.Get("webhook_endpoint_id"), After: q.Get("after"), Limit: limit,
	})
	if err != nil {
		return problem{Status: http.StatusBadRequest, Code: "bad_cursor", Detail: "The cursor is not one that this list gave."}
	}
	return s.reply(w, http.StatusOK, struct {
		listView[deliver.View]
		Counters deliver.Counters `json:"counters"`
	}{listView[deliver.View]{page, cursor(after)}, counters})
}

// maxWait is how long an idle request may be held open.
const maxWait = 5 * time.Minute

func (s *Server) getIdle(w http.ResponseWriter, r *http.Request) error {
	wait := time.Duration(0)
	if t := r.URL.Query().Get("wait"); t != "" {
		seconds, err := strconv.ParseFloat(t, 64)
		if err != nil || seconds < 0 || seconds > maxWait.Seconds() {
			return fault("wait", "out_of_range", "The wait is a number of seconds from 0 to 300.")
		}
		wait = time.Duration(seconds * float64(time.Second))
	}
	// The answer may come later than the server's usual time for writing one.
	if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("hold the answer back: %w", err)
	}
	return s.reply(w, http.StatusOK, s.deliver.WaitIdle(r.Context(), wait))
}

func (s *Server) getLedger(w http.ResponseWriter, r *http.Request) error {
	l, err := s.world.Ledger(r.URL.Query().Get("directory_id"))
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, l)
}

func (s *Server) advance(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		Seconds float64 `json:"seconds"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	if b.Seconds > 10*365*86400 {
		return fault("seconds", "out_of_range", "The clock moves on by at most ten years.")
	}
	now, err := s.world.Advance(time.Duration(b.Seconds * float64(time.Second)))
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, struct {
		Now world.Time `json:"now"`
	}{world.Time{Time: now}})
}

func (s *Server) getState(w http.ResponseWriter, _ *http.Request) error {
	_, _, counters, _ := s.deliver.List(deliver.Filter{}) // without a cursor there is none to be wrong
	return s.reply(w, http.StatusOK, struct {
		world.Summary
		Deliveries deliver.Counters `json:"deliveries"`
	}{s.world.Summary(), counters})
}
