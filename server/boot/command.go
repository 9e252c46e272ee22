package boot

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"memberpulse/server/config"
	"memberpulse/server/telemetry"
)

// Env is what a command may use of the world around it.
type Env struct {
	Getenv         func(string) string
	ReadFile       func(string) ([]byte, error)
	Stdout, Stderr io.Writer
	Version        string
}

// UsageError says that a command was not understood.
type UsageError struct{ Problem string }

// Error tells the problem and where help is.
func (e *UsageError) Error() string { return e.Problem + "\nRun `memberpulse help` for the commands." }

// command is one of the program's.
type command struct {
	name, args, does string
	run              func(ctx context.Context, env Env, args []string) error
}

var commands = []command{
	{"demo", "", "everything on this machine, with data to look at: PostgreSQL, the sandbox, the server", demo},
	{"serve", "", "the server, for production; it is configured by the environment", serve},
	{"migrate", "", "brings the database up to date and ends", migrate},
	{"sandbox", "", "the stand-in for WorkOS alone", serveSandbox},
	{"api-key create", "--role ROLE_… [--organization org_…] --name …", "makes an API key and prints it, this once", createAPIKey},
	{"admin-link", "", "prints an address that opens Platform Settings once, within 15 minutes", adminLink},
	{"doctor", "", "checks the configuration and says how to mend it", doctor},
	{"health", "", "asks the server on this machine whether it is ready, for a container's health check", healthcheck},
	{"version", "", "prints the version", printVersion},
}

// Command runs the command that args name.
func Command(ctx context.Context, env Env, args []string) error {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		_, err := io.WriteString(env.Stdout, help())
		return err
	}
	for _, c := range commands {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.name {
			return c.run(ctx, env, args[len(words):])
		}
	}
	return &UsageError{fmt.Sprintf("there is no command %q", args[0])}
}

func help() string {
	var b strings.Builder
	b.WriteString("MemberPulse: enterprise sign-in, directories and roles on top of WorkOS.\n\nUsage: memberpulse <command>\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  %-15s %s\n", c.name, c.does)
		if c.args != "" {
			fmt.Fprintf(&b, "  %-15s   %s\n", "", c.args)
		}
	}
	b.WriteString("\nCommands without DATABASE_URL use the demo that runs in MEMBERPULSE_DATA_DIR.\n")
	return b.String()
}

// noArguments refuses what a command would pass over.
func noArguments(name string, args []string) error {
	if len(args) > 0 {
		return &UsageError{fmt.Sprintf("%s takes no arguments, and %q was given", name, args[0])}
	}
	return nil
}

// parse reads a command's flags; what is left over is refused.
func parse(flags *flag.FlagSet, args []string) error {
	flags.SetOutput(io.Discard)
	if err := flags.Parse(args); err != nil {
		return &UsageError{fmt.Sprintf("%s: %v", flags.Name(), err)}
	}
	return noArguments(flags.Name(), flags.Args())
}

func printVersion(_ context.Context, env Env, args []string) error {
	if err := noArguments("version", args); err != nil {
		return err
	}
	_, err := fmt.Fprintln(env.Stdout, env.Version)
	return err
}

// load reads the environment for a purpose, with the log that it asks for.
func (e Env) load(purpose config.Purpose) (config.Config, *slog.Logger, error) {
	cfg, err := config.Load(purpose, e.Getenv, e.ReadFile)
	if err != nil {
		return config.Config{}, nil, err
	}
	return cfg, telemetry.NewLogger(e.Stderr, cfg.LogLevel), nil
}

// serve runs the server until ctx ends.
func serve(ctx context.Context, env Env, args []string) error {
	if err := noArguments("serve", args); err != nil {
		return err
	}
	cfg, logger, err := env.load(config.Serve)
	if err != nil {
		return err
	}
	doors, err := openDoors(ctx, door{publicDoor, cfg.Addr}, door{opsDoor, cfg.OpsAddr})
	if err != nil {
		return err
	}
	program, err := New(ctx, Config{Config: cfg, Version: env.Version, Logger: logger, Listener: doors[0], OpsListener: doors[1], Drain: drainTime})
	if err != nil {
		return errors.Join(err, closeAll(doors...))
	}
	logger.InfoContext(ctx, "MemberPulse serves", "address", doors[0].Addr().String(), "public_url", cfg.PublicURL, "version", env.Version)
	if !cfg.WorkOS.IsSet() {
		logger.WarnContext(ctx, "no WorkOS credentials are set: nobody can sign in; set WORKOS_API_KEY, WORKOS_CLIENT_ID and WORKOS_WEBHOOK_SECRET and start again (`memberpulse admin-link` opens Platform Settings, to look)")
	}
	return errors.Join(program.Run(ctx), program.Close())
}
