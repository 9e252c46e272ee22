// Package pgtest gives each test a PostgreSQL database of its own.
//
// Its promises: every database is a fresh clone of a migrated template, dropped
// when its test ends, so tests run in parallel and never see each other; one
// server serves all test programs of this checkout, and ends by itself soon
// after the last of them; a machine without PostgreSQL fails the test with what
// to install, and never skips it.
package pgtest
