package look

import (
	"net/url"
	"strings"
)

// Form is what was typed and what is wrong with it. Its zero value is an empty form.
type Form struct {
	Values url.Values
	faults map[string]string
}

// Value is what stands in a field.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Fault is what is wrong with a field.
func (f Form) Fault(name string) string { return f.faults[name] }

// Wrong says that something is.
func (f Form) Wrong() bool { return len(f.faults) > 0 }

// Text is what stands in a field, without the blanks round it.
func (f Form) Text(name string) string { return strings.TrimSpace(f.Values.Get(name)) }

// Blame says what is wrong with a field; the first word counts.
func (f *Form) Blame(name, why string) {
	if f.faults == nil {
		f.faults = map[string]string{}
	}
	if f.faults[name] == "" {
		f.faults[name] = why
	}
}
