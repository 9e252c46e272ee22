package config_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"memberpulse/server/config"

	"github.com/google/go-cmp/cmp"
)

var key64 = base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))

// good is an environment that serve starts with.
func good() map[string]string {
	return map[string]string{ //nolint:gosec // G101: canaries, to see that they are not printed
		"DATABASE_URL":           "postgres://owner:db-canary@db:5432/memberpulse",
		"MEMBERPULSE_PUBLIC_URL": "https://ID.example.com:443/",
		"MEMBERPULSE_SECRET_KEY": key64,
		"WORKOS_API_KEY":         "sk_live_canary_0123456789",
		"WORKOS_CLIENT_ID":       "client_01",
		"WORKOS_WEBHOOK_SECRET":  "webhook-canary-0123, webhook-canary-4567",
	}
}

func load(t *testing.T, purpose config.Purpose, env map[string]string) (config.Config, []config.Fault) {
	t.Helper()
	files := map[string]string{"/run/key": "  " + key64 + "\n", "/run/empty": "\n"}
	c, err := config.Load(purpose, func(name string) string { return env[name] }, func(path string) ([]byte, error) {
		text, ok := files[path]
		if !ok {
			return nil, fmt.Errorf("open %s: %w", path, os.ErrNotExist)
		}
		return []byte(text), nil
	})
	var faults *config.FaultsError
	if err != nil && !errors.As(err, &faults) {
		t.Fatalf("the error is %T", err)
	}
	if faults == nil {
		return c, nil
	}
	return c, faults.Faults
}

func TestGoodConfiguration(t *testing.T) {
	t.Parallel()
	env := good()
	env["MEMBERPULSE_OPS_ADDR"] = "off"
	env["MEMBERPULSE_PLATFORM_ADMINS"] = "Ann@Example.com, bo@example.com"
	env["MEMBERPULSE_TRUSTED_PROXIES"] = "10.1.2.3/8, 192.0.2.7"
	env["MEMBERPULSE_LOG_LEVEL"] = "WARN"
	c, faults := load(t, config.Serve, env)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	want := config.Config{
		DatabaseURL: env["DATABASE_URL"], Addr: "127.0.0.1:8080", PublicURL: "https://id.example.com",
		SecretKeys: [][]byte{[]byte(strings.Repeat("k", 32))}, PlatformAdmins: []string{"ann@example.com", "bo@example.com"},
		WorkOS: config.WorkOS{ //nolint:gosec // G101: canaries
			APIKey: "sk_live_canary_0123456789", ClientID: "client_01",
			WebhookSecrets: []string{"webhook-canary-0123", "webhook-canary-4567"},
		},
		SandboxAddr: "127.0.0.1:4100", DataDir: ".data",
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.7/32")},
		SessionIdle:    30 * time.Minute, SessionAbsolute: 12 * time.Hour,
		LogLevel: slog.LevelWarn,
	}
	if diff := cmp.Diff(fields(want), fields(c)); diff != "" {
		t.Error(diff)
	}
	if c.Redirect() != "https://id.example.com/auth/callback/workos" || !c.WorkOS.IsSet() {
		t.Errorf("redirect %s", c.Redirect())
	}
}

// fields shows what the Config hides when it is printed, for a diff.
func fields(c config.Config) []any {
	return []any{
		c.DatabaseURL, c.Addr, c.OpsAddr, c.PublicURL, c.SecretKeys, c.PlatformAdmins, c.WorkOS.APIKey, c.WorkOS.ClientID,
		c.WorkOS.WebhookSecrets, c.WorkOS.RedirectURI, c.WorkOS.BaseURL, c.SandboxAddr, c.DataDir, c.PGBin,
		fmt.Sprint(c.TrustedProxies), c.LogLevel, c.SMTPURL, c.SessionIdle, c.SessionAbsolute,
	}
}

