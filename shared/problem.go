package shared

// Problem is an error as RFC 9457 has it (application/problem+json). Detail says what happened and why, Action says
// what to do and who must do it. Values that were sent are never echoed.
type Problem struct { //nolint:errname // RFC 9457's own word
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Code   string       `json:"code"`
	Detail string       `json:"detail"`
	Action string       `json:"action"`
	Errors []FieldError `json:"errors"`
}

// FieldError is a fault of one field of what was sent.
type FieldError struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (p *Problem) Error() string {
	if p.Detail != "" {
		return p.Title + ": " + p.Detail
	}
	return p.Title
}
