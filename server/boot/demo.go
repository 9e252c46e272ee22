package boot

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"memberpulse/server/config"
	"memberpulse/server/localpg"
	"memberpulse/server/sandbox"
	"memberpulse/server/seal"
	"memberpulse/server/telemetry"
	"memberpulse/server/workos"
)

// demonstration is everything on one machine: PostgreSQL, the sandbox, the server and the data to look at.
type demonstration struct {
	env      Env
	cfg      config.Config
	logger   *slog.Logger
	dir      string
	lock     io.Closer
	public   net.Listener
	hosted   net.Listener // the sandbox's
	ops      net.Listener // nil: none
	postgres *localpg.Server
	sandbox  *sandbox.Sandbox
	world    *demoWorld
	program  *Program
	closers  []func() error
}

// demo runs until ctx ends, and then stops everything that it started.
func demo(ctx context.Context, env Env, args []string) (err error) {
	if err := noArguments("demo", args); err != nil {
		return err
	}
	d := &demonstration{env: env}
	defer func() {
		for i := len(d.closers) - 1; i >= 0; i-- {
			err = errors.Join(err, d.closers[i]())
		}
	}()
	for _, step := range []struct {
		says string
		do   func(context.Context) error
	}{
		{"", d.configure},
		{"", d.listen},
		{"starting PostgreSQL", d.startPostgres},
		{"starting the sandbox", d.openSandbox},
		{"", d.makeKey},
	} {
		d.say(step.says)
		if err := step.do(ctx); err != nil {
			return err
		}
	}
	return d.run(ctx)
}

func (d *demonstration) say(what string) {
	if what != "" {
		fmt.Fprintln(d.env.Stderr, "memberpulse demo: "+what)
	}
}

func (d *demonstration) onClose(f func() error) { d.closers = append(d.closers, f) }

// configure reads the environment and takes the data folder for this process.
func (d *demonstration) configure(context.Context) (err error) {
	if d.cfg, err = config.Load(config.Demo, d.env.Getenv, d.env.ReadFile); err != nil {
		return err
	}
	if d.cfg.WorkOS.IsSet() {
		return errors.New("the demo works with its own sandbox, and WORKOS_API_KEY is set: unset the WORKOS_ variables, or run `memberpulse serve`")
	}
	level := d.cfg.LogLevel
	if d.env.Getenv("MEMBERPULSE_LOG_LEVEL") == "" {
		level = slog.LevelWarn // the demo's own lines are easier to read alone
	}
	d.logger = telemetry.NewLogger(d.env.Stderr, level)
	if d.dir, err = localpg.DataDir(d.cfg.DataDir); err != nil {
		return err
	}
	if d.lock, err = localpg.Lock(filepath.Join(d.dir, "demo.lock")); err != nil {
		return err
	}
	d.onClose(d.lock.Close)
	return nil
}

// listen takes the addresses before anything is started: a taken one is told at once.
func (d *demonstration) listen(ctx context.Context) error {
	doors, err := openDoors(ctx, door{publicDoor, d.cfg.Addr}, door{sandboxDoor, d.cfg.SandboxAddr}, door{opsDoor, d.cfg.OpsAddr})
	if err != nil {
		return err
	}
	d.public, d.hosted, d.ops = doors[0], doors[1], doors[2]
	d.onClose(func() error { return closeAll(doors...) })
	if d.cfg.PublicURL == "" {
		d.cfg.PublicURL = "http://" + reachable(d.public.Addr())
	}
	return nil
}

// reachable is an address as a browser on this machine writes it.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return a.String()
}

func (d *demonstration) startPostgres(ctx context.Context) (err error) {
	d.postgres, err = localpg.Start(ctx, localpg.Options{
		Dir: filepath.Join(d.dir, "postgres"), BinDir: d.cfg.PGBin, Database: "memberpulse", Logger: d.logger,
	})
	if err != nil {
		return err
	}
	d.onClose(d.postgres.Stop)
	d.cfg.DatabaseURL = d.postgres.DSN("memberpulse")
	return nil
}

