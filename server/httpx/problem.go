package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"memberpulse/server/errs"
	"memberpulse/shared"
)

var statuses = map[errs.Kind]int{
	errs.KindInternal:        http.StatusInternalServerError,
	errs.KindInvalid:         http.StatusBadRequest,
	errs.KindFields:          http.StatusUnprocessableEntity,
	errs.KindUnauthenticated: http.StatusUnauthorized,
	errs.KindForbidden:       http.StatusForbidden,
	errs.KindNotFound:        http.StatusNotFound,
	errs.KindConflict:        http.StatusConflict,
	errs.KindTooLarge:        http.StatusRequestEntityTooLarge,
	errs.KindUnsupported:     http.StatusUnsupportedMediaType,
	errs.KindTooMany:         http.StatusTooManyRequests,
	errs.KindUnavailable:     http.StatusServiceUnavailable,
}

// Status is the HTTP status of an error.
func Status(err error) int {
	var m methodError
	if errors.As(err, &m) {
		return http.StatusMethodNotAllowed
	}
	if status, ok := statuses[errs.KindOf(err)]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// Problem is an error as the client reads it: without its cause. An internal
// error names the request, so that the operator finds the cause in the log.
func Problem(ctx context.Context, err error) shared.Problem {
	e := errs.Of(err)
	p := shared.Problem{
		Type: "urn:memberpulse:problem:" + e.Code, Title: e.Title, Status: Status(err),
		Code: e.Code, Detail: e.Detail, Action: e.Action, Errors: []shared.FieldError{}, // never null in JSON
	}
	if e.Kind == errs.KindInternal {
		if id := RequestID(ctx); id != "" {
			p.Detail += " Its request id is " + id + "."
		}
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, shared.FieldError{Field: f.Field, Code: f.Code, Message: f.Message})
	}
	return p
}

// WriteProblem answers with an error as application/problem+json.
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := Problem(r.Context(), err)
	body, encodeErr := encodeProblem(p)
	if encodeErr != nil { // strings and numbers always encode
		w.WriteHeader(p.Status)
		return
	}
	ErrorHeaders(w, err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) //nolint:gosec // JSON, told as such, and never sniffed; the client may be gone
}

func encodeProblem(p shared.Problem) ([]byte, error) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	err := enc.Encode(p)
	return body.Bytes(), err
}

// ErrorHeaders sets what an error says outside of its body: when to try again,
// which methods there are, and that no cache keeps it.
func ErrorHeaders(w http.ResponseWriter, err error) {
	noStore(w.Header())
	if after := errs.Of(err).RetryAfter; after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(after.Seconds()))))
	}
	var m methodError
	if errors.As(err, &m) {
		w.Header().Set("Allow", m.allow)
	}
}

// methodError is the 405: the path is there, and not for this method.
type methodError struct {
	allow string
	cause *errs.Error
}

func (m methodError) Error() string { return m.cause.Error() }

func (m methodError) Unwrap() error { return m.cause }

func methodNotAllowed(allow string) error {
	return methodError{allow: allow, cause: errs.Invalid("method_not_allowed",
		"This address does not take requests of this method.",
		"Use one of the methods in the Allow header.").Titled("Method not allowed")}
}

// logError writes what the client is not told. Faults of the client are no
// errors of ours, and somebody hanging up is nothing at all.
func logError(ctx context.Context, logger *slog.Logger, r *http.Request, err error) {
	var hungUp goneError
	if errors.As(err, &hungUp) || errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return
	}
	level := slog.LevelDebug
	switch errs.KindOf(err) {
	case errs.KindInternal:
		level = slog.LevelError
	case errs.KindUnavailable:
		level = slog.LevelWarn
	default:
	}
	logger.LogAttrs(ctx, level, "request failed", slog.String("method", r.Method), slog.String("route", r.Pattern),
		slog.Int("status", Status(err)), slog.String("request_id", RequestID(ctx)), slog.Any("error", err))
}
