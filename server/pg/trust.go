package pg

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// TrustError says why the app will not work on this database; Code names the
// reason for programs.
type TrustError struct {
	Code   string
	Detail string
	cause  error
}

// The reasons for not starting.
const (
	CodeRoleMissing      = "app_role_missing"
	CodeRoleNotGranted   = "app_role_not_granted"
	CodeRoleSuperuser    = "app_role_superuser"
	CodeRoleBypassesRLS  = "app_role_bypasses_rls" //nolint:gosec // G101: the name of a fault
	CodeRoleOwnsTables   = "app_role_owns_tables"
	CodeRoleNotInForce   = "app_role_not_in_force"
	CodeCommitNotDurable = "synchronous_commit_off"
)

// Error is the reason, and its mend.
func (e *TrustError) Error() string { return e.Code + ": " + e.Detail }

// Unwrap is PostgreSQL's own answer, where there was one.
func (e *TrustError) Unwrap() error { return e.cause }

// checkTrust refuses a role that row-level security would not bind, and a server
// that says "saved" before it is.
func checkTrust(ctx context.Context, pool *pgxpool.Pool) error {
	var (
		role          string
		super, bypass bool
		owned         []string
		commit        string
	)
	err := pool.QueryRow(ctx, `
		SELECT current_user::text, r.rolsuper, r.rolbypassrls, current_setting('synchronous_commit'),
		       ARRAY(SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		             WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
		               AND n.nspname NOT LIKE 'pg_%' AND pg_has_role(r.oid, c.relowner, 'MEMBER')
		             ORDER BY 1 LIMIT 3)
		FROM pg_roles r WHERE r.rolname = current_user`).Scan(&role, &super, &bypass, &commit, &owned)
	if err != nil {
		return explainConnect(err)
	}
	switch {
	case super:
		return &TrustError{Code: CodeRoleSuperuser, Detail: fmt.Sprintf("the role %s is a superuser, so row-level security would not bind it. "+
			"Run as the database's owner: ALTER ROLE %s NOSUPERUSER", role, role)}
	case bypass:
		return &TrustError{Code: CodeRoleBypassesRLS, Detail: fmt.Sprintf("the role %s has BYPASSRLS, so row-level security would not bind it. "+
			"Run as the database's owner: ALTER ROLE %s NOBYPASSRLS", role, role)}
	case role != AppRole:
		return &TrustError{Code: CodeRoleNotInForce, Detail: fmt.Sprintf("the connection works as %s and not as %s. "+
			"A pooler that drops start-up settings does this: connect to PostgreSQL itself", role, AppRole)}
	case len(owned) > 0:
		return &TrustError{Code: CodeRoleOwnsTables, Detail: fmt.Sprintf("the role %s owns tables (%s), and an owner can switch row-level security off. "+
			"Give them to the role that migrates: ALTER TABLE … OWNER TO …", role, strings.Join(owned, ", "))}
	case commit == "off":
		return &TrustError{Code: CodeCommitNotDurable, Detail: "synchronous_commit is off, so a crash would lose events that were acknowledged. " +
			"Set it to on in postgresql.conf, and for this role and database"}
	}
	return nil
}

func explainConnect(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		switch {
		case refused.Code == "22023" && strings.Contains(refused.Message, "role"):
			return &TrustError{Code: CodeRoleMissing, cause: err, Detail: "the database has no role " + AppRole +
				": run `memberpulse migrate` first, which makes it"}
		case refused.Code == "42501":
			return &TrustError{Code: CodeRoleNotGranted, cause: err, Detail: "the role in DATABASE_URL may not work as " + AppRole +
				": run as a superuser: GRANT " + AppRole + " TO the role in DATABASE_URL"}
		}
	}
	return fmt.Errorf("connect to the database: %w", translate(withoutDSN(err)))
}
