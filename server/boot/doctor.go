package boot

import (
	"context"
	"errors"
	"fmt"
	"memberpulse/server/config"
	"memberpulse/server/pg"
	"memberpulse/server/workos"
	"net"
	"time"
)

// finding is one thing that the doctor looked at.
type finding struct {
	what string
	mend string // "" where it is well
	ok   string // what was found
}

// doctor looks at what serve would need, all of it, and says how to mend each fault. It changes nothing.
func doctor(ctx context.Context, env Env, args []string) error {
	if err := noArguments("doctor", args); err != nil {
		return err
	}
	purpose := config.Serve
	if env.Getenv("DATABASE_URL") == "" && env.Getenv("DATABASE_URL_FILE") == "" {
		purpose = config.Tool // a demo's
	}
	cfg, err := config.Load(purpose, env.Getenv, env.ReadFile)
	if err != nil {
		return err
	}
	if cfg.DatabaseURL == "" {
		running, err := runningDemo(cfg.DataDir, env.ReadFile)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "looking at the demo at %s\n", running.URL)
		cfg.DatabaseURL = running.DatabaseURL
		cfg.WorkOS = config.WorkOS{APIKey: running.SandboxAPIKey, ClientID: "client_sandbox", WebhookSecrets: []string{running.WebhookSecret}, BaseURL: running.SandboxURL}
		cfg.PublicURL = running.URL
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	findings := []finding{{what: "configuration", ok: "read without a fault"}}
	findings = append(findings, examineDatabase(ctx, cfg)...)
	findings = append(findings, examineWorkOS(ctx, cfg)...)
	findings = append(findings, examineAdmins(cfg), examineAddress(ctx, cfg))
	return report(env, findings)
}

func report(env Env, findings []finding) error {
	bad := 0
	for _, f := range findings {
		mark, text := "ok  ", f.ok
		if f.mend != "" {
			mark, text = "MEND", f.mend
			bad++
		}
		fmt.Fprintf(env.Stdout, "%s  %-15s %s\n", mark, f.what, text)
	}
	if bad == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d things need mending", bad, len(findings))
}

func examineDatabase(ctx context.Context, cfg config.Config) []finding {
	db, err := pg.Open(ctx, cfg.DatabaseURL, pg.Options{MaxConns: 2, Name: "memberpulse doctor"})
	if err != nil {
		return []finding{{what: "database", mend: err.Error() + "; if it was never migrated, run `memberpulse migrate`"}}
	}
	defer db.Close()
	found := []finding{{what: "database", ok: "answers, under the role that row-level security binds"}}
	if err := db.Ready(ctx); err != nil {
		return append(found, finding{what: "migrations", mend: err.Error()})
	}
	return append(found, finding{what: "migrations", ok: "all in"})
}

func examineWorkOS(ctx context.Context, cfg config.Config) []finding {
	if !cfg.WorkOS.IsSet() {
		return []finding{{what: "WorkOS", ok: "no credentials in the environment: set-up mode, `memberpulse admin-link` opens the door"}}
	}
	client := workos.New(workos.Credentials{
		APIKey: cfg.WorkOS.APIKey, ClientID: cfg.WorkOS.ClientID, RedirectURI: cfg.Redirect(), BaseURL: cfg.WorkOS.BaseURL,
	}, workos.Options{Now: now})
	endpoints, err := client.ListWebhookEndpoints(ctx)
	if err != nil {
		return []finding{{what: "WorkOS", mend: fmt.Sprintf("the API at %s does not answer as it should: %v; check WORKOS_API_KEY and the way there", cfg.WorkOS.BaseURL, err)}}
	}
	found := []finding{{what: "WorkOS", ok: "takes the API key"}}
	webhook := finding{what: "webhook", mend: "no endpoint of WorkOS's delivers to " + cfg.PublicURL + "/webhooks/workos: add one in WorkOS's dashboard, Webhooks"}
	for _, e := range endpoints {
		if e.URL == cfg.PublicURL+"/webhooks/workos" {
			webhook = finding{what: "webhook", ok: "WorkOS delivers to " + e.URL}
		}
	}
	return append(found, webhook, examineRedirect(ctx, client, cfg))
}

func examineRedirect(ctx context.Context, client *workos.Client, cfg config.Config) finding {
	allowed, err := client.ListRedirectURIs(ctx)
	if err != nil {
		return finding{what: "redirect URI", mend: fmt.Sprintf("the list of redirect URIs cannot be read: %v", err)}
	}
	for _, u := range allowed {
		if u.URI == cfg.Redirect() {
			return finding{what: "redirect URI", ok: u.URI + " is allowed"}
		}
	}
	return finding{what: "redirect URI", mend: "WorkOS does not allow " + cfg.Redirect() + ": add it in WorkOS's dashboard, Redirects"}
}

func examineAdmins(cfg config.Config) finding {
	if len(cfg.PlatformAdmins) == 0 {
		return finding{what: "platform admins", ok: "none named: only an admin link opens the platform settings (MEMBERPULSE_PLATFORM_ADMINS names some)"}
	}
	return finding{what: "platform admins", ok: fmt.Sprintf("%d named", len(cfg.PlatformAdmins))}
}

// examineAddress tells whether the listen address is free. A server that has it already is no fault.
func examineAddress(ctx context.Context, cfg config.Config) finding {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Addr)
	var op *net.OpError
	switch {
	case err == nil:
		_ = l.Close() // nothing was accepted
		return finding{what: "address", ok: cfg.Addr + " is free"}
	case errors.As(err, &op):
		return finding{what: "address", ok: cfg.Addr + " is taken: fine if that is this server"}
	}
	return finding{what: "address", mend: fmt.Sprintf("%s cannot be listened at: %v", cfg.Addr, err)}
}
