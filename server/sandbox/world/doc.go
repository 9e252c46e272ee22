// Package world is the whole state of the stand-in for WorkOS: organizations, connections, directories and their people,
// AuthKit users, webhook endpoints, settings, faults and the append-only event log.
//
// It promises: every change is one command, written to the journal before its caller hears of it and replayed at start; an
// id never changes and is never used twice; each change emits the events WorkOS would emit, with the payloads WorkOS would
// send; no two events share a created_at; rows handed out are never changed afterwards, so that readers need no lock.
package world
