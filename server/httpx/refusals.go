package httpx

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"memberpulse/shared"

	"github.com/danielgtaylor/huma/v2"
)

// whyRefused says of each status what it means, on any route.
var whyRefused = map[int]string{
	http.StatusBadRequest:            "The address, the body or a cursor cannot be read.",
	http.StatusUnauthorized:          "No session or API key came with the request, or it has ended; for a webhook, no valid signature.",
	http.StatusForbidden:             "None of the caller's roles may do this.",
	http.StatusNotFound:              "There is no such thing, or it is another organization's: both are told alike.",
	http.StatusRequestEntityTooLarge: "The body is larger than this address takes.",
	http.StatusUnsupportedMediaType:  "The body is not JSON.",
	http.StatusUnprocessableEntity:   "Fields or parameters have faults: each is in errors.",
	http.StatusTooManyRequests:       "More requests than the limit; Retry-After says when to go on.",
	http.StatusServiceUnavailable:    "Not at the moment; Retry-After says when to try again.",
}

// refusals are the answers that say no, for all routes to refer to.
func refusals(schemas huma.Registry) map[string]*huma.Response {
	all := map[string]*huma.Response{}
	for status, why := range whyRefused {
		all[refusal(status)] = &huma.Response{Description: why, Content: content(schemas, mediaFaults, reflect.TypeFor[shared.Problem]())}
	}
	all["Fault"] = &huma.Response{Description: "What went wrong, and who does what next.", Content: content(schemas, mediaFaults, reflect.TypeFor[shared.Problem]())}
	return all
}

func refusal(status int) string {
	return strings.ReplaceAll(http.StatusText(status), " ", "")
}

// refused are the ways in which a route may say no, as far as its row of the table tells.
func refused(route Route) map[string]*huma.Response {
	asks := slices.ContainsFunc(route.params, func(p Param) bool { return !p.Header })
	statuses := []int{http.StatusServiceUnavailable}
	for status, may := range map[int]bool{
		http.StatusBadRequest:            asks || route.in != nil,
		http.StatusUnauthorized:          route.Capability != shared.AccessAnyone,
		http.StatusForbidden:             route.Capability != shared.AccessAnyone && route.Capability != shared.AccessSignature && route.Capability != shared.AccessSignedIn,
		http.StatusNotFound:              strings.Contains(route.Pattern, "{") || route.Asks("organization_id"),
		http.StatusRequestEntityTooLarge: route.in != nil || route.Capability == shared.AccessSignature,
		http.StatusUnsupportedMediaType:  route.in != nil,
		http.StatusUnprocessableEntity:   route.in != nil || slices.ContainsFunc(route.params, func(p Param) bool { return !p.list && (p.OneOf != nil || p.Time) }),
		http.StatusTooManyRequests:       route.Capability != shared.AccessAnyone && route.Capability != shared.AccessSignature,
	} {
		if may {
			statuses = append(statuses, status)
		}
	}
	all := map[string]*huma.Response{"default": {Ref: "#/components/responses/Fault"}}
	for _, status := range statuses {
		all[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + refusal(status)}
	}
	return all
}
