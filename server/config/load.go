package config

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// Load reads the environment. readFile reads the files that NAME_FILE variables
// name; the error, if any, is a *FaultsError with every fault there is.
func Load(purpose Purpose, getenv func(string) string, readFile func(string) ([]byte, error)) (Config, error) {
	l := &loader{getenv: getenv, readFile: readFile, secrets: map[string]bool{}}
	c := Config{
		DatabaseURL:    l.databaseURL(),
		Addr:           l.address("MEMBERPULSE_ADDR", "127.0.0.1:8080"),
		OpsAddr:        l.opsAddress(),
		PublicURL:      l.origin("MEMBERPULSE_PUBLIC_URL"),
		SecretKeys:     l.keys(),
		PlatformAdmins: l.emails("MEMBERPULSE_PLATFORM_ADMINS"),
		SandboxAddr:    l.address("MEMBERPULSE_SANDBOX_ADDR", "127.0.0.1:4100"),
		DataDir:        l.text("MEMBERPULSE_DATA_DIR", ".data"),
		PGBin:          l.text("MEMBERPULSE_PG_BIN", ""),
		TrustedProxies: l.prefixes("MEMBERPULSE_TRUSTED_PROXIES"),
		LogLevel:       l.level("MEMBERPULSE_LOG_LEVEL"),
		SMTPURL:        l.smtp("MEMBERPULSE_SMTP_URL"),
	}
	c.SessionIdle, c.SessionAbsolute = l.sessions()
	c.WorkOS = l.workOS(c.PublicURL)
	if purpose == Serve {
		l.required("DATABASE_URL", "set it to the address of PostgreSQL as the owner: postgres://user:password@host:5432/memberpulse")
		l.required("MEMBERPULSE_PUBLIC_URL", "set it to the origin that browsers and WorkOS use, like https://id.example.com")
		l.required("MEMBERPULSE_SECRET_KEY", "make one with `openssl rand -base64 32`, and keep it apart from the database's backups")
	}
	if len(l.faults) > 0 {
		return Config{}, &FaultsError{Faults: l.faults}
	}
	return c, nil
}

// loader gathers faults, so that one start names them all.
type loader struct {
	getenv   func(string) string
	readFile func(string) ([]byte, error)
	secrets  map[string]bool // the variables that a file may hold
	faults   []Fault
}

func (l *loader) fault(variable, problem, mend string) {
	l.faults = append(l.faults, Fault{Variable: variable, Problem: problem, Mend: mend})
}

func (l *loader) text(name, otherwise string) string {
	if v := strings.TrimSpace(l.getenv(name)); v != "" {
		return v
	}
	return otherwise
}

// secret reads a variable, or the file that NAME_FILE names.
func (l *loader) secret(name string) string {
	l.secrets[name] = true
	value, path := l.text(name, ""), l.text(name+"_FILE", "")
	switch {
	case path == "":
		return value
	case value != "":
		l.fault(name+"_FILE", "is set, and "+name+" is set too, so it is not clear which one counts", "unset one of them")
		return ""
	}
	raw, err := l.readFile(path)
	if err != nil {
		l.fault(name+"_FILE", fmt.Sprintf("names a file that cannot be read: %v", err), "correct the path, or let this user read the file")
		return ""
	}
	if value = strings.TrimSpace(string(raw)); value == "" {
		l.fault(name+"_FILE", "names an empty file: "+path, "write the value into the file, or unset the variable")
	}
	return value
}

// isSet says whether a variable is set, in either way that it may be: a value, or a file where secret reads one.
func (l *loader) isSet(name string) bool {
	return l.text(name, "") != "" || l.secrets[name] && l.text(name+"_FILE", "") != ""
}

// required adds a fault for a variable that is not set. One that is set and
// wrong has its own.
func (l *loader) required(name, mend string) {
	if !l.isSet(name) {
		l.fault(name, "is not set"+l.notRead(name)+", and serve makes nothing up", mend)
	}
}

// notRead tells of a file that was named for a variable that takes none.
func (l *loader) notRead(name string) string {
	if l.secrets[name] || l.text(name+"_FILE", "") == "" {
		return ""
	}
	return " (" + name + "_FILE is, which nothing reads: it is no secret)"
}

// list splits a comma-separated value. One that holds nothing but commas is a slip, not an empty list.
func (l *loader) list(name, value string) []string {
	var out []string
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	if value != "" && len(out) == 0 {
		l.fault(name, "holds commas and nothing between them", "write what it should hold, or unset it")
	}
	return out
}

func (l *loader) level(name string) slog.Level {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	value := l.text(name, "info")
	level, ok := levels[strings.ToLower(value)]
	if !ok {
		l.fault(name, fmt.Sprintf("is %q, which is no level", value), "set it to debug, info, warn or error")
	}
	return level
}

func (l *loader) workOS(publicURL string) WorkOS {
	w := WorkOS{
		APIKey: l.secret("WORKOS_API_KEY"), ClientID: l.text("WORKOS_CLIENT_ID", ""),
		WebhookSecrets: l.list("WORKOS_WEBHOOK_SECRET", l.secret("WORKOS_WEBHOOK_SECRET")), RedirectURI: l.text("WORKOS_REDIRECT_URI", ""),
		BaseURL: l.baseURL("WORKOS_API_BASE_URL"),
	}
	l.allOrNothing()
	if w.APIKey != "" && !strings.HasPrefix(w.APIKey, "sk_") {
		l.fault("WORKOS_API_KEY", "does not begin with sk_, so it is no API key of WorkOS", "copy the secret key from WorkOS's dashboard, API Keys")
	}
	if w.ClientID != "" && !strings.HasPrefix(w.ClientID, "client_") {
		l.fault("WORKOS_CLIENT_ID", "does not begin with client_, so it is no client id of WorkOS", "copy the client ID from WorkOS's dashboard, API Keys")
	}
	if slices.ContainsFunc(w.WebhookSecrets, func(s string) bool { return len(s) < 16 }) {
		l.fault("WORKOS_WEBHOOK_SECRET", "has a secret of fewer than 16 characters, which could be guessed", "copy the signing secret from WorkOS's dashboard, Webhooks")
	}
	l.redirect("WORKOS_REDIRECT_URI", w.RedirectURI, publicURL)
	return w
}

// allOrNothing refuses half a set of credentials: it would look configured and
// fail at the first sign-in or event. The redirect URI may be left out: it
// follows the public URL.
func (l *loader) allOrNothing() {
	var there, missing []string
	for _, name := range []string{"WORKOS_API_KEY", "WORKOS_CLIENT_ID", "WORKOS_WEBHOOK_SECRET"} {
		if l.isSet(name) {
			there = append(there, name)
		} else {
			missing = append(missing, name)
		}
	}
	if l.text("WORKOS_REDIRECT_URI", "") != "" {
		there = append(there, "WORKOS_REDIRECT_URI")
	}
	if len(there) == 0 {
		return
	}
	for _, name := range missing {
		l.fault(name, "is not set"+l.notRead(name)+", although "+strings.Join(there, ", ")+" is",
			"set all of them; or none, to start without WorkOS: then nobody can sign in but by `memberpulse admin-link`")
	}
}
