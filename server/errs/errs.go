package errs

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of failure an error is; it decides the HTTP status.
type Kind int

// The kinds, with the status that each becomes.
const (
	KindInternal        Kind = iota // 500
	KindInvalid                     // 400
	KindFields                      // 422
	KindUnauthenticated             // 401
	KindForbidden                   // 403
	KindNotFound                    // 404
	KindConflict                    // 409
	KindTooLarge                    // 413
	KindUnsupported                 // 415
	KindTooMany                     // 429
	KindUnavailable                 // 503
)

var kindNames = [...]string{
	"internal", "invalid", "fields", "unauthenticated", "forbidden", "not_found",
	"conflict", "too_large", "unsupported", "too_many", "unavailable",
}

// String names the kind as logs and metrics show it.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return kindNames[KindInternal]
	}
	return kindNames[k]
}

// Field is one fault in one input field. It names the field and what is wrong
// with it, never the value that was sent.
type Field struct {
	Field   string
	Code    string
	Message string
}

// Error is a failure told to a person: what happened, and who does what next.
type Error struct {
	Kind       Kind
	Code       string        // stable, for programs: "no_connection"
	Title      string        // short, one per code
	Detail     string        // what happened here
	Action     string        // what to do, and who must do it
	Fields     []Field       // the faulty fields, for KindFields
	RetryAfter time.Duration // for KindTooMany and KindUnavailable
	cause      error
}

// Error is the log line; it holds the cause, so it never goes to a client.
func (e *Error) Error() string {
	text := e.Code
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	for _, f := range e.Fields {
		text += fmt.Sprintf(" [%s %s]", f.Field, f.Code)
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.cause }

// Because returns a copy that carries a cause for the log.
func (e *Error) Because(cause error) *Error {
	out := *e
	out.cause = cause
	return &out
}

// Titled returns a copy with another title.
func (e *Error) Titled(title string) *Error {
	out := *e
	out.Title = title
	return &out
}

// Of finds the Error in a chain; anything else is an internal error with that
// cause. It is nil for nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Internal(err)
}

// KindOf is the kind of an error; KindInternal for one that says nothing.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// Is says whether an error is of a kind. It is false for nil.
func Is(err error, kind Kind) bool {
	return err != nil && KindOf(err) == kind
}

// HasCode says whether an error carries this code.
func HasCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
