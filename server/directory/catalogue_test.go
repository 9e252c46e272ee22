package directory

import (
	"strings"
	"testing"

	"memberpulse/server/pg/pgtest"
)

// The directory's tables, columns and indexes stand under the names that its documents give them.
func TestTablesColumnsAndIndexesAreNamedAsDocumented(t *testing.T) {
	t.Parallel()
	conn := pgtest.Owner(t, pgtest.DSN(t))
	have := map[string]bool{}
	for _, query := range []string{
		`SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'`,
		`SELECT indexname || ' on ' || tablename || split_part(indexdef, 'USING btree ', 2) FROM pg_indexes WHERE schemaname = 'public'`,
		`SELECT conrelid::regclass || ' keyed by ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p'`,
	} {
		rows, err := conn.Query(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			have[name] = true
		}
		if rows.Err() != nil {
			t.Fatal(rows.Err())
		}
	}
	for table, columns := range map[string]string{
		"directories":                 "id workos_directory_id organization_id state directory_type",
		"directory_users":             "id workos_user_id directory_id email first_name last_name state custom_attributes raw_attributes",
		"directory_groups":            "id workos_group_id directory_id name raw_attributes",
		"directory_group_memberships": "user_id group_id",
	} {
		for column := range strings.FieldsSeq(columns) {
			if !have[table+"."+column] {
				t.Errorf("%s.%s is missing", table, column)
			}
		}
	}
	for _, index := range []string{
		"idx_users_workos_id on directory_users(workos_user_id)",
		"idx_groups_workos_id on directory_groups(workos_group_id)",
		"idx_directories_workos_id on directories(workos_directory_id)",
		"idx_users_directory on directory_users(directory_id)",
		"idx_groups_directory on directory_groups(directory_id)",
		// The key of a membership is (user_id, group_id), within its organization.
		"directory_group_memberships keyed by PRIMARY KEY (organization_id, user_id, group_id)",
	} {
		if !have[index] {
			t.Errorf("missing: %s", index)
		}
	}
}
