package signin

import (
	"fmt"
	"net/http"
	"time"

	"memberpulse/server/errs"
)

// refusal is a sign-in that ends without a session: an error with a page of its own.
type refusal struct {
	code       string
	expected   string
	received   string
	retry      string // where to try again; "" is the sign-in page
	attempt    string
	email      string // who came, as far as this browser's sign-in knew
	retryAfter time.Duration
	cause      error // for the log
}

func refuse(code string) *refusal { return &refusal{code: code} }

// Error is the log line.
func (r *refusal) Error() string {
	text := "sign-in refused: " + r.code
	if r.expected != "" || r.received != "" {
		text += fmt.Sprintf(" (expected %q, received %q)", r.expected, r.received)
	}
	if r.cause != nil {
		text += ": " + r.cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (r *refusal) Unwrap() error { return r.cause }

func (r *refusal) because(err error) *refusal {
	r.cause = err
	return r
}

// problem is the refusal for programs.
func (r *refusal) problem() error {
	w := wordsFor(r.code)
	kinds := map[int]errs.Kind{
		http.StatusForbidden: errs.KindForbidden, http.StatusTooManyRequests: errs.KindTooMany,
		http.StatusServiceUnavailable: errs.KindUnavailable, http.StatusInternalServerError: errs.KindInternal,
	}
	kind, ok := kinds[w.Status]
	if !ok {
		kind = errs.KindInvalid
	}
	after := r.retryAfter
	if after == 0 && w.Status == http.StatusServiceUnavailable {
		after = 5 * time.Second
	}
	e := &errs.Error{Kind: kind, Code: r.code, Title: w.Title, Detail: w.Detail, Action: w.Actor + ": " + w.Action, RetryAfter: after}
	return e.Because(r)
}
