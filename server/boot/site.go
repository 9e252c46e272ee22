package boot

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/signin"
	"memberpulse/server/site"
	"memberpulse/shared"
)

// putSite reads the pages and the browser's program.
func (p *Program) putSite(context.Context) (err error) {
	host := p.cfg.PublicURL
	if u, err := url.Parse(host); err == nil {
		host = u.Host
	}
	p.site, err = site.New(site.Options{Demo: p.cfg.Demo, Sandbox: p.sandbox(), Version: p.cfg.Version, Host: host, SignedIn: p.signedIn})
	return err
}

// signedIn reports whether a page is asked for by somebody who is signed in; where that cannot be read, it is not so.
func (p *Program) signedIn(r *http.Request) bool {
	caller, err := p.guard.Authenticate(r)
	return err == nil && caller.SignedIn()
}

func (p *Program) assetsRoute() httpx.Route {
	return httpx.Route{
		Method: http.MethodGet, Pattern: "/assets/{hash}/{name}", Capability: shared.AccessAnyone, Summary: "Files of the site, by content",
		Handler: func(w http.ResponseWriter, r *http.Request) error {
			p.site.Assets().ServeHTTP(w, r)
			return nil
		},
	}
}

// signInRoute asks who one is: plain HTML, that works without the browser's program.
func (p *Program) signInRoute() httpx.Route {
	return httpx.Route{
		Method: http.MethodGet, Pattern: shared.PathSignIn, Capability: shared.AccessAnyone, Summary: "The page to sign in",
		Handler: func(w http.ResponseWriter, r *http.Request) error {
			q := httpx.QueryOf(r)
			p.signin.Greet(w, r)
			p.site.SignIn(w, site.SignInData{Email: q.Get("email"), ReturnTo: q.Get("return_to"), Ended: q.Get("ended")})
			return nil
		},
	}.Takes(httpx.Param{Name: "email"}, httpx.Param{Name: "return_to"}, httpx.Param{Name: "ended"})
}

// errorPage tells a person what a program would be told as a problem.
func (p *Program) errorPage(w http.ResponseWriter, r *http.Request, err error) {
	e := errs.Of(err)
	if e.Kind == errs.KindNotFound {
		p.site.NotFound(w, r)
		return
	}
	problem := httpx.Problem(r.Context(), err)
	p.site.Refused(w, problem.Status, site.SignInData{Refusal: &site.Refusal{
		Title: problem.Title, Cause: problem.Detail, Action: problem.Action, Code: problem.Code, RequestID: requestOf(r, problem.Status),
	}})
}

// pages lets signing in draw its pages with the site's.
type pages struct{ p *Program }

// Continue goes on to an address outside.
func (s pages) Continue(w http.ResponseWriter, r *http.Request, to string) {
	s.p.site.Continue(w, r, to)
}

// Refused says why nobody was signed in.
func (s pages) Refused(w http.ResponseWriter, r *http.Request, status int, page signin.RefusedPage) {
	s.p.site.Refused(w, status, site.SignInData{Email: page.Email, Refusal: &site.Refusal{
		Title: page.Title, Cause: whyRefused(page), Actor: page.Actor, Action: page.Action, Code: page.Code,
		Retry: page.RetryURL, RetryLabel: page.RetryLabel, AttemptID: page.AttemptID, RequestID: requestOf(r, status),
	}})
}

// whyRefused is why somebody was refused, and what was received where that says more than our words: an error that we have
// none for, or another value than the one expected. The attempt has all of it.
func whyRefused(page signin.RefusedPage) string {
	cause := page.Detail
	if page.Expected == "" && page.Code != "workos_error" {
		return cause
	}
	for _, told := range [][2]string{{"Expected", page.Expected}, {"Received", page.Received}} {
		if told[1] != "" {
			cause += " " + told[0] + ": " + strings.TrimSuffix(told[1], ".") + "."
		}
	}
	return cause
}

// requestOf is the id by which the log tells of a fault of ours; other refusals need no log.
func requestOf(r *http.Request, status int) string {
	if status < http.StatusInternalServerError {
		return ""
	}
	return httpx.RequestID(r.Context())
}

// Organizations asks which of several organizations is meant.
func (s pages) Organizations(w http.ResponseWriter, r *http.Request, status int, page signin.OrganizationsPage) {
	data := site.ChooseData{Action: page.Action, State: page.State, Email: page.Email}
	for _, o := range page.Organizations {
		data.Organizations = append(data.Organizations, site.Choice(o))
	}
	s.p.site.Choose(w, r, status, data)
}
