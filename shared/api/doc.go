// Package api is the typed calls of MemberPulse's HTTP surface: pure values in, pure values out, with the transport
// handed in. The browser brings fetch, tests and Go clients bring net/http.
package api
