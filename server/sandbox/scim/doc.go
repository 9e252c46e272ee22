// Package scim is the directory's front door in the sandbox: a SCIM 2.0 server
// (RFC 7643, RFC 7644) that an identity provider, or a test that plays one,
// pushes people and groups into.
//
// It promises: every route needs the bearer of exactly that directory; a filter
// is read by a grammar with caps and is never guessed at; a PATCH happens whole
// or not at all; Okta's and Entra's dialects both do what they mean; ids are
// ours, and nothing that a client sends can become one. What WorkOS asks of a
// SCIM client is kept, except where it would refuse what Okta's or Microsoft's
// own test suites send: there the lenient reading is taken, and said beside it.
//
// The package speaks to the rest of the sandbox only through world, which keeps
// the resources and writes the events.
package scim
