package pg_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun"

	"memberpulse/server/pg"
	"memberpulse/server/pg/pgtest"
)

func refusedWith(err error, code string) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == code
}

// Attack: a table of a later migration that somebody forgot to close.
func TestAttack_NoTableIsOpen(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	rows, err := pgtest.Owner(t, dsn).Query(t.Context(), `SELECT c.relname FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
		AND has_table_privilege('memberpulse_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
		AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)) ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	open, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(open, " "); got != "bun_migrations" { // names of migrations: what readiness asks for
		t.Errorf("the app reaches tables without row-level security: %s", got)
	}
}

// Attack: the scope is not set. Every read finds nothing, and none of them fails.
func TestAttack_WithoutAScopeEveryTableIsEmptyAndNoneFails(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	owner, db := pgtest.Owner(t, dsn), pgtest.Open(t, dsn)
	rows, err := owner.Query(t.Context(), `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
		AND relkind IN ('r', 'p') AND has_table_privilege('memberpulse_app', oid, 'SELECT') AND relname NOT LIKE 'bun\_%' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 25 {
		t.Fatalf("%d tables, error %v", len(tables), err)
	}
	seedEverywhere(t, db)
	full := 0
	for _, table := range tables {
		var there, seen int
		err := db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
			return tx.NewSelect().Table(table).ColumnExpr("count(*)").Scan(ctx, &there)
		})
		if err != nil {
			t.Fatal(err)
		}
		if there > 0 {
			full++
		}
		for _, empty := range []string{"", "org_none", "' OR true --", "on"} {
			err := pgx.BeginFunc(t.Context(), db.Pool(), func(tx pgx.Tx) error {
				if _, err := tx.Exec(t.Context(), `SELECT set_config('app.organization', $1, true)`, empty); err != nil {
					return err
				}
				return tx.QueryRow(t.Context(), `SELECT count(*) FROM `+pgx.Identifier{table}.Sanitize()).Scan(&seen)
			})
			if err != nil || seen != 0 {
				t.Errorf("%s under the scope %q: %d rows, error %v", table, empty, seen, err)
			}
		}
	}
	if full < 12 {
		t.Errorf("only %d tables had rows to hide", full)
	}
}

