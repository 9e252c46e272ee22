package workos

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/tidwall/gjson"
	"github.com/workos/workos-go/v4/pkg/workos_errors"

	"memberpulse/server/errs"
)

// Fault is an answer of WorkOS's that is no success. It rides as the cause of an errs.Error: for the log, and for
// those who decide by WorkOS's code.
type Fault struct { //nolint:errname // the far side's words; the error that carries them is errs.Error
	Operation  string
	Status     int // 0: no answer came
	Code       string
	Message    string
	RequestID  string
	RetryAfter time.Duration
	cause      error
}

// Error is the log line; it holds no token.
func (f *Fault) Error() string {
	if f.Status == 0 {
		return fmt.Sprintf("WorkOS did not answer %s: %v", f.Operation, f.cause)
	}
	return fmt.Sprintf("WorkOS answered %s with %d %s %q (request %s)", f.Operation, f.Status, f.Code, f.Message, f.RequestID)
}

// Unwrap gives the network's error.
func (f *Fault) Unwrap() error { return f.cause }

// FaultOf finds WorkOS's own words in an error.
func FaultOf(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// CodeTooLarge is ours, for an answer that is longer than what is read of one, or than what comes in time; codeUnreadable
// for one that came whole and is no JSON that can be read.
const (
	CodeTooLarge   = "answer_too_large"
	codeUnreadable = "unreadable_answer"
)

// TooLarge reports whether WorkOS answered with more than is read at once: a list may be asked for in smaller pages.
func TooLarge(err error) bool {
	f, ok := FaultOf(err)
	return ok && f.Code == CodeTooLarge
}

// Unreadable reports whether WorkOS's answer came and cannot be read, for its size or its form: in a smaller page it may
// be, all but the thing that makes it so.
func Unreadable(err error) bool {
	f, ok := FaultOf(err)
	return ok && (f.Code == CodeTooLarge || f.Code == codeUnreadable)
}

// told turns a fault into the kind that callers decide by.
func told(f *Fault) error {
	switch {
	case f.Status == http.StatusNotFound:
		return errs.NotFound().Because(f)
	case f.Status == http.StatusUnauthorized || f.Status == http.StatusForbidden:
		return errs.Unavailable("workos_credentials_refused", "WorkOS refused the credentials of this MemberPulse.",
			"The operator sets WORKOS_API_KEY and WORKOS_CLIENT_ID to those of one WorkOS environment and starts MemberPulse again.", time.Minute).Because(f)
	case f.Status == http.StatusConflict:
		return errs.Conflict("workos_conflict", "WorkOS already has this, or it is in use there.", "Read the list again, then decide.").Because(f)
	case f.Status == 0 || f.Status == http.StatusTooManyRequests || f.Status >= http.StatusInternalServerError:
		return errs.Unavailable("workos_unavailable", "WorkOS does not answer at the moment.",
			"Try again in a minute. If it lasts, the operator looks at status.workos.com.", max(f.RetryAfter, 5*time.Second)).Because(f)
	}
	return errs.Invalid("workos_rejected", "WorkOS did not accept the request.",
		"The operator finds WorkOS's answer in the log by the request id.").Because(f)
}

// faultFrom reads every shape of body that WorkOS answers errors with.
func faultFrom(x *exchange, body []byte) *Fault {
	f := &Fault{Operation: x.operation, Status: x.status, RequestID: x.requestID, RetryAfter: x.retryAfter}
	doc := gjson.ParseBytes(body)
	if !gjson.ValidBytes(body) || !doc.IsObject() {
		f.Message = http.StatusText(x.status)
		return f
	}
	f.Code = clip(doc.Get("code").String())
	f.Message = doc.Get("message").String()
	if doc.Get("error").Exists() {
		if f.Code == "" {
			f.Code = clip(doc.Get("error").String())
		}
		if d := doc.Get("error_description"); d.Exists() {
			f.Message = d.String()
		}
	}
	f.Message = clip(f.Message)
	return f
}

// faultOfSDK does the same for what the SDK made of the answer. Its own text may print a pending token: never logged.
func faultOfSDK(x *exchange, err error) *Fault {
	f := &Fault{Operation: x.operation, Status: x.status, RequestID: x.requestID, RetryAfter: x.retryAfter}
	var plain workos_errors.HTTPError
	if errors.As(err, &plain) {
		read := faultFrom(x, []byte(plain.RawBody))
		f.Code, f.Message = read.Code, read.Message
		if f.Code == "" {
			f.Code = clip(plain.ErrorCode)
		}
		return f
	}
	if x.status == 0 {
		f.cause = err
	}
	return f
}

const longestWords = 300

func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if len(s) > longestWords {
		s = strings.ToValidUTF8(s[:longestWords], "")
	}
	return s
}
