package telemetry

import (
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
)

const redacted = "[redacted]"

// neverLogged are the names under which secrets and bodies travel. A name that
// ends with one of them is hidden too: workos_api_key, session_token.
var neverLogged = []string{
	"password", "secret", "token", "authorization", "cookie", "api_key", "apikey", "dsn", "database_url",
	"private_key", "secret_key", "body", "payload", "saml_response", "code_verifier",
}

// secretForms are secrets by their looks, for those that hide in a text.
var secretForms = []struct {
	form *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`(?i)\b(postgres(?:ql)?|smtps?|https?)://[^\s/@]+@`), "$1://" + redacted + "@"},
	{regexp.MustCompile(`\bsk_(live|test)_[A-Za-z0-9_]+`), "sk_${1}_" + redacted},
	{regexp.MustCompile(`\bmp_[A-Za-z0-9_-]{16,}`), "mp_" + redacted},
	{regexp.MustCompile(`(?i)\bbearer\s+[^\s"']+`), "Bearer " + redacted},
	{regexp.MustCompile(`(?i)\b(code|state|token|key)=[^\s&"']+`), "$1=" + redacted},
	{regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*`), redacted},
}

// NewLogger writes JSON lines at a level and above, in UTC.
func NewLogger(w io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: redact}))
}

func redact(_ []string, a slog.Attr) slog.Attr {
	name := strings.ToLower(a.Key)
	for _, never := range neverLogged {
		if strings.HasSuffix(name, never) {
			return slog.String(a.Key, redacted)
		}
	}
	switch a.Value.Kind() {
	case slog.KindString:
		return slog.String(a.Key, clean(a.Value.String()))
	case slog.KindTime:
		return slog.Time(a.Key, a.Value.Time().UTC())
	case slog.KindAny:
		switch v := a.Value.Any().(type) {
		case error:
			return slog.String(a.Key, clean(v.Error()))
		case fmt.Stringer:
			return slog.String(a.Key, clean(v.String()))
		case []byte:
			return slog.String(a.Key, fmt.Sprintf("[%d bytes]", len(v)))
		}
	default:
	}
	return a
}

// clean hides what looks like a secret in a text.
func clean(text string) string {
	for _, s := range secretForms {
		text = s.form.ReplaceAllString(text, s.with)
	}
	return text
}
