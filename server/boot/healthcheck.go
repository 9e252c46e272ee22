package boot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"memberpulse/server/config"
)

// healthcheck asks the server on this machine whether it is ready: a container
// without a shell has nobody else to ask. It fails when the answer is no.
func healthcheck(ctx context.Context, env Env, args []string) (err error) {
	if err := noArguments("health", args); err != nil {
		return err
	}
	cfg, err := config.Load(config.Tool, env.Getenv, env.ReadFile)
	if err != nil {
		return err
	}
	if cfg.DatabaseURL == "" {
		if running, err := runningDemo(cfg.DataDir, env.ReadFile); err == nil {
			cfg.Addr = running.address(cfg, env.Getenv)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+onLoopback(cfg.Addr)+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask for readiness: %w", err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("ask for readiness: %w", err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: it answers %s", answer.Status)
	}
	return nil
}

// onLoopback is where a listen address is reached from this machine: one that
// listens everywhere listens on loopback too.
func onLoopback(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
		if err == nil && ip.Is6() {
			host = "::1"
		}
	}
	return net.JoinHostPort(host, port)
}
