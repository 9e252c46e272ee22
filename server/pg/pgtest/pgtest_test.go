package pgtest_test

import (
	"testing"

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

// The goal is 150 ms on an idle machine.
func BenchmarkClone(b *testing.B) {
	for b.Loop() {
		pgtest.DSN(b)
	}
}
