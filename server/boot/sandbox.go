package boot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"memberpulse/server/config"
	"memberpulse/server/localpg"
	"memberpulse/server/sandbox"
)

// serveSandbox serves the stand-in for WorkOS alone, with one organization in it.
func serveSandbox(ctx context.Context, env Env, args []string) error {
	if err := noArguments("sandbox", args); err != nil {
		return err
	}
	cfg, logger, err := env.load(config.Tool)
	if err != nil {
		return err
	}
	dir, err := localpg.DataDir(cfg.DataDir)
	if err != nil {
		return err
	}
	lock, err := localpg.Lock(filepath.Join(dir, "sandbox.lock")) // two would write one journal
	if err != nil {
		return err
	}
	defer lock.Close()
	doors, err := openDoors(ctx, door{sandboxDoor, cfg.SandboxAddr})
	if err != nil {
		return err
	}
	listener := doors[0]
	url := "http://" + reachable(listener.Addr())
	s, err := sandbox.New(context.WithoutCancel(ctx), sandbox.Config{
		DataDir: filepath.Join(dir, "sandbox-alone"), BaseURL: url, Clock: now, Logger: logger, Seed: true,
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	told := map[string]any{"sandbox_url": url, "sandbox_api_key": sandbox.DefaultAPIKey, "client_id": sandbox.DefaultClientID}
	if seeded := s.Seeded(); seeded != nil {
		told["directories"] = []demoDirectory{{
			DirectoryID: seeded.DirectoryID, OrganizationID: seeded.OrganizationID, SCIMToken: seeded.SCIMToken,
			SCIMEndpoint: url + "/directories/" + seeded.DirectoryID + "/scim/v2",
		}}
		told["emails"] = seeded.Emails
	}
	raw, err := json.MarshalIndent(told, "", "  ")
	if err == nil {
		_, err = fmt.Fprintln(env.Stdout, string(raw))
	}
	if err == nil {
		err = s.Serve(ctx, listener)
	}
	return errors.Join(err, s.Close())
}
