package scim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// problem is a refusal in SCIM's own words (RFC 7644 section 3.12).
type problem struct {
	status   int
	scimType string
	detail   string
	allow    string // the methods that are possible, where one was not
}

func (p *problem) Error() string {
	return fmt.Sprintf("scim %d %s: %s", p.status, p.scimType, p.detail)
}

// MarshalJSON writes the Error schema; the status is a string there.
func (p *problem) MarshalJSON() ([]byte, error) {
	body := map[string]any{
		"schemas": []string{errorURN},
		"detail":  p.detail,
		"status":  strconv.Itoa(p.status),
	}
	if p.scimType != "" {
		body["scimType"] = p.scimType
	}
	return json.Marshal(body)
}

// The detail keywords of RFC 7644 table 9 that we answer with.
const (
	invalidFilter = "invalidFilter"
	invalidPath   = "invalidPath"
	invalidSyntax = "invalidSyntax"
	invalidValue  = "invalidValue"
	mutability    = "mutability"
	noTarget      = "noTarget"
	tooMany       = "tooMany"
	uniqueness    = "uniqueness"
)

func bad(scimType, format string, args ...any) *problem {
	return &problem{status: http.StatusBadRequest, scimType: scimType, detail: fmt.Sprintf(format, args...)}
}

func conflict(format string, args ...any) *problem {
	return &problem{status: http.StatusConflict, scimType: uniqueness, detail: fmt.Sprintf(format, args...)}
}

func refuse(status int, format string, args ...any) *problem {
	return &problem{status: status, detail: fmt.Sprintf(format, args...)}
}
