package portal

import (
	"net/http"
	"net/url"

	"memberpulse/server/sandbox/look"
	"memberpulse/server/sandbox/world"
)

// page is what every page of the portal shows.
type page struct {
	Organization string
	Base         string
	Back         string // the task's own start
	Return       string
	Success      string
	Application  string
	Notice       string
	Form         look.Form
	Task         string
	All          bool // the link opened every task
}

func (v *visit) page(task string) page {
	p := page{
		Organization: v.org.Name, Base: v.base, Back: v.base + "/" + task, Return: v.session.ReturnURL, Success: v.session.SuccessURL,
		Notice: notices[v.r.URL.Query().Get("done")], Form: v.form, Task: task, All: v.session.Intent == "",
	}
	if p.Success == "" {
		p.Success = p.Return
	}
	if u, err := url.Parse(p.Return); err == nil {
		p.Application = u.Host
	}
	return p
}

// notices are what a page says after something was done.
var notices = map[string]string{
	"created":     "Created.",
	"saved":       "The details are saved.",
	"activated":   "The connection is active: people can sign in by it.",
	"deactivated": "The connection is inactive: nobody can sign in by it.",
	"tested":      "The test sign-in passed, and the connection is active.",
	"deleted":     "Deleted.",
	"rotated":     "A new token is made. Both work until you revoke the old one.",
	"revoked":     "The token is revoked: nothing can use it any more.",
	"added":       "The domain is added.",
	"verified":    "The domain is verified.",
	"failed":      "The verification failed, as you asked.",
	"renewed":     "The new certificate is in use.",
	"announced":   "WorkOS’s warning was sent.",
	"streaming":   "The destination is saved.",
	"sent":        "The destination took the test entry.",
	"unsent":      "The destination did not take the test entry. Check that it runs, and its address.",
}

func (v *visit) show(status int, name string, data any) {
	v.s.pages.Show(v.w, v.r, status, name, data)
}

// next goes on to a page of the session, with a word about what was done.
func (v *visit) next(path, done string) {
	to := v.base + path
	if done != "" {
		to += "?done=" + done
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
}

func (v *visit) refuse(status int, title, why string) {
	v.s.pages.Show(v.w, v.r, status, "over", map[string]string{"Title": title, "Why": why})
}

// failed shows a refusal of the world: as a fault of the field it names, or as
// a page of its own.
func (v *visit) failed(err error) {
	switch world.KindOf(err) {
	case world.NotFound:
		v.refuse(http.StatusNotFound, "This is not here any more", "It was deleted meanwhile, or belongs to another organization.")
	case world.Invalid, world.Conflict, world.Expired, world.Stale:
		v.refuse(http.StatusUnprocessableEntity, "This could not be done", err.Error())
	case world.Internal:
		v.s.log.ErrorContext(v.r.Context(), "change something in the Admin Portal", "path", v.r.URL.Path, "error", err)
		v.refuse(http.StatusInternalServerError, "This could not be done", "The sandbox’s log says why.")
	}
}

func (v *visit) home() {
	var list []task
	for _, name := range tasks {
		if v.session.Intent == "" || v.session.Intent == name {
			list = append(list, task{Path: name, Title: titles[name].title, Note: titles[name].note, Icon: titles[name].icon})
		}
	}
	v.show(http.StatusOK, "home", struct {
		page
		Tasks []task
	}{v.page(""), list})
}

type task struct{ Path, Title, Note, Icon string }

var titles = map[string]struct{ title, note, icon string }{
	"sso":                 {"Single sign-on", "Connect your identity provider", "key"},
	"dsync":               {"Directory sync", "Connect your directory", "directory"},
	"domain_verification": {"Domains", "Show that a domain is yours", "globe"},
	"certificate_renewal": {"Certificates", "Renew a signing certificate", "shield"},
	"audit_logs":          {"Audit log", "See what happened", "audit"},
	"log_streams":         {"Log streams", "Send events to your SIEM", "activity"},
}
