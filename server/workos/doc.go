// Package workos is the far side of the wire: everything that is asked of WorkOS, and the check of what WorkOS sends.
//
// Its promises: nothing else imports WorkOS's SDK; answers come out as our own types with the raw JSON kept, failures
// as kinds of errs with WorkOS's code, message and request id for the log; bodies, codes, tokens and keys are never
// logged; an id that does not look like one never enters a path; a redirect is never followed; only reads are tried
// again. A webhook's signature is checked on the raw bytes, in constant time, in both directions of time, and never
// against an empty or a short secret.
package workos
