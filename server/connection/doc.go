// Package connection mirrors what WorkOS tells of SSO connections, and keeps beside it which of them may sign in.
//
// Its promises: any order of events, and any doubling, ends alike; a deletion is final; a connection that comes while
// another is enabled is not enabled by itself, since nobody has tested it.
package connection
