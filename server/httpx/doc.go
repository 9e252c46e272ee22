// Package httpx is everything between a TCP connection and a handler.
//
// Its promises: all routes stand in one table, and each says what it takes to use
// it; a handler returns an error, and one place turns that into a status and a
// problem document that echoes no value and no cause; every answer carries the
// security headers and is kept from caches unless a handler of public files says
// otherwise; a request from another origin changes nothing; no odd path reaches a
// handler; a limit holds however many requests arrive at once; a panic costs one
// request. It knows no domain: who may do what is asked of an injected function.
package httpx
