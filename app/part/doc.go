// Package part holds the parts that several screens show alike: roles with their reasons, the latest changes, health
// checks, the ticks of a day. Each is drawn from wire types by a plain function, so that a thing looks the same
// wherever it stands.
package part
