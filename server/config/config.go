package config

import (
	"log/slog"
	"net/netip"
	"time"
)

// Purpose is what the program is started for: it decides what must be set.
type Purpose int

// The purposes.
const (
	Serve Purpose = iota // production: nothing is made up
	Demo                 // what is missing is made, or is the sandbox's
	Tool                 // migrate, doctor, api-key, admin-link: the database at most
)

// Config is the configuration, checked.
type Config struct {
	DatabaseURL     string
	Addr            string
	OpsAddr         string   // "" when off
	PublicURL       string   // an origin without a slash at its end; "" where demo is to derive it
	SecretKeys      [][]byte // the first seals, all open; none where demo is to make one
	PlatformAdmins  []string // e-mail addresses, in lower case
	WorkOS          WorkOS
	SandboxAddr     string
	DataDir         string
	PGBin           string // "" searches for it
	TrustedProxies  []netip.Prefix
	SessionIdle     time.Duration // a session ends that nobody used for so long
	SessionAbsolute time.Duration // a session ends so long after its sign-in, however it was used
	LogLevel        slog.Level
	SMTPURL         string // "" sends no mail
}

// WorkOS is what the environment says of WorkOS. All of it is there, or nothing.
type WorkOS struct {
	APIKey         string
	ClientID       string
	WebhookSecrets []string // each of them verifies
	RedirectURI    string   // "" follows the public URL
	BaseURL        string   // "" is WorkOS's own
}

// IsSet says whether the environment holds WorkOS's credentials.
func (w WorkOS) IsSet() bool { return w.APIKey != "" }

// Redirect is where WorkOS sends people back to.
func (c Config) Redirect() string {
	if c.WorkOS.RedirectURI != "" {
		return c.WorkOS.RedirectURI
	}
	return c.PublicURL + "/auth/callback/workos"
}
