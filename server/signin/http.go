package signin

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/shared"
)

// Routes are the package's rows of the table of routes.
func (s *Service) Routes() []httpx.Route {
	return []httpx.Route{
		httpx.Route{
			Method: http.MethodGet, Pattern: "/auth/sso", Capability: shared.AccessAnyone, Answers: http.StatusFound, Handler: s.page(s.startSSO), Summary: "Starts single sign-on",
		}.Takes(slices.Concat(selects, starts)...),
		httpx.Route{
			Method: http.MethodGet, Pattern: "/auth/login", Capability: shared.AccessAnyone, Answers: http.StatusFound, Handler: s.page(s.startAuthKit), Summary: "Starts an AuthKit sign-in",
		}.Takes(slices.Concat([]httpx.Param{{Name: "organization", About: "The organization to sign in to; without it AuthKit asks where there are several."}}, starts)...),
		httpx.Route{
			Method: http.MethodGet, Pattern: "/auth/callback/workos", Capability: shared.AccessAnyone, Answers: http.StatusSeeOther, Handler: s.page(s.callback), Summary: "Ends a sign-in",
		}.Takes(returns...),
		{Method: http.MethodPost, Pattern: "/auth/choose", Capability: shared.AccessAnyone, Answers: http.StatusSeeOther, Handler: s.page(s.chosen), Summary: "Goes on with one of several organizations"},
		httpx.Route{
			Method: http.MethodGet, Pattern: "/auth/admin-link", Capability: shared.AccessAnyone, Answers: http.StatusSeeOther, Handler: s.page(s.adminLink), Summary: "Opens the platform settings once",
		}.Takes(httpx.Param{Name: "token", Required: true, About: "What the operator was given: it opens once."}),
		httpx.Speaks[shared.DiscoverRequest, shared.Discovery](httpx.Route{
			Method: http.MethodPost, Pattern: "/auth/discover", Capability: shared.AccessAnyone, Handler: s.discover, Summary: "Tells how an address signs in",
		}),
		httpx.Speaks[httpx.None, shared.LogoutAnswer](httpx.Route{
			Method: http.MethodPost, Pattern: "/auth/logout", Capability: shared.AccessSignedIn, Handler: s.logout, Summary: "Ends the session",
		}),
		httpx.Endpoint(http.MethodGet, "/api/sign-in-attempts", shared.CapabilityRead, s.listAttempts).Described("Tries to sign in, and what became of each").
			Takes(access.OfOrganization, httpx.Param{Name: "status", OneOf: statuses, About: "How the try ended."},
				httpx.Param{Name: "q", About: "A part of the address, or the id of a try."}, httpx.Param{Name: "email", About: "A part of the address."},
				httpx.Param{Name: "member_id", About: "The tries of one member."}, httpx.Param{Name: "connection_id", About: "The tries through one connection."}).Pages(),
		httpx.Endpoint(http.MethodGet, "/api/sign-in-attempts/{id}", shared.CapabilityRead, s.getAttempt).Described("One try to sign in, with its stages").Takes(access.OfOrganization),
	}
}

// page makes a handler that tells refusals as a page to people and as a problem to programs.
func (s *Service) page(h httpx.Handler) httpx.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := h(w, r)
		if err == nil {
			return nil
		}
		var no *refusal
		if !errors.As(err, &no) {
			if errs.KindOf(err) == errs.KindInternal || !wantsPage(r) {
				return s.elseInternal(w, r, err)
			}
			no = asRefusal(err)
		}
		return s.refuse(w, r, no)
	}
}

func (s *Service) elseInternal(w http.ResponseWriter, r *http.Request, err error) error {
	if !wantsPage(r) {
		return err
	}
	s.logger.ErrorContext(r.Context(), "a sign-in failed", "request_id", httpx.RequestID(r.Context()), "error", err)
	return s.refuse(w, r, refuse("internal"))
}

func (s *Service) refuse(w http.ResponseWriter, r *http.Request, no *refusal) error {
	problem := no.problem()
	if !wantsPage(r) {
		return problem
	}
	s.logger.InfoContext(r.Context(), "sign-in refused", "code", no.code, "attempt", no.attempt,
		"request_id", httpx.RequestID(r.Context()), "cause", causeText(no))
	words := wordsFor(no.code)
	page := RefusedPage{
		Title: words.Title, Detail: words.Detail, Actor: words.Actor, Action: words.Action, Code: no.code,
		Expected: no.expected, Received: no.received, AttemptID: no.attempt, Email: no.email, RetryURL: no.retry, RetryLabel: "Try again",
	}
	if page.RetryURL == "" {
		page.RetryURL, page.RetryLabel = "/sign-in", "Sign in"
	}
	httpx.ErrorHeaders(w, problem)
	s.cfg.Pages.Refused(w, r, words.Status, page)
	return nil
}

func causeText(no *refusal) string {
	if no.cause == nil {
		return ""
	}
	return no.cause.Error()
}

// wantsPage reports whether a person's browser asks.
func wantsPage(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }

// clientKey is the address that starts are counted by. Whoever has one address of IPv6 has all 2^64 of its network.
func clientKey(r *http.Request) string {
	ip := httpx.ClientIP(r.Context())
	if ip.Is6() {
		if network, err := ip.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return access.Address(r.Context())
}

// isCode reports whether an error is the refusal of a code.
func isCode(err error, code string) bool {
	var no *refusal
	return errors.As(err, &no) && no.code == code
}
