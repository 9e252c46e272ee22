package signin

import "net/http"

// Pages draws what a person sees on the way. They are plain HTML, work without script, and set the status given.
// Everything in them is text: a description that came from outside is shown and never believed.
type Pages interface {
	// Refused says why nobody was signed in.
	Refused(w http.ResponseWriter, r *http.Request, status int, p RefusedPage)
	// Organizations asks which of several organizations is meant.
	Organizations(w http.ResponseWriter, r *http.Request, status int, p OrganizationsPage)
	// Continue goes on to an address outside by itself: a form may not be redirected off the origin.
	Continue(w http.ResponseWriter, r *http.Request, to string)
}

// RefusedPage says why nobody was signed in.
type RefusedPage struct {
	Title      string
	Detail     string // what happened, and why
	Actor      string // who must act
	Action     string // what next
	Code       string
	Expected   string
	Received   string
	AttemptID  string
	Email      string // who came, where this browser's sign-in knew it; never what merely stood in the address
	RetryURL   string
	RetryLabel string
}

// OrganizationsPage asks which of several organizations is meant. Its form posts State as "state" and the chosen
// id as "organization_id" to Action.
type OrganizationsPage struct {
	Action        string
	State         string
	Email         string
	Organizations []OrganizationChoice
}

// OrganizationChoice is one of several organizations.
type OrganizationChoice struct {
	ID   string
	Name string
}
