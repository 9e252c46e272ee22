package world

import (
	"errors"
	"fmt"
)

// Kind says what sort of refusal an Error is, so that each surface can answer in its own dialect.
type Kind int

// The kinds of refusal.
const (
	Internal Kind = iota
	NotFound
	Conflict
	Invalid
	Expired
	Stale
)

// Error is a refusal of a command: what was wrong, under WorkOS's code where it has one.
type Error struct {
	Kind    Kind
	Code    string
	Field   string
	Message string
}

func (e *Error) Error() string { return e.Message }

// KindOf is the kind of an error of this package, and Internal for any other.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

func notFound(noun, id string) error {
	return &Error{Kind: NotFound, Code: "entity_not_found", Message: fmt.Sprintf("Could not find %s with id %q.", noun, id)}
}

func conflict(code, message string) error {
	return &Error{Kind: Conflict, Code: code, Message: message}
}

func invalid(field, code, message string) error {
	return &Error{Kind: Invalid, Field: field, Code: code, Message: message}
}
