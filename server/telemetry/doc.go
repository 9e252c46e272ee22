// Package telemetry is the program's logs and figures.
//
// Its promises: a log line is one JSON object, and holds no secret, no cookie and
// no body, even where a caller slips; a metric has no label whose values a tenant
// can make up; the operator's address is a listener of its own, apart from the
// public one.
package telemetry
