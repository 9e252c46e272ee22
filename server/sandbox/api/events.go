package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"memberpulse/server/sandbox/world"
)

// How far the Events API looks back, and how much of it one request may span.
const (
	retention = 90 * 24 * time.Hour
	window    = 30 * 24 * time.Hour
)

// listEvents answers the oldest first, whatever order is asked for, as WorkOS does.
func (s *Server) listEvents(w http.ResponseWriter, r *http.Request) error {
	f, err := s.eventFilter(r.URL.Query())
	if err != nil {
		return err
	}
	page, after := s.world.Events(f)
	out := struct {
		Object   string            `json:"object"`
		Data     []json.RawMessage `json:"data"`
		Metadata struct {
			After *string `json:"after"`
		} `json:"list_metadata"`
	}{Object: "list", Data: make([]json.RawMessage, 0, len(page))}
	out.Metadata.After = orNull(after)
	for _, e := range page {
		out.Data = append(out.Data, e.Body)
	}
	return s.ok(w, http.StatusOK, out)
}

func (s *Server) eventFilter(q url.Values) (world.EventFilter, error) {
	f := world.EventFilter{Names: many(q, "events"), OrganizationID: q.Get("organization_id"), After: q.Get("after"), Limit: 10}
	if t := q.Get("limit"); t != "" {
		n, err := strconv.Atoi(t)
		if err != nil || n < 1 || n > 100 {
			return f, eventProblem("limit", "limit_out_of_range")
		}
		f.Limit = n
	}
	for _, b := range []struct {
		name string
		into *time.Time
	}{{"range_start", &f.Start}, {"range_end", &f.End}} {
		if t := q.Get(b.name); t != "" {
			at, err := time.Parse(time.RFC3339, t)
			if err != nil {
				return f, eventProblem(b.name, "invalid_date")
			}
			*b.into = at
		}
	}
	if f.After != "" && !f.Start.IsZero() {
		return f, bad(http.StatusBadRequest, "", "Only one of after and range_start can be given.")
	}
	return f, s.bound(&f)
}

// bound keeps the range within what the log keeps, and within what one request may ask for.
func (s *Server) bound(f *world.EventFilter) error {
	if !f.End.IsZero() && !f.Start.IsZero() && f.End.Before(f.Start) {
		return eventProblem("range_end", "range_end_before_range_start")
	}
	oldest := s.world.Now().Add(-retention)
	if f.After == "" && f.Start.Before(oldest) {
		if !f.Start.IsZero() && !f.End.IsZero() && f.End.Sub(f.Start) > window {
			return eventProblem("range_end", "range_too_long")
		}
		f.Start = oldest
		return nil
	}
	if !f.Start.IsZero() {
		last := f.Start.Add(window)
		if !f.End.IsZero() && f.End.After(last) {
			return eventProblem("range_end", "range_too_long")
		}
		if f.End.IsZero() {
			f.End = last
		}
	}
	return nil
}

func eventProblem(field, code string) error {
	type fieldError struct {
		Code  string `json:"code"`
		Field string `json:"field"`
	}
	return &problem{http.StatusUnprocessableEntity, struct {
		Message string       `json:"message"`
		Errors  []fieldError `json:"errors"`
	}{"Validation failed", []fieldError{{code, field}}}}
}
