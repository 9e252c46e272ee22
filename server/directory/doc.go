// Package directory keeps what customers' directories tell: directories, their people, groups and memberships, and
// the first syncs that people watch.
//
// Its promise: the end state is a function of registers that only grow, so that any order and any doubling of the
// events end alike. A person's or a group's attributes follow the newest create or update; they are tombstones while
// the newest deletion is not older than the newest creation, and an update never lifts one; a membership is in force
// while its newest word is "added", both its ends live, and neither was deleted since. What refers to something
// that has not come waits for it. A deleted directory stays deleted, and takes everything below it along.
//
// The fold (fold*.go) is pure: state in, events in, state and decisions out. store.go reads what a batch touches,
// write.go writes what changed in few statements, apply.go joins them in the engine's transaction.
package directory
