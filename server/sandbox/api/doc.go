// Package api answers WorkOS's REST API from the world: its field names, lists, cursors, error shapes and headers.
//
// It promises: an answer carries the fields and values that WorkOS's OpenAPI description allows, and no others; nothing here
// can do what WorkOS's own API cannot.
package api
