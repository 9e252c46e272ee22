// Package config turns the environment into a Config.
//
// Its promises: it names every fault at once, each with its variable, what is
// wrong and how to mend it; a Config that it returns without an error needs no
// further check; no secret is ever printed, neither by a fault nor by the Config.
package config
