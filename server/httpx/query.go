package httpx

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"memberpulse/server/errs"
)

// Param is something that a route reads besides its path and its body: the description of the API tells of it, and the
// table holds requests to it before the handler runs.
type Param struct {
	Name  string
	About string   // one sentence
	OneOf []string // the words that it may be; another one is a fault of the field
	Many  bool     // several of the words, joined by commas
	Time  bool     // as RFC 3339 writes it

	Header   bool // a header of the request, in place of a part of its query
	Required bool

	list bool // one of WorkOS's for lists: ParsePage holds requests to it
}

// Takes adds parameters that a route reads. A handler that reads another one panics: what is not declared is not in the
// description of the API either.
func (r Route) Takes(params ...Param) Route {
	r.params = slices.Concat(r.params, params)
	return r
}

// Params are what a route reads besides its path and its body.
func (r Route) Params() []Param { return slices.Clone(r.params) }

// Asks reports whether the query of a route has a parameter of that name.
func (r Route) Asks(name string) bool {
	return slices.ContainsFunc(r.params, func(p Param) bool { return p.Name == name && !p.Header })
}

// Query is what a request asks besides its path. It gives what the route declares, and nothing else.
type Query struct {
	route  *Route
	values url.Values
}

// QueryOf is the query of a request. Outside of a table of routes nothing is declared, and all can be read.
func QueryOf(r *http.Request) Query {
	if a := of(r.Context()); a.route != nil {
		return Query{a.route, a.query}
	}
	return Query{values: r.URL.Query()}
}

// Get is a parameter's value; "" where there is none.
func (q Query) Get(name string) string { return q.declared(name).Get(name) }

// Has reports whether a parameter was sent, with or without a value.
func (q Query) Has(name string) bool { return q.declared(name).Has(name) }

func (q Query) declared(name string) url.Values {
	if q.route != nil && !q.route.Asks(name) {
		panic("httpx: the handler of " + q.route.Name() + " reads the parameter " + name + ", which its route does not declare")
	}
	return q.values
}

// readQuery takes a request's query apart. Programs are told when it cannot be read; to people it matters little, and
// they get the page.
func (a *asked) readQuery(r *http.Request) (err error) {
	if r.URL.RawQuery == "" {
		return nil
	}
	if a.query, err = url.ParseQuery(r.URL.RawQuery); err != nil && forPrograms(r.URL.Path) {
		return errs.Invalid("malformed_query", "The part of the address after the question mark cannot be read: its percent encoding is broken, or it has a semicolon.",
			"Encode every name and every value, then send the request again.").Because(err)
	}
	return nil
}

// hold finds the parameters of a request that are none of the words, or none of the kind, that they may be.
func (r Route) hold(query url.Values) error {
	if len(query) == 0 {
		return nil
	}
	var faults []errs.Field
	for _, p := range r.params {
		if value := query.Get(p.Name); value != "" && !p.Header && !p.list {
			faults = append(faults, p.faults(value)...)
		}
	}
	if len(faults) > 0 {
		return errs.Unprocessable(faults...)
	}
	return nil
}

func (p Param) faults(value string) []errs.Field {
	words := []string{value}
	if p.Many {
		words = strings.Split(value, ",")
	}
	switch {
	case p.OneOf != nil && slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(p.OneOf, w) }):
		message := "Send " + either(p.OneOf) + "."
		if p.Many {
			message = "Send " + either(p.OneOf) + ", or several of them joined by commas."
		}
		return []errs.Field{{Field: p.Name, Code: "unknown", Message: message}}
	case p.Time:
		if _, err := time.Parse(time.RFC3339, value); err != nil {
			return []errs.Field{{Field: p.Name, Code: "invalid_time", Message: "Write the time as 2026-11-20T09:15:30Z."}}
		}
	}
	return nil
}

// either lists words as a sentence does.
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	if last == 1 {
		return words[0] + " or " + words[1]
	}
	return strings.Join(words[:last], ", ") + ", or " + words[last]
}

// Serve answers a request as the table of routes does once it has let it through, for whoever has a route alone.
func (r Route) Serve(w http.ResponseWriter, req *http.Request) error {
	a := &asked{route: &r}
	if err := a.readQuery(req); err != nil {
		return err
	}
	if err := r.hold(a.query); err != nil {
		return err
	}
	return r.Handler(w, req.WithContext(context.WithValue(req.Context(), askedKey{}, a)))
}

// Words are the values of a vocabulary, as a parameter lists them.
func Words[T ~string](vocabulary []T) []string {
	words := make([]string, len(vocabulary))
	for i, word := range vocabulary {
		words[i] = string(word)
	}
	return words
}
