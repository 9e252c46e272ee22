package console

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"memberpulse/server/sandbox/deliver"
	"memberpulse/server/sandbox/look"
	"memberpulse/server/sandbox/world"
)

// visit is one request.
type visit struct {
	s     *Server
	w     http.ResponseWriter
	r     *http.Request
	form  look.Form
	fault string // why what was asked for could not be done
	away  string // an address outside the sandbox that a form of the page leads to
}

func (s *Server) visited(h func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{s: s, w: w, r: r}
		if r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
			if err := r.ParseForm(); err != nil {
				http.Error(w, "The form could not be read: it is too large, or no form. Go back and send less.", http.StatusBadRequest)
				return
			}
			v.form.Values = r.PostForm
		}
		h(v)
	}
}

// page is what every page of the console shows.
type page struct {
	Tab      string
	Notice   string
	Fault    string
	Form     look.Form
	Now      time.Time
	Ahead    time.Duration
	Outage   bool
	Counters deliver.Counters
	Here     string // this page's own address, to come back to
}

func (v *visit) page(tab string) page {
	sum := v.s.world.Summary()
	_, _, counters, _ := v.s.deliver.List(deliver.Filter{Limit: 1}) // without a cursor there is none to be wrong
	return page{
		Tab: tab, Notice: notices[v.r.URL.Query().Get("done")], Fault: v.fault, Form: v.form, Now: sum.Now.Time,
		Ahead: time.Duration(sum.AdvancedSeconds * float64(time.Second)), Outage: sum.Faults.Outage, Counters: counters, Here: v.r.URL.Path,
	}
}

// notices are what a page says after something was done.
var notices = map[string]string{
	"organization": "The organization is there.",
	"connection":   "The connection is there.",
	"state":        "The state is changed.",
	"person":       "The person is there.",
	"cleared":      "No fault is in force: deliveries go as they should.",
	"cleared-but":  "No fault is in force but the outage.",
	"saved":        "Saved. The directory pushed the change, and its events are on their way.",
	"inactive":     "The person is inactive. Their directories said so, and their events are on their way.",
	"active":       "The person is active again, as a new directory user.",
	"directory":    "The directory is there.",
	"rotated":      "A new token is made. Both work until you revoke the old one.",
	"revoked":      "The token is revoked.",
	"burst":        "The burst is pushed. Its events are on their way.",
	"deleted":      "Deleted.",
	"outage-on":    "The outage has begun: no webhook is delivered until you end it.",
	"outage-off":   "The outage is over. What waited is tried again.",
	"faults":       "These faults are in force.",
	"settings":     "These settings are in force.",
	"clock":        "The clock has moved on.",
}

func (v *visit) show(name string, data any) {
	status := http.StatusOK
	if v.fault != "" || v.form.Wrong() {
		status = http.StatusUnprocessableEntity
	}
	if v.away != "" {
		v.s.pages.Show(v.w, v.r, status, name, data, v.away)
		return
	}
	v.s.pages.Show(v.w, v.r, status, name, data)
}

// next goes on to a page, with a word about what was done.
func (v *visit) next(path, done string) {
	if done != "" {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		path += sep + "done=" + done
	}
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
}

// back goes to the page that the form stood on, if it says so.
func (v *visit) back(otherwise, done string) {
	to := v.form.Text("back")
	if u, err := url.Parse(to); err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, Root) || strings.ContainsAny(to, "\\") {
		to = otherwise
	}
	v.next(to, done)
}

// failed says why something could not be done: on the page it was asked for
// from, or on one of its own.
func (v *visit) failed(err error, again func(*visit)) {
	switch world.KindOf(err) {
	case world.NotFound:
		v.s.pages.Show(v.w, v.r, http.StatusNotFound, "missing", v.page(""))
		return
	case world.Internal:
		v.s.log.ErrorContext(v.r.Context(), "change the sandbox from its console", "path", v.r.URL.Path, "error", err)
		v.fault = "The sandbox could not do this; its log says why."
	case world.Invalid, world.Conflict, world.Expired, world.Stale:
		if !v.blame(err) {
			v.fault = err.Error()
		}
	}
	again(v)
}

// shown are the fields beside which a form can say what is wrong with them.
var shown = []string{"name", "email", "delay_ms", "double", "reorder", "drop_percent", "poison"}

// blame puts a refusal beside the field it is about, where the form has that field.
func (v *visit) blame(err error) bool {
	e, ok := errors.AsType[*world.Error](err)
	if !ok || !slices.Contains(shown, e.Field) || !v.form.Values.Has(e.Field) {
		return false
	}
	v.form.Blame(e.Field, e.Message)
	return true
}
