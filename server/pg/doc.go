// Package pg opens PostgreSQL and scopes every transaction.
//
// Its promises: the app works under a role that row-level security binds, and
// refuses to start otherwise; every transaction says whose rows it may see, so
// one that forgot sees none; crossing organizations is only possible by naming
// one of the reads listed in platform.go; an answer that means "saved" is given
// only by a server that has synchronous_commit on; migrations run once however
// many instances start together.
package pg
