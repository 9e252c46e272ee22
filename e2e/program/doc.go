// Package program runs the real thing for end-to-end tests: the binary that `make build` made, as child processes, the
// way an operator runs it. `Demo` is all of it in one process; `Parts` are PostgreSQL, sandbox and servers apart, so
// that each can be killed.
package program
