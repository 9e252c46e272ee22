package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"memberpulse/server/errs"
	"memberpulse/shared"
)

// MaxBody is the largest JSON body taken.
const MaxBody = 1 << 20

// None stands for "no body", as what a route reads or as what it answers (204).
type None struct{}

// Call is the request behind a JSON handler, and the little it may say about the
// answer besides the value it returns.
type Call struct {
	Request *http.Request
	header  http.Header
	status  int
}

// Status overrides the status of the answer: 201, 202.
func (c *Call) Status(code int) { c.status = code }

// Header is that of the answer.
func (c *Call) Header() http.Header { return c.header }

// Path is a part of the path by its name in the pattern.
func (c *Call) Path(name string) string { return c.Request.PathValue(name) }

// Query is a query parameter; "" where there is none.
func (c *Call) Query(name string) string { return QueryOf(c.Request).Get(name) }

// Page reads the list parameters; see ParsePage.
func (c *Call) Page(prefixes ...string) (Page, error) {
	return ParsePage(QueryOf(c.Request), prefixes...)
}

// PageBy reads the list parameters of a list with orders of its own; see ParsePageBy.
func (c *Call) PageBy(own map[string]bool, prefixes ...string) (Page, error) {
	return ParsePageBy(QueryOf(c.Request), own, prefixes...)
}

// validator is what a body may know about itself: the same method runs in the
// browser while typing.
type validator interface{ Validate() []shared.FieldError }

// Endpoint is a JSON route; its types go into the description of the API.
func Endpoint[In, Out any](method, pattern string, capability shared.Capability, fn func(ctx context.Context, c *Call, in In) (Out, error)) Route {
	return Route{
		Method: method, Pattern: pattern, Capability: capability, Handler: JSON(fn),
		in: bodyType[In](), out: bodyType[Out](),
	}
}

func bodyType[T any]() reflect.Type {
	t := reflect.TypeFor[T]()
	if t == reflect.TypeFor[None]() {
		return nil
	}
	return t
}

// JSON makes a handler of a typed function: it decodes strictly, lets the body
// validate itself, and writes what the function returns.
func JSON[In, Out any](fn func(ctx context.Context, c *Call, in In) (Out, error)) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var in In
		if bodyType[In]() != nil {
			if err := Decode(w, r, &in); err != nil {
				return err
			}
		}
		c := &Call{Request: r, header: w.Header()}
		out, err := fn(r.Context(), c, in)
		if err != nil {
			return err
		}
		if bodyType[Out]() == nil {
			w.WriteHeader(or(c.status, http.StatusNoContent))
			return nil
		}
		return WriteJSON(w, or(c.status, http.StatusOK), out)
	}
}

func or(status, otherwise int) int {
	if status == 0 {
		return otherwise
	}
	return status
}

// WriteJSON writes a value as the whole answer. Nothing is sent when the value
// cannot be encoded.
func WriteJSON(w http.ResponseWriter, status int, value any) error {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return errs.Internal(err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
	w.WriteHeader(status)
	_, err := w.Write(body.Bytes())
	return gone(err)
}

// Decode reads a JSON body strictly into a pointer and lets it validate itself.
func Decode(w http.ResponseWriter, r *http.Request, into any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return errs.Unsupported("This address takes JSON, and the request says it is something else.",
			"Send the body as JSON with the header Content-Type: application/json.")
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, MaxBody))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return badBody(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return malformed(errors.New("more follows after the first value"))
	}
	if v, ok := into.(validator); ok {
		return Fields(v.Validate())
	}
	return nil
}

// Fields turns the faults that a body found in itself into an error; nil for none.
func Fields(faults []shared.FieldError) error {
	if len(faults) == 0 {
		return nil
	}
	fields := make([]errs.Field, len(faults))
	for i, f := range faults {
		fields[i] = errs.Field{Field: f.Field, Code: f.Code, Message: f.Message}
	}
	return errs.Unprocessable(fields...)
}

func badBody(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errs.TooLarge("The body is larger than "+strconv.FormatInt(large.Limit>>10, 10)+" KiB, the most this address takes.",
			"Send less in one request.").Because(err)
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) && kind.Field != "" {
		return errs.Unprocessable(errs.Field{Field: kind.Field, Code: "wrong_type", Message: "Send " + article(kind.Type.Kind()) + "."}).Because(err)
	}
	return malformed(err)
}

func malformed(err error) error {
	detail := "The body is not the JSON that this address takes."
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok && len(name) <= 80 {
		detail = "The body has a field that this address does not know: " + name + "."
	}
	return errs.Invalid("malformed_json", detail,
		"Correct the body, then send it again. The description of the API lists the fields.").Because(err)
}

func article(kind reflect.Kind) string {
	switch kind {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	case reflect.Float32, reflect.Float64:
		return "a number"
	default:
		return "a whole number"
	}
}

// gone keeps a client's hanging up from being told as a fault of ours.
func gone(err error) error {
	if err == nil {
		return nil
	}
	return goneError{err}
}

type goneError struct{ error }

func (c goneError) Unwrap() error { return c.error }
