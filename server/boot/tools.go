package boot

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"memberpulse/server/apikey"
	"memberpulse/server/audit"
	"memberpulse/server/config"
	"memberpulse/server/errs"
	"memberpulse/server/localpg"
	"memberpulse/server/pg"
	"memberpulse/shared"
)

// target is the installation that a command works on.
type target struct {
	config.Config
	logger *slog.Logger
}

// target is what the environment names, or the demo that runs in the data folder.
func (e Env) target() (target, error) {
	cfg, logger, err := e.load(config.Tool)
	if err != nil {
		return target{}, err
	}
	if cfg.DatabaseURL != "" {
		return target{cfg, logger}, nil
	}
	running, err := runningDemo(cfg.DataDir, e.ReadFile)
	if err != nil {
		return target{}, err
	}
	cfg.DatabaseURL = running.DatabaseURL
	if cfg.PublicURL == "" {
		cfg.PublicURL = running.URL
	}
	return target{cfg, logger}, nil
}

// runningDemo reads what a demo tells of itself.
func runningDemo(dir string, readFile func(string) ([]byte, error)) (demoFile, error) {
	const mend = "set DATABASE_URL, or start a demo with `memberpulse demo` (MEMBERPULSE_DATA_DIR names its folder)"
	dir, err := localpg.DataDir(dir)
	if err != nil {
		return demoFile{}, err
	}
	raw, err := readFile(filepath.Join(dir, demoFileName))
	if errors.Is(err, os.ErrNotExist) {
		return demoFile{}, fmt.Errorf("DATABASE_URL is not set and no demo runs in %s: %s", dir, mend)
	}
	if err != nil {
		return demoFile{}, fmt.Errorf("read what the demo in %s tells of itself: %w", dir, err)
	}
	var f demoFile
	if err := json.Unmarshal(raw, &f); err != nil || f.DatabaseURL == "" {
		return demoFile{}, fmt.Errorf("what the demo in %s tells of itself cannot be read: %s", dir, mend)
	}
	return f, nil
}

func (t target) open(ctx context.Context) (*pg.DB, error) {
	db, err := pg.Open(ctx, t.DatabaseURL, pg.Options{MaxConns: 2, Name: "memberpulse command"})
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return db, nil
}

func migrate(ctx context.Context, env Env, args []string) error {
	if err := noArguments("migrate", args); err != nil {
		return err
	}
	t, err := env.target()
	if err != nil {
		return err
	}
	applied, err := pg.Migrate(ctx, t.DatabaseURL)
	for _, name := range applied {
		fmt.Fprintln(env.Stdout, "applied "+name)
	}
	if err == nil && len(applied) == 0 {
		fmt.Fprintln(env.Stdout, "nothing to do: the database is up to date")
	}
	return err
}

func createAPIKey(ctx context.Context, env Env, args []string) error {
	flags := flag.NewFlagSet("api-key create", flag.ContinueOnError)
	role := flags.String("role", "", "what the key may do")
	organization := flags.String("organization", "", "whose key it is")
	name := flags.String("name", "", "what people know it by")
	if err := parse(flags, args); err != nil {
		return err
	}
	t, err := env.target()
	if err != nil {
		return err
	}
	db, err := t.open(ctx)
	if err != nil {
		return err
	}
	_, key, err := apikey.New(db, now).Create(ctx, apikey.Wanted{Name: *name, Role: shared.Role(*role), OrganizationID: *organization}, audit.System())
	if err := errors.Join(inWords(err), db.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.Stdout, key)
	return err
}

// inWords tells a person at a terminal what is wrong, field by field.
func inWords(err error) error {
	e := errs.Of(err)
	if e == nil || e.Kind != errs.KindFields {
		return err
	}
	text := "nothing was made:"
	for _, f := range e.Fields {
		text += "\n  " + f.Field + ": " + f.Message
	}
	return &UsageError{text}
}
