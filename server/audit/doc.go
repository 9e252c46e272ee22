// Package audit keeps who did what to whom, and when.
//
// Its promises: an entry is written in the transaction of the change it tells of, or neither is; entries are never
// changed or removed (the app's role may not); values that are secret are masked before they come here; an actor is
// always named: a member, a platform admin, an API key, WorkOS, or the system.
package audit
