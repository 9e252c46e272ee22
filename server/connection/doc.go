// Package connection mirrors what WorkOS tells of SSO connections, and keeps beside it which of them may sign in.
//
// Its promises: any order of events, and any doubling, ends alike; a deletion is final; at most one connection of
// an organization is enabled, whoever asks at once; an organization's first is enabled as it comes, a later one by an
// admin alone, since nobody has tested it.
package connection
