package site

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
)

// SignInData is what the sign-in page says. Everything in it is text; the page escapes it.
type SignInData struct {
	Email    string // what was typed before
	ReturnTo string // where to go afterwards: a path of this site, anything else is dropped
	Ended    string // why the session before ended, in a word: signed_out, expired, revoked, deactivated …
	Other    string // address of another way in; "" is /auth/login
	Refusal  *Refusal
}

// Refusal is why somebody was not let in.
type Refusal struct {
	Title  string // what happened
	Cause  string // why, in plain words, expected beside received
	Actor  string // who acts
	Action string // what they do
	Code   string

	Retry      string // address to try again; "" is /sign-in
	RetryLabel string // what its button says; "" is "Try again"

	// What the operator finds the refusal by.
	AttemptID, RequestID string
}

type signInPage struct {
	base
	SignInData
	EndedWords string
}

// SignIn serves the sign-in page. It works without the program, and without scripts.
func (s *Site) SignIn(w http.ResponseWriter, d SignInData) { s.signIn(w, http.StatusOK, d) }

// Refused serves the sign-in page with the reason why somebody was not let in.
func (s *Site) Refused(w http.ResponseWriter, status int, d SignInData) {
	if d.Refusal == nil {
		d.Refusal = &Refusal{Title: "You were not signed in", Cause: "No reason was given.", Actor: "You", Action: "Try again."}
	}
	s.signIn(w, status, d)
}

// Continue serves a page that goes on to an address outside by itself. A form may not be redirected off this origin
// (form-action 'self'), so a sign-in that was started by the plain form passes through it.
func (s *Site) Continue(w http.ResponseWriter, r *http.Request, to string) {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		s.NotFound(w, r)
		return
	}
	s.render(w, http.StatusOK, "continue.html", struct {
		base
		To, Name string
	}{s.base, u.String(), u.Hostname()})
}

func (s *Site) signIn(w http.ResponseWriter, status int, d SignInData) {
	if !localPath(d.ReturnTo) {
		d.ReturnTo = ""
	}
	if d.Other == "" {
		d.Other = "/auth/login"
		if d.ReturnTo != "" {
			d.Other += "?" + url.Values{"return_to": {d.ReturnTo}}.Encode()
		}
	}
	if d.Refusal != nil {
		again := *d.Refusal
		again.Retry, again.RetryLabel = cmp.Or(again.Retry, "/sign-in"), cmp.Or(again.RetryLabel, "Try again")
		d.Refusal = &again
	}
	s.render(w, status, "signin.html", signInPage{s.base, d, endedWords(d.Ended)})
}

// endedWords are the sentences for the reasons that we know; a made-up reason in the address says nothing.
func endedWords(reason string) string {
	switch reason {
	case "":
		return ""
	case "signed_out":
		return "You are signed out."
	case "expired", "idle":
		return "You were signed out because the session had ended. Sign in to go on where you were."
	case "deactivated", "removed", "tombstoned", "inactive", "directory":
		return "Your access was removed in your company’s directory, so this session was ended. If that is a mistake, ask whoever runs the directory."
	case "revoked", "ended", "admin", "ended_by_owner", "ended_by_admin":
		return "This session was ended, by you on another device or by an admin. Sign in to go on."
	}
	return "Your session has ended. Sign in to go on where you were."
}

// localPath accepts a path of this site: one slash at the start, no second one, no backslash, no control character.
func localPath(p string) bool {
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n\t\x00") {
		return false
	}
	u, err := url.Parse(p)
	return err == nil && u.Scheme == "" && u.Host == "" && !strings.HasPrefix(u.Path, "//") && !strings.Contains(u.Path, "\\")
}
