package signin

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"memberpulse/server/httpx"
)

// unsolicited answers a callback without a state: an identity provider began it by itself, or somebody pasted a code.
// The code is left alone: it may be another's, who could not come in any more were it spent here. Nothing that stands in
// the address says whose it is, so the attempt is the operator's alone.
func (s *Service) unsolicited(w http.ResponseWriter, r *http.Request) error {
	query := httpx.QueryOf(r)
	no := refuse("state_missing")
	switch {
	case query.Get("error") != "":
		no = returnedError(query.Get("error"), query.Get("error_description"))
		no.received = "" // anybody's words: no sign-in of ours asked for them
	case query.Get("code") != "":
		no = refuse("idp_initiated")
	}
	if s.limited(w, r, countCallbacks) == nil {
		s.keep(r, s.newAttempt(r, methodSSO), no, func(context.Context, bun.IDB) error { return nil })
	}
	return no
}
