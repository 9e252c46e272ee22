// Package errs holds the one error type that crosses package borders.
//
// Its promise: a handler returns an error, and one place (httpx) turns its kind
// into a status and a problem document. What the document says was written for
// the person who reads it; the cause goes to the log and never to the client.
package errs
