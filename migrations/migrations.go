// Package migrations holds the schema's history: numbered SQL, embedded, applied in order by server/pg.
// Each NNNN_name.tx.up.sql runs in one transaction and has a .tx.down.sql that undoes it.
package migrations

import "embed"

// FS holds every migration.
//
//go:embed *.sql
var FS embed.FS