func TestNothingSet(t *testing.T) {
	t.Parallel()
	if _, faults := load(t, config.Demo, nil); len(faults) > 0 {
		t.Errorf("demo: %v", faults)
	}
	if _, faults := load(t, config.Tool, nil); len(faults) > 0 {
		t.Errorf("a tool: %v", faults)
	}
	_, faults := load(t, config.Serve, nil)
	if diff := cmp.Diff([]string{"DATABASE_URL", "MEMBERPULSE_PUBLIC_URL", "MEMBERPULSE_SECRET_KEY"}, named(faults)); diff != "" {
		t.Errorf("serve: %s", diff)
	}
}

func named(faults []config.Fault) []string {
	var out []string
	for _, f := range faults {
		out = append(out, f.Variable)
	}
	slices.Sort(out)
	return out
}

func TestEachFaultIsNamed(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		set  map[string]string
		want []string
	}{
		"database":                 {map[string]string{"DATABASE_URL": "mysql://canary@db"}, []string{"DATABASE_URL"}},
		"address without port":     {map[string]string{"MEMBERPULSE_ADDR": "localhost"}, []string{"MEMBERPULSE_ADDR"}},
		"port too high":            {map[string]string{"MEMBERPULSE_ADDR": ":70000"}, []string{"MEMBERPULSE_ADDR"}},
		"ops address":              {map[string]string{"MEMBERPULSE_OPS_ADDR": "no"}, []string{"MEMBERPULSE_OPS_ADDR"}},
		"sandbox address":          {map[string]string{"MEMBERPULSE_SANDBOX_ADDR": "x"}, []string{"MEMBERPULSE_SANDBOX_ADDR"}},
		"public URL with a path":   {map[string]string{"MEMBERPULSE_PUBLIC_URL": "https://x.test/app"}, []string{"MEMBERPULSE_PUBLIC_URL"}},
		"public URL of no web":     {map[string]string{"MEMBERPULSE_PUBLIC_URL": "ftp://x.test"}, []string{"MEMBERPULSE_PUBLIC_URL"}},
		"public URL without host":  {map[string]string{"MEMBERPULSE_PUBLIC_URL": "https://"}, []string{"MEMBERPULSE_PUBLIC_URL"}},
		"key of another length":    {map[string]string{"MEMBERPULSE_SECRET_KEY": "Y2FuYXJ5"}, []string{"MEMBERPULSE_SECRET_KEY"}}, //nolint:gosec // G101: a canary
		"second key not base64":    {map[string]string{"MEMBERPULSE_SECRET_KEY": key64 + ",canary!"}, []string{"MEMBERPULSE_SECRET_KEY"}},
		"no e-mail":                {map[string]string{"MEMBERPULSE_PLATFORM_ADMINS": "ann"}, []string{"MEMBERPULSE_PLATFORM_ADMINS"}},
		"API key":                  {map[string]string{"WORKOS_API_KEY": "canary"}, []string{"WORKOS_API_KEY"}},
		"client id":                {map[string]string{"WORKOS_CLIENT_ID": "project_1"}, []string{"WORKOS_CLIENT_ID"}},
		"short webhook secret":     {map[string]string{"WORKOS_WEBHOOK_SECRET": "webhook-canary-0123,canary"}, []string{"WORKOS_WEBHOOK_SECRET"}}, //nolint:gosec // G101: a canary
		"half of WorkOS":           {map[string]string{"WORKOS_CLIENT_ID": "", "WORKOS_WEBHOOK_SECRET": ""}, []string{"WORKOS_CLIENT_ID", "WORKOS_WEBHOOK_SECRET"}},
		"redirect alone":           {map[string]string{"WORKOS_API_KEY": "", "WORKOS_CLIENT_ID": "", "WORKOS_WEBHOOK_SECRET": "", "WORKOS_REDIRECT_URI": "https://id.example.com/cb"}, []string{"WORKOS_API_KEY", "WORKOS_CLIENT_ID", "WORKOS_WEBHOOK_SECRET"}},
		"redirect":                 {map[string]string{"WORKOS_REDIRECT_URI": "/auth/callback"}, []string{"WORKOS_REDIRECT_URI"}},
		"redirect to another host": {map[string]string{"WORKOS_REDIRECT_URI": "https://other.example.com/auth/callback/workos"}, []string{"WORKOS_REDIRECT_URI"}},
		"redirect without TLS":     {map[string]string{"WORKOS_REDIRECT_URI": "http://id.example.com/auth/callback/workos"}, []string{"WORKOS_REDIRECT_URI"}},
		"keys that are commas":     {map[string]string{"MEMBERPULSE_SECRET_KEY": ","}, []string{"MEMBERPULSE_SECRET_KEY"}},
		"webhook secret of commas": {map[string]string{"WORKOS_WEBHOOK_SECRET": " , "}, []string{"WORKOS_WEBHOOK_SECRET"}},
		"admins that are commas":   {map[string]string{"MEMBERPULSE_PLATFORM_ADMINS": ","}, []string{"MEMBERPULSE_PLATFORM_ADMINS"}},
		"public URL in a file":     {map[string]string{"MEMBERPULSE_PUBLIC_URL": "", "MEMBERPULSE_PUBLIC_URL_FILE": "/run/url"}, []string{"MEMBERPULSE_PUBLIC_URL"}},
		"client id in a file":      {map[string]string{"WORKOS_CLIENT_ID": "", "WORKOS_CLIENT_ID_FILE": "/run/client"}, []string{"WORKOS_CLIENT_ID"}},
		"base URL":                 {map[string]string{"WORKOS_API_BASE_URL": "api"}, []string{"WORKOS_API_BASE_URL"}},
		"proxies":                  {map[string]string{"MEMBERPULSE_TRUSTED_PROXIES": "all"}, []string{"MEMBERPULSE_TRUSTED_PROXIES"}},
		"level":                    {map[string]string{"MEMBERPULSE_LOG_LEVEL": "loud"}, []string{"MEMBERPULSE_LOG_LEVEL"}},
		"mail":                     {map[string]string{"MEMBERPULSE_SMTP_URL": "http://u:canary@mail"}, []string{"MEMBERPULSE_SMTP_URL"}}, //nolint:gosec // G101: a canary
		"file that is not there":   {map[string]string{"MEMBERPULSE_SECRET_KEY": "", "MEMBERPULSE_SECRET_KEY_FILE": "/run/none"}, []string{"MEMBERPULSE_SECRET_KEY_FILE"}},
		"empty file":               {map[string]string{"MEMBERPULSE_SECRET_KEY": "", "MEMBERPULSE_SECRET_KEY_FILE": "/run/empty"}, []string{"MEMBERPULSE_SECRET_KEY_FILE"}},
		"value and file":           {map[string]string{"MEMBERPULSE_SECRET_KEY_FILE": "/run/key"}, []string{"MEMBERPULSE_SECRET_KEY_FILE"}},
		"idle that is no time":     {map[string]string{"MEMBERPULSE_SESSION_IDLE": "30"}, []string{"MEMBERPULSE_SESSION_IDLE"}},
		"idle too short":           {map[string]string{"MEMBERPULSE_SESSION_IDLE": "59s"}, []string{"MEMBERPULSE_SESSION_IDLE"}},
		"absolute too long":        {map[string]string{"MEMBERPULSE_SESSION_ABSOLUTE": "721h"}, []string{"MEMBERPULSE_SESSION_ABSOLUTE"}},
		"absolute in the past":     {map[string]string{"MEMBERPULSE_SESSION_ABSOLUTE": "-1h"}, []string{"MEMBERPULSE_SESSION_ABSOLUTE"}},
		"idle beyond the default":  {map[string]string{"MEMBERPULSE_SESSION_IDLE": "13h"}, []string{"MEMBERPULSE_SESSION_IDLE"}},
		"absolute before idle":     {map[string]string{"MEMBERPULSE_SESSION_IDLE": "2h", "MEMBERPULSE_SESSION_ABSOLUTE": "1h"}, []string{"MEMBERPULSE_SESSION_ABSOLUTE"}},
		"both lives":               {map[string]string{"MEMBERPULSE_SESSION_IDLE": "long", "MEMBERPULSE_SESSION_ABSOLUTE": "0"}, []string{"MEMBERPULSE_SESSION_ABSOLUTE", "MEMBERPULSE_SESSION_IDLE"}},
		"everything wrong at once": {map[string]string{"DATABASE_URL": "x", "MEMBERPULSE_ADDR": "x", "MEMBERPULSE_LOG_LEVEL": "x", "MEMBERPULSE_SESSION_IDLE": "x"}, []string{"DATABASE_URL", "MEMBERPULSE_ADDR", "MEMBERPULSE_LOG_LEVEL", "MEMBERPULSE_SESSION_IDLE"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := good()
			for k, v := range c.set {
				env[k] = v
			}
			_, faults := load(t, config.Serve, env)
			if diff := cmp.Diff(c.want, named(faults)); diff != "" {
				t.Error(diff)
			}
			text := (&config.FaultsError{Faults: faults}).Error()
			if strings.Contains(text, "canary") {
				t.Errorf("a fault tells a secret: %s", text)
			}
			for _, f := range faults {
				if f.Problem == "" || f.Mend == "" || !strings.Contains(text, f.Variable) {
					t.Errorf("%+v says not what is wrong and how to mend it", f)
				}
			}
		})
	}
}

