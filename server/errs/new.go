package errs

import "time"

// Invalid (400): the request cannot be read: malformed JSON, cursor or callback.
func Invalid(code, detail, action string) *Error {
	return &Error{Kind: KindInvalid, Code: code, Title: "The request could not be read", Detail: detail, Action: action}
}

// Unprocessable (422): the request was read, and these fields are wrong.
func Unprocessable(fields ...Field) *Error {
	return &Error{
		Kind: KindFields, Code: "invalid_fields", Title: "Some fields need another value",
		Detail: "Nothing was saved: the fields listed here are missing or wrong.",
		Action: "Correct the listed fields and send the request again.",
		Fields: fields,
	}
}

// Unauthenticated (401): nobody is signed in, or the signature does not hold.
func Unauthenticated(code, detail, action string) *Error {
	return &Error{Kind: KindUnauthenticated, Code: code, Title: "You are not signed in", Detail: detail, Action: action}
}

// Forbidden (403): signed in, without the capability this needs.
func Forbidden(code, detail, action string) *Error {
	return &Error{Kind: KindForbidden, Code: code, Title: "Your roles do not allow this", Detail: detail, Action: action}
}

// NotFound (404): there is no such thing here. It takes no argument on purpose:
// the answer for a resource of another organization and for one that never was
// must be alike to the byte.
func NotFound() *Error {
	return &Error{
		Kind: KindNotFound, Code: "not_found", Title: "Not found",
		Detail: "There is nothing here that you can see.",
		Action: "Check the address or the id. If it came from a link, ask the person who sent it.",
	}
}

// Conflict (409): the thing is in a state that does not allow this.
func Conflict(code, detail, action string) *Error {
	return &Error{Kind: KindConflict, Code: code, Title: "This cannot be done in the present state", Detail: detail, Action: action}
}

// TooLarge (413): the body is larger than this route takes.
func TooLarge(detail, action string) *Error {
	return &Error{Kind: KindTooLarge, Code: "too_large", Title: "The request is too large", Detail: detail, Action: action}
}

// Unsupported (415): the body is of a type that this route does not take.
func Unsupported(detail, action string) *Error {
	return &Error{Kind: KindUnsupported, Code: "unsupported_media_type", Title: "The content type is not supported", Detail: detail, Action: action}
}

// TooMany (429): a limit was reached; it opens again after retryAfter.
func TooMany(code, detail string, retryAfter time.Duration) *Error {
	return &Error{
		Kind: KindTooMany, Code: code, Title: "Too many requests", Detail: detail,
		Action: "Wait for the time given in the Retry-After header, then try again.", RetryAfter: retryAfter,
	}
}

// Unavailable (503): something this needs does not answer now.
func Unavailable(code, detail, action string, retryAfter time.Duration) *Error {
	return &Error{
		Kind: KindUnavailable, Code: code, Title: "Not available at the moment",
		Detail: detail, Action: action, RetryAfter: retryAfter,
	}
}

// Internal (500): a fault of ours. The client learns that, and no more.
func Internal(cause error) *Error {
	return &Error{
		Kind: KindInternal, Code: "internal", Title: "Something went wrong on our side",
		Detail: "The request failed through no fault of yours. It was recorded with its request id.",
		Action: "Try again. If it fails again, give the request id to the operator of this MemberPulse.",
		cause:  cause,
	}
}
