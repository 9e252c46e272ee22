package boot

import (
	"bytes"
	_ "embed" // the page below
	"html/template"
	"net/http"

	"memberpulse/server/signin"
)

//go:embed choice.html
var choiceHTML string

var choicePage = template.Must(template.New("choice").Parse(choiceHTML))

// Organizations asks which of several organizations is meant.
func (s pages) Organizations(w http.ResponseWriter, _ *http.Request, status int, page signin.OrganizationsPage) {
	var out bytes.Buffer
	if err := choicePage.Execute(&out, page); err != nil {
		http.Error(w, "The page cannot be drawn.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // a browser that went away needs no page
}
