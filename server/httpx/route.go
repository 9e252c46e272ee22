package httpx

import (
	"net/http"
	"reflect"

	"memberpulse/shared"
)

// Handler answers a request or returns an error, which becomes a problem.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is one row of the table of routes.
type Route struct {
	Method     string            // "GET" serves HEAD too
	Pattern    string            // as net/http.ServeMux reads it, without method: "/api/members/{id}"
	Capability shared.Capability // what the caller must be able to do; shared.AccessAnyone and shared.AccessSignature ask for no role
	Handler    Handler

	Summary string // one line for the description of the API
	Stream  bool   // the answer has no end: no write deadline
	Prompt  bool   // the handler bounds its own time
	Page    bool   // people read it, though its address is among those of programs: not in the description

	// Answers is the status of a success that has no JSON body, for the description; 0 is 204. Where there is a JSON body,
	// it comes with 200, or with this.
	Answers int

	in, out reflect.Type // of a JSON route, for the description
	params  []Param
}

// Name is the route as ServeMux writes it: "GET /api/members/{id}".
func (r Route) Name() string { return r.Method + " " + r.Pattern }

// Types are what a JSON route reads and answers; nil for any other route, and
// for what a JSON route does not have.
func (r Route) Types() (in, out reflect.Type) { return r.in, r.out }

// Speaks adds what a route reads and answers as JSON, where its handler does so by itself.
func Speaks[In, Out any](r Route) Route {
	r.in, r.out = bodyType[In](), bodyType[Out]()
	return r
}

// Pages adds WorkOS's parameters of a list, which its handler reads by Call.Page; own are orders that only this list has.
func (r Route) Pages(own ...string) Route {
	orders := append([]string{orderAscending, orderDescending, orderNormal}, own...)
	return r.Takes(
		Param{Name: "limit", About: "How many items to answer.", list: true},
		Param{Name: "after", About: "The id of an item: the answer begins behind it.", list: true},
		Param{Name: "before", About: "The id of an item: the answer ends in front of it.", list: true},
		Param{Name: "order", About: "asc begins with the oldest, desc with the newest; so does normal, with before and after in each other's place.", OneOf: orders, list: true},
	)
}

// Answering says which status a success has besides 200, or in place of 204.
func (r Route) Answering(status int) Route {
	r.Answers = status
	return r
}

// Described adds the line that says what the route is for.
func (r Route) Described(summary string) Route {
	r.Summary = summary
	return r
}
