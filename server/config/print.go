package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// String shows the configuration line by line, its secrets hidden.
func (c Config) String() string {
	proxies := make([]string, len(c.TrustedProxies))
	for i, p := range c.TrustedProxies {
		proxies[i] = p.String()
	}
	rows := [][2]string{
		{"DATABASE_URL", withoutPassword(c.DatabaseURL)},
		{"MEMBERPULSE_ADDR", c.Addr},
		{"MEMBERPULSE_OPS_ADDR", orWord(c.OpsAddr, "off")},
		{"MEMBERPULSE_PUBLIC_URL", c.PublicURL},
		{"MEMBERPULSE_SECRET_KEY", count(len(c.SecretKeys), "key")},
		{"MEMBERPULSE_PLATFORM_ADMINS", strings.Join(c.PlatformAdmins, ",")},
		{"WORKOS_API_KEY", hidden(c.WorkOS.APIKey)},
		{"WORKOS_CLIENT_ID", c.WorkOS.ClientID},
		{"WORKOS_WEBHOOK_SECRET", count(len(c.WorkOS.WebhookSecrets), "secret")},
		{"WORKOS_REDIRECT_URI", c.WorkOS.RedirectURI},
		{"WORKOS_API_BASE_URL", orWord(c.WorkOS.BaseURL, "WorkOS's own")},
		{"MEMBERPULSE_SANDBOX_ADDR", c.SandboxAddr},
		{"MEMBERPULSE_DATA_DIR", c.DataDir},
		{"MEMBERPULSE_PG_BIN", c.PGBin},
		{"MEMBERPULSE_SESSION_IDLE", short(c.SessionIdle)},
		{"MEMBERPULSE_SESSION_ABSOLUTE", short(c.SessionAbsolute)},
		{"MEMBERPULSE_TRUSTED_PROXIES", strings.Join(proxies, ",")},
		{"MEMBERPULSE_LOG_LEVEL", strings.ToLower(c.LogLevel.String())},
		{"MEMBERPULSE_SMTP_URL", withoutPassword(c.SMTPURL)},
	}
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "%-28s %s\n", row[0], orWord(row[1], "not set"))
	}
	return b.String()
}

// GoString keeps %#v from telling more than %v.
func (c Config) GoString() string { return c.String() }

// LogValue keeps a logged Config from telling more than a printed one.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// String hides the credentials when this part is printed alone.
func (w WorkOS) String() string {
	return fmt.Sprintf("WorkOS at %s, client %s", orWord(w.BaseURL, "its own address"), w.ClientID)
}

// GoString keeps %#v from telling more than %v.
func (w WorkOS) GoString() string { return w.String() }

// LogValue keeps a logged part from telling more than a printed one.
func (w WorkOS) LogValue() slog.Value { return slog.StringValue(w.String()) }

func withoutPassword(address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "set"
	}
	clean := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return clean.String()
}

// hidden shows the last four characters of a secret that is long enough for that.
func hidden(secret string) string {
	if len(secret) < 20 {
		return map[bool]string{true: "", false: "set"}[secret == ""]
	}
	return "…" + secret[len(secret)-4:]
}

func count(n int, noun string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + noun
	default:
		return fmt.Sprintf("%d %ss", n, noun)
	}
}

func orWord(value, word string) string {
	if value == "" {
		return word
	}
	return value
}
