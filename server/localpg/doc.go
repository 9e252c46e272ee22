// Package localpg runs a private PostgreSQL for the demo and for tests.
//
// Its promises: no half-made cluster is ever left behind; the server ends with
// the process that started it, however that one ends; after a kill -9 of either
// of them the next start has the rows; two processes never run one folder; and
// nobody else on the machine can log in. When run by root, PostgreSQL itself runs as
// the postgres user (or nobody), because it refuses to be root.
package localpg