// openSandbox serves the stand-in, and registers this server there as anybody does at WorkOS.
func (d *demonstration) openSandbox(ctx context.Context) (err error) {
	url := "http://" + reachable(d.hosted.Addr())
	background := context.WithoutCancel(ctx) // it outlives the server, which still sends people there
	d.sandbox, err = sandbox.New(background, sandbox.Config{DataDir: filepath.Join(d.dir, "sandbox"), BaseURL: url, Clock: now, Logger: d.logger})
	if err != nil {
		return err
	}
	d.onClose(d.sandbox.Close)
	serving, stop := context.WithCancel(background)
	var served sync.WaitGroup
	var failed error
	served.Go(func() { failed = d.sandbox.Serve(serving, d.hosted) })
	d.onClose(func() error {
		stop()
		served.Wait()
		return failed
	})
	d.world = newDemoWorld(url, sandbox.DefaultAPIKey)
	d.cfg.WorkOS = config.WorkOS{
		APIKey: sandbox.DefaultAPIKey, ClientID: sandbox.DefaultClientID, BaseURL: url,
	}
	if len(d.cfg.PlatformAdmins) == 0 {
		d.cfg.PlatformAdmins = []string{demoOperator.email(demoOperatorDomain)}
	}
	return d.register(ctx)
}

// register tells the sandbox where to send people back to, and where to deliver events.
func (d *demonstration) register(ctx context.Context) error {
	client := workos.New(workos.Credentials{
		APIKey: d.cfg.WorkOS.APIKey, ClientID: d.cfg.WorkOS.ClientID, RedirectURI: d.cfg.Redirect(), BaseURL: d.cfg.WorkOS.BaseURL,
	}, workos.Options{Logger: d.logger, Now: now})
	allowed, err := client.ListRedirectURIs(ctx)
	if err != nil {
		return fmt.Errorf("read the sandbox's redirect URIs: %w", err)
	}
	there := false
	for _, u := range allowed {
		there = there || u.URI == d.cfg.Redirect()
	}
	if !there {
		if _, err := client.AddRedirectURI(ctx, d.cfg.Redirect()); err != nil {
			return fmt.Errorf("allow the redirect URI at the sandbox: %w", err)
		}
	}
	secret, err := d.registerEndpoint(ctx, client)
	if err != nil {
		return err
	}
	d.cfg.WorkOS.WebhookSecrets = []string{secret}
	return nil
}

// registerEndpoint finds or makes the webhook endpoint. Those of former demos that listened elsewhere go: nobody
// answers there.
func (d *demonstration) registerEndpoint(ctx context.Context, client *workos.Client) (secret string, err error) {
	address := d.cfg.PublicURL + "/webhooks/workos"
	endpoints, err := client.ListWebhookEndpoints(ctx)
	if err != nil {
		return "", fmt.Errorf("read the sandbox's webhook endpoints: %w", err)
	}
	for _, e := range endpoints {
		if e.URL == address && e.Secret != "" {
			secret = e.Secret
			continue
		}
		if strings.HasSuffix(e.URL, "/webhooks/workos") {
			if err := d.world.call(ctx, "DELETE", "/webhook_endpoints/"+e.ID, nil, nil); err != nil {
				return "", fmt.Errorf("take away the endpoint of a former demo: %w", err)
			}
		}
	}
	if secret != "" {
		return secret, nil
	}
	made, err := client.RegisterWebhookEndpoint(ctx, address, handledEvents())
	if err != nil {
		return "", fmt.Errorf("register the webhook endpoint at the sandbox: %w", err)
	}
	return made.Secret, nil
}

// makeKey makes the key that seals secrets, once; it stays in the data folder.
func (d *demonstration) makeKey(context.Context) error {
	if len(d.cfg.SecretKeys) > 0 {
		return nil
	}
	path := filepath.Join(d.dir, "secret.key")
	raw, err := os.ReadFile(path) //nolint:gosec // G304: below the data folder
	if errors.Is(err, os.ErrNotExist) {
		raw = []byte(seal.NewKey() + "\n")
		err = writePrivate(path, raw)
	}
	if err != nil {
		return fmt.Errorf("read the key that seals secrets: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != seal.KeySize {
		return fmt.Errorf("the key in %s is not one that was made here: remove the file, and enter sealed secrets again", path)
	}
	d.cfg.SecretKeys = [][]byte{key}
	return nil
}
