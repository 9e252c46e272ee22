// Package control is the stand-in's own API below /_sandbox/: what an identity provider, a customer's admin and WorkOS itself
// would do, faults and the clock for tests, and what the end must look like.
//
// It promises: everything that WorkOS's API cannot do is here and nowhere else; a field that is not known is refused, never
// passed over.
package control
