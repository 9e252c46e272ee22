package boot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"memberpulse/server/sandbox"
)

// run serves, loads the data, tells how to sign in, and goes on until ctx ends or a part cannot go on.
func (d *demonstration) run(ctx context.Context) error {
	d.say("bringing the database up to date")
	program, err := New(ctx, Config{Config: d.cfg, Version: d.env.Version, Demo: true, Listener: d.public, OpsListener: d.ops, Logger: d.logger, Now: now})
	if err != nil {
		return err
	}
	d.program = program
	d.onClose(program.Close)

	serving, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var running sync.WaitGroup
	var failed error
	running.Go(func() {
		failed = program.Run(serving)
		stop(failed)
	})
	running.Go(func() {
		select {
		case <-d.postgres.Done():
			stop(errors.Join(errors.New("PostgreSQL ended and could not be started again"), d.postgres.Err()))
		case <-serving.Done():
		}
	})
	err = d.present(serving)
	if err == nil {
		running.Go(func() { d.letPeopleCome(serving) })
		<-serving.Done()
	}
	stop(err)
	running.Wait()
	if ctx.Err() != nil { // asked to stop: what else broke off is a consequence
		return failed
	}
	// The cause is what broke off first: the demo's data, or the server, may have broken off because of it.
	cause := context.Cause(serving)
	if errors.Is(failed, cause) {
		return failed
	}
	return errors.Join(cause, failed)
}

// present loads the data, waits until it is applied, and tells of it.
func (d *demonstration) present(ctx context.Context) error {
	tokens, err := d.load(ctx)
	if err != nil {
		return err
	}
	if err := d.settle(ctx); err != nil {
		return err
	}
	file, err := d.describe(ctx, tokens)
	if err != nil {
		return err
	}
	if err := d.makeTrouble(ctx, file); err != nil {
		return err
	}
	if err := file.write(d.dir, d.env.Stdout); err != nil {
		return err
	}
	d.greet(file)
	return nil
}

// load fills an empty sandbox; one that was filled before keeps what it has.
func (d *demonstration) load(ctx context.Context) (map[string]demoDirectory, error) {
	known := map[string]demoDirectory{}
	organizations, err := d.world.size(ctx)
	if err != nil {
		return nil, err
	}
	var directories []demoDirectory
	if organizations == 0 {
		d.say("loading organizations to look at")
		if directories, err = d.world.fill(ctx); err != nil {
			return nil, err
		}
	} else {
		directories = d.formerDirectories()
	}
	for _, directory := range directories {
		known[directory.DirectoryID] = directory
	}
	return known, nil
}

// formerDirectories are those of the last demo in this folder, with their tokens, which the sandbox never shows again.
func (d *demonstration) formerDirectories() []demoDirectory {
	raw, err := d.env.ReadFile(filepath.Join(d.dir, demoFileName))
	if err != nil {
		return nil // new tokens are made for them
	}
	var former demoFile
	if err := json.Unmarshal(raw, &former); err != nil {
		return nil // as above
	}
	return former.Directories
}

// settle waits until everything that the sandbox told is applied.
func (d *demonstration) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	if err := d.world.delivered(ctx); err != nil {
		return err
	}
	if err := d.program.events.Idle(ctx); err != nil {
		return fmt.Errorf("wait until the demo's data is applied: %w", err)
	}
	return nil
}

// describe puts together what a program needs to use this demo.
func (d *demonstration) describe(ctx context.Context, known map[string]demoDirectory) (demoFile, error) {
	f := demoFile{
		URL: d.cfg.PublicURL, SandboxURL: d.world.url, SandboxAPIKey: sandbox.DefaultAPIKey, DatabaseURL: d.cfg.DatabaseURL,
		WebhookSecret: d.cfg.WorkOS.WebhookSecrets[0], Directories: []demoDirectory{},
	}
	organizations, err := d.world.list(ctx, "/organizations")
	if err != nil {
		return f, err
	}
	ids, order := map[string]string{}, map[string]int{}
	for i, o := range organizations {
		ids[o.Name], order[o.ID] = o.ID, i
	}
	f.SignIns = signIns(ids)
	directories, err := d.world.list(ctx, "/directories")
	if err != nil {
		return f, err
	}
	for _, row := range directories {
		directory := known[row.ID]
		if directory.SCIMToken == "" {
			if directory.SCIMToken, err = d.world.newToken(ctx, row.ID); err != nil {
				return f, err
			}
		}
		directory.DirectoryID, directory.OrganizationID = row.ID, row.OrganizationID
		directory.SCIMEndpoint = d.world.url + "/directories/" + row.ID + "/scim/v2"
		f.Directories = append(f.Directories, directory)
	}
	sortByDefinition(f.Directories, ids)
	return f, nil
}
