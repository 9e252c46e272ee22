package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"time"

	"memberpulse/migrations"
	"memberpulse/server/pg"

	"github.com/jackc/pgx/v5"
)

// ensureTemplate makes the migrated template once for all test programs. It is
// named by its migrations' content, and gets that name only when complete.
func ensureTemplate(admin string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	version, err := migrationsHash()
	if err != nil {
		return "", err
	}
	name := "template_" + version
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return "", fmt.Errorf("connect to the test server: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(1)"); err != nil {
		return "", fmt.Errorf("wait for the turn to make the template: %w", err)
	}
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil {
		return "", fmt.Errorf("look for the template: %w", err)
	}
	if there {
		return name, nil
	}
	building := "building_" + version
	for _, statement := range []string{
		"DROP DATABASE IF EXISTS " + building + " WITH (FORCE)", // of one that was killed at it
		"CREATE DATABASE " + building + " TEMPLATE template0",
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return "", fmt.Errorf("%s: %w", statement, err)
		}
	}
	dsn := withDatabase(admin, building)
	if _, err := pg.Migrate(ctx, dsn); err != nil {
		return "", err
	}
	if err := execute(ctx, dsn, "VACUUM (FREEZE, ANALYZE)"); err != nil {
		return "", fmt.Errorf("tidy the template: %w", err)
	}
	if _, err := conn.Exec(ctx, "ALTER DATABASE "+building+" RENAME TO "+name); err != nil {
		return "", fmt.Errorf("name the template: %w", err)
	}
	return name, nil
}

func migrationsHash() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(migrations.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations.FS, path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the migrations: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}
