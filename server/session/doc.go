// Package session keeps who is signed in.
//
// Its promises: the cookie holds a random 256-bit token and nothing else, the database only its SHA-256; every request
// is checked against the database, so a session that was ended is dead at the next request; a sign-in always gets a
// new token; a session lasts 30 minutes without use and 12 hours at most (both settable); ending a session tells the
// screens that it holds open, in the transaction that ends it.
package session