func TestARedirectURIOfThePublicURLIsTaken(t *testing.T) {
	t.Parallel()
	env := good()
	env["WORKOS_REDIRECT_URI"] = "https://id.EXAMPLE.com/auth/callback/workos"
	if c, faults := load(t, config.Serve, env); len(faults) > 0 || c.Redirect() != env["WORKOS_REDIRECT_URI"] {
		t.Errorf("redirect %s, faults %v", c.Redirect(), faults)
	}
}

// An address of the list stands for nobody else's, as sign-in compares it: the Kelvin sign is no k.
func TestPlatformAdminsKeepLettersOutsideASCII(t *testing.T) {
	t.Parallel()
	env := good()
	env["MEMBERPULSE_PLATFORM_ADMINS"] = "\u212Aurt@Operator.test"
	c, faults := load(t, config.Serve, env)
	if diff := cmp.Diff([]string{"\u212Aurt@operator.test"}, c.PlatformAdmins); diff != "" || len(faults) > 0 {
		t.Errorf("%v %s", faults, diff)
	}
}

func TestSessionsLastAsLongAsIsSet(t *testing.T) {
	t.Parallel()
	env := good()
	env["MEMBERPULSE_SESSION_IDLE"], env["MEMBERPULSE_SESSION_ABSOLUTE"] = "1h", "1h"
	c, faults := load(t, config.Serve, env)
	if len(faults) > 0 || c.SessionIdle != time.Hour || c.SessionAbsolute != time.Hour {
		t.Errorf("%v, %v and %v", faults, c.SessionIdle, c.SessionAbsolute)
	}
	if text := c.String(); !strings.Contains(text, "MEMBERPULSE_SESSION_IDLE     1h\n") {
		t.Errorf("not printed:\n%s", text)
	}
}

func TestSecretFromFile(t *testing.T) {
	t.Parallel()
	env := good()
	delete(env, "MEMBERPULSE_SECRET_KEY")
	env["MEMBERPULSE_SECRET_KEY_FILE"] = "/run/key"
	c, faults := load(t, config.Serve, env)
	if len(faults) > 0 || len(c.SecretKeys) != 1 {
		t.Errorf("%d keys, faults %v", len(c.SecretKeys), faults)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	env := good()
	env["MEMBERPULSE_SMTP_URL"] = "smtps://u:mail-canary@mail.test"
	c, faults := load(t, config.Serve, env)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("start", "config", c, "workos", c.WorkOS)
	for _, text := range []string{c.String(), fmt.Sprintf("%v %+v %#v", c, c, c), fmt.Sprintf("%v %+v %#v", c.WorkOS, c.WorkOS, c.WorkOS), logged.String()} {
		for _, never := range []string{"canary", "kkkk", key64} {
			if strings.Contains(text, never) {
				t.Errorf("%q is printed:\n%s", never, text)
			}
		}
	}
	if !strings.Contains(c.String(), "db:5432") || !strings.Contains(c.String(), "…6789") {
		t.Errorf("too little is printed:\n%s", c)
	}
}
