// Package site serves what a browser is shown before the program runs: the shell's first paint, the sign-in pages, and
// the compiled program with its styles.
//
// It promises that no page carries data of a tenant, that nothing of a request's path is ever written into a page, that
// a path without a screen is a real 404 (decided by app/routes, the same table that the browser uses), that pages are
// never answered from a cache and assets always may be, since an asset's address carries the hash of its content.
package site
