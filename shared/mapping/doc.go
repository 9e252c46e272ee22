// Package mapping decides, without any I/O, which roles a person holds and why.
//
// Its promises: the roles are a set, each with every reason that gives it; nothing but an active person holds any; a
// name matches exactly or not at all; ROLE_PLATFORM_ADMIN is never the outcome of a mapping; equal facts give equal
// answers in an equal order, so that server and browser agree and a comparison finds only what really changed.
package mapping
