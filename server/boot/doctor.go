package boot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"

	"memberpulse/server/config"
	"memberpulse/server/sandbox"
)

// finding is one thing that the doctor looked at.
type finding struct {
	what string
	mend string // "" where it is well
	ok   string // what was found
}

// mostSkew is how far clocks may differ: WorkOS's signatures are refused from 180 seconds on.
const mostSkew = 60 * time.Second

// doctor looks at what serve would need, all of it, and says how to mend each fault. It changes nothing.
func doctor(ctx context.Context, env Env, args []string) error {
	if err := noArguments("doctor", args); err != nil {
		return err
	}
	cfg, err := patient(env)
	if err != nil {
		return report(env, []finding{{what: "configuration", mend: err.Error()}})
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	findings := []finding{{what: "configuration", ok: "read without a fault"}}
	findings = append(findings, examineDatabase(ctx, cfg)...)
	findings = append(findings, examineWorkOS(ctx, cfg)...)
	findings = append(findings, examineSessions(cfg), examineAdmins(cfg), examineDoor(ctx, "address", door{publicDoor, cfg.Addr}))
	if cfg.OpsAddr != "" {
		findings = append(findings, examineDoor(ctx, "ops address", door{opsDoor, cfg.OpsAddr}))
	}
	return report(env, findings)
}

// patient is what serve would run with here, or the demo that runs in the data folder.
func patient(env Env) (config.Config, error) {
	purpose := config.Serve
	if env.Getenv("DATABASE_URL") == "" && env.Getenv("DATABASE_URL_FILE") == "" {
		purpose = config.Tool // a demo's
	}
	cfg, err := config.Load(purpose, env.Getenv, env.ReadFile)
	if err != nil || cfg.DatabaseURL != "" {
		return cfg, err
	}
	running, err := runningDemo(cfg.DataDir, env.ReadFile)
	if err != nil {
		return cfg, err
	}
	fmt.Fprintf(env.Stdout, "looking at the demo at %s\n", running.URL)
	cfg.Addr = running.address(cfg, env.Getenv)
	cfg.DatabaseURL, cfg.PublicURL = running.DatabaseURL, running.URL
	if len(cfg.PlatformAdmins) == 0 {
		cfg.PlatformAdmins = running.operators()
	}
	cfg.WorkOS = config.WorkOS{APIKey: running.SandboxAPIKey, ClientID: sandbox.DefaultClientID, WebhookSecrets: []string{running.WebhookSecret}, BaseURL: running.SandboxURL}
	return cfg, nil
}

func report(env Env, findings []finding) error {
	bad := 0
	for _, f := range findings {
		mark, text := "ok  ", f.ok
		if f.mend != "" {
			mark, text = "MEND", f.mend
			bad++
		}
		fmt.Fprintf(env.Stdout, "%s  %-15s %s\n", mark, f.what, strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", 22)))
	}
	if bad == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d things need mending", bad, len(findings))
}

func examineSessions(cfg config.Config) finding {
	return finding{what: "sessions", ok: fmt.Sprintf("end after %s without use, and after %s in any case", lasting(cfg.SessionIdle), lasting(cfg.SessionAbsolute))}
}

// lasting is a time as people say it: 30 minutes, 12 hours.
func lasting(d time.Duration) string {
	unit, name := time.Second, "second"
	switch {
	case d%time.Hour == 0:
		unit, name = time.Hour, "hour"
	case d%time.Minute == 0:
		unit, name = time.Minute, "minute"
	}
	if d == unit {
		return "1 " + name
	}
	return fmt.Sprintf("%d %ss", d/unit, name)
}

func examineAdmins(cfg config.Config) finding {
	if len(cfg.PlatformAdmins) == 0 {
		return finding{what: "platform admins", ok: "none named: only an admin link opens the platform settings (MEMBERPULSE_PLATFORM_ADMINS names some)"}
	}
	return finding{what: "platform admins", ok: fmt.Sprintf("%d named", len(cfg.PlatformAdmins))}
}

// examineDoor tells whether a listen address can be had. A server that has it already is no fault.
func examineDoor(ctx context.Context, what string, d door) finding {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", d.addr)
	switch {
	case err == nil && strings.HasSuffix(d.addr, anyPort):
		_ = l.Close() // nothing was accepted
		return finding{what: what, ok: d.addr + " takes a port that is free when the server starts"}
	case err == nil:
		_ = l.Close() // nothing was accepted
		return finding{what: what, ok: d.addr + " is free"}
	case errors.Is(err, syscall.EADDRINUSE):
		return finding{what: what, ok: d.addr + " is taken: fine if that is this server"}
	}
	return finding{what: what, mend: d.fault(err).Error()}
}
