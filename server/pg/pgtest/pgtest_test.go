package pgtest_test

import (
	"testing"
	"time"

	"memberpulse/server/pg/pgtest"
)

func TestClonesAreFreshAndApart(t *testing.T) {
	t.Parallel()
	one, other := pgtest.Owner(t, pgtest.DSN(t)), pgtest.Owner(t, pgtest.DSN(t))
	if _, err := one.Exec(t.Context(), "CREATE TABLE mark ()"); err != nil {
		t.Fatal(err)
	}
	var there, migrated bool
	err := other.QueryRow(t.Context(), "SELECT to_regclass('mark') IS NOT NULL, to_regclass('members') IS NOT NULL").Scan(&there, &migrated)
	if err != nil || there || !migrated {
		t.Errorf("the other clone: has the first one's table %v, is migrated %v, error %v", there, migrated, err)
	}
}

func TestCloneIsQuick(t *testing.T) {
	pgtest.DSN(t) // the server and its template are made once
	const rounds = 5
	begin := time.Now()
	for range rounds {
		pgtest.DSN(t)
	}
	each := time.Since(begin) / rounds
	t.Logf("one clone takes %s", each)
	if each > 2*time.Second { // the goal is 150 ms; a busy machine is allowed much more
		t.Errorf("one clone takes %s", each)
	}
}
