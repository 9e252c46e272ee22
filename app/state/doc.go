// Package state holds what a page knows: Load is one answer of the server on its way (never asked, loading, failed,
// loaded), Query is what stands in the address, Me is who is signed in.
//
// It promises that a late answer never overwrites a newer one, that an answer lands although the button that asked for it
// is gone, that a failed refresh keeps what was shown, that nothing is waited for on behalf of a page that was left, and
// that <html data-ready> names the path once everything that the page asked for is there (tests wait for it).
package state