// seedEverywhere gives two organizations a row in the tables that tell most.
func seedEverywhere(t *testing.T, db *pg.DB) {
	t.Helper()
	err := db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		for _, o := range []string{"a", "b"} {
			for _, statement := range []string{
				`INSERT INTO organizations (id, name, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_' || ?0, ?0, now(), 0, '', now(), now())`,
				`INSERT INTO connections (organization_id, id, name, connection_type, state, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_' || ?0, 'conn_' || ?0, '', '', 'active', now(), 0, '', now(), now())`,
				`INSERT INTO organization_domains (organization_id, id, domain, state, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_' || ?0, 'd_' || ?0, 'x.test', 'verified', now(), 0, '', now(), now())`,
				`INSERT INTO directories (organization_id, workos_directory_id, state, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_' || ?0, 'directory_' || ?0, 'active', now(), 0, '', now(), now())`,
				`INSERT INTO directory_users (organization_id, directory_id, workos_user_id, state, version_at, version_rank, version_event, created_at, updated_at, last_event_id) SELECT organization_id, id, 'directory_user_' || ?0, 'active', now(), 0, '', now(), now(), '' FROM directories WHERE workos_directory_id = 'directory_' || ?0`,
				`INSERT INTO directory_groups (organization_id, directory_id, workos_group_id, version_at, version_rank, version_event, created_at, updated_at, last_event_id) SELECT organization_id, id, 'directory_group_' || ?0, now(), 0, '', now(), now(), '' FROM directories WHERE workos_directory_id = 'directory_' || ?0`,
				`INSERT INTO members (organization_id, id, state, created_at, updated_at) VALUES ('org_' || ?0, 'member_' || ?0, 'active', now(), now())`,
				`INSERT INTO member_roles (organization_id, member_id, role, source, reason_key, created_at) VALUES ('org_' || ?0, 'member_' || ?0, 'ROLE_MEMBER', 'default', '', now())`,
				`INSERT INTO events (id, event, lane, organization_id, occurred_at, received_at, received_on, source, lock_out) VALUES ('event_' || ?0, 'x', 'org_' || ?0, 'org_' || ?0, now(), now(), current_date, 'webhook', false)`,
				`INSERT INTO event_payloads (received_on, seq, event_id, body) SELECT received_on, seq, id, 'secret' FROM events WHERE id = 'event_' || ?0`,
				`INSERT INTO live_rows (received_on, organization_id, seq, topic, data) VALUES (current_date, 'org_' || ?0, 1, 'log', '[]')`,
				`INSERT INTO sessions (organization_id, id, token_hash, kind, method, created_at, seen_at, expires_at) VALUES ('org_' || ?0, 'session_' || ?0, ?0::text::bytea, 'member', 'sso', now(), now(), now())`,
				`INSERT INTO api_keys (organization_id, id, name, role, key_hash, last_four, created_at) VALUES ('org_' || ?0, 'key_' || ?0, '', '', ?0::text::bytea, '', now())`,
				`INSERT INTO audit_events (organization_id, id, action, actor_kind, actor_id, target_kind, target_id, occurred_at) VALUES ('org_' || ?0, 'audit_' || ?0, '', '', '', '', '', now())`,
				`INSERT INTO organization_memberships (organization_id, id, user_id, status, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_' || ?0, 'om_' || ?0, 'user_' || ?0, 'active', now(), 0, '', now(), now())`,
				`INSERT INTO workos_users (id, email, version_at, version_rank, version_event, created_at, updated_at) VALUES ('user_' || ?0, '', now(), 0, '', now(), now())`,
			} {
				if _, err := tx.NewRaw(statement, o).Exec(ctx); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Attack: rows of one organization that hang on another's.
func TestAttack_ForeignReferencesAreRefused(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	seedEverywhere(t, db)
	var directory, user, group int64
	err := db.InPlatform(t.Context(), pg.Bootstrap, func(ctx context.Context, tx bun.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT d.id, u.id, g.id FROM directories d, directory_users u, directory_groups g
			WHERE d.organization_id = 'org_b' AND u.organization_id = 'org_b' AND g.organization_id = 'org_b'`).Scan(&directory, &user, &group)
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, attack := range map[string]struct {
		statement, code string
		args            []any
	}{
		"a person in a foreign directory": {`INSERT INTO directory_users (organization_id, directory_id, workos_user_id, state, version_at, version_rank, version_event, created_at, updated_at, last_event_id)
			VALUES ('org_a', ?, 'directory_user_x', 'active', now(), 0, '', now(), now(), '')`, "23503", []any{directory}},
		"a membership of a foreign person": {`INSERT INTO directory_group_memberships (organization_id, user_id, group_id, version_at, version_event) VALUES ('org_a', ?, ?, now(), '')`, "23503", []any{user, group}},
		"a role for a foreign member":      {`INSERT INTO member_roles (organization_id, member_id, role, source, reason_key, created_at) VALUES ('org_a', 'member_b', 'ROLE_CLIENT_ADMIN', 'granted', '', now())`, "23503", nil},
		"an identity of a foreign member":  {`INSERT INTO member_identities (organization_id, kind, external_id, member_id, created_at, updated_at) VALUES ('org_a', 'sso_profile', 'prof_x', 'member_b', now(), now())`, "23503", nil},
		"a foreign row":                    {`INSERT INTO members (organization_id, id, state, created_at, updated_at) VALUES ('org_b', 'member_x', 'active', now(), now())`, "42501", nil},
		"moving a row away":                {`UPDATE members SET organization_id = 'org_b' WHERE id = 'member_a'`, "42501", nil},
		"taking a foreign directory's id":  {`INSERT INTO directories (organization_id, workos_directory_id, state, version_at, version_rank, version_event, created_at, updated_at) VALUES ('org_a', 'directory_b', 'active', now(), 0, '', now(), now())`, "23505", nil},
		"changing the audit log":           {`UPDATE audit_events SET action = 'nothing'`, "42501", nil},
		"emptying the audit log":           {`DELETE FROM audit_events`, "42501", nil},
		"truncating":                       {`TRUNCATE audit_events`, "42501", nil},
		"switching the policy off":         {`ALTER TABLE members DISABLE ROW LEVEL SECURITY`, "42501", nil},
		"reading past the partition":       {`SELECT * FROM live_rows_default`, "42501", nil},
		"a setting of the platform":        {`INSERT INTO settings (name, updated_at, updated_by) VALUES ('x', now(), '')`, "42501", nil},
		"a payload":                        {`INSERT INTO event_payloads (received_on, seq, event_id, body) VALUES (current_date, 1, 'event_x', '')`, "42501", nil},
	} {
		err := db.InOrganization(t.Context(), "org_a", func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(attack.statement, attack.args...).Exec(ctx)
			return err
		})
		if !refusedWith(err, attack.code) {
			t.Errorf("%s: %v, want %s", name, err, attack.code)
		}
	}
}

// Attack: whoever can send statements as the app puts a view of their own before the catalog that the owner's
// functions read, and has them run its code as the owner.
func TestAttack_TheOwnersFunctionsReadNobodysTemporaryTables(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	conn, err := pgtest.Open(t, dsn).Pool().Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, statement := range []string{
		`CREATE FUNCTION pg_temp.evil() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'runs as %', current_user USING ERRCODE = 'P0666'; END $$`,
		`CREATE TEMP VIEW pg_inherits AS SELECT 0::oid AS inhrelid, 0::oid AS inhparent WHERE pg_temp.evil()`,
		`CREATE TEMP TABLE event_payloads (received_on date) PARTITION BY RANGE (received_on)`,
	} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if _, err := conn.Exec(t.Context(), `SELECT drop_days_before(current_date)`); err != nil {
		t.Errorf("drop_days_before: %v", err)
	}
	if _, err := conn.Exec(t.Context(), `SELECT make_day('event_payloads', '2031-01-01')`); err != nil {
		t.Errorf("make_day: %v", err)
	}
	var where string
	err = pgtest.Owner(t, dsn).QueryRow(t.Context(), `SELECT relnamespace::regnamespace::text FROM pg_class WHERE relname = 'event_payloads_20310101'`).Scan(&where)
	if err != nil || where != "public" {
		t.Errorf("the day was made in %q, error %v", where, err)
	}
	for _, other := range []string{`members`, `live_rows; DROP TABLE members`, `"live_rows"`, ``} {
		if _, err := conn.Exec(t.Context(), `SELECT make_day($1, '2031-01-01')`, other); err == nil {
			t.Errorf("made a day of %q", other)
		}
	}
	var anyone bool
	err = conn.QueryRow(t.Context(), `SELECT has_function_privilege('public', 'drop_days_before(date)', 'EXECUTE') OR has_function_privilege('public', 'make_day(text, date)', 'EXECUTE')`).Scan(&anyone)
	if err != nil || anyone {
		t.Errorf("anyone may call the owner's functions: %v, %v", anyone, err)
	}
}
