package pg

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"strings"
	"time"

	"memberpulse/server/errs"

	"github.com/jackc/pgx/v5/pgconn"
)

// translate turns "the database does not answer" into errs.KindUnavailable, so
// that a webhook is answered 503 and comes again. Other errors pass.
func translate(err error) error {
	if err == nil || errs.KindOf(err) != errs.KindInternal || !unavailable(err) {
		return err
	}
	return errs.Unavailable("database_unavailable",
		"MemberPulse cannot reach its database, so nothing was read or saved.",
		"Try again in a moment. If it lasts, the operator of this MemberPulse should check PostgreSQL.",
		2*time.Second).Because(err)
}

func unavailable(err error) bool {
	var refused *pgconn.PgError
	var connect *pgconn.ConnectError
	if errors.As(err, &refused) && !errors.As(err, &connect) {
		switch refused.Code {
		case "57P01", "57P02", "57P03", "58030", "25006": // shutting down, starting up, disk trouble, a standby
			return true
		}
		class := refused.Code[:min(2, len(refused.Code))]
		return class == "08" || class == "53" // connection, resources (disk full included)
	}
	var network net.Error
	if errors.Is(err, context.Canceled) { // the caller left
		return false
	}
	return errors.As(err, &connect) || errors.As(err, &network) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, sql.ErrConnDone) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "unexpected EOF")
}

// retryable says whether running the transaction again may succeed: PostgreSQL
// undid it because of a neighbor, not because of what it did.
func retryable(err error) bool {
	code := SQLState(err)
	return code == "40001" || code == "40P01"
}

// SQLState is the code with which PostgreSQL refused; "" where the error is none of its.
func SQLState(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}
