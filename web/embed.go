// Package web holds what the browser is sent: style sheets, icons, and dist, which the build fills with the compiled
// program (go run ./web/build). It promises nothing but the files; server/site serves them by content hash.
package web

import "embed"

// Files are css/, icons/ and dist/.
//
//go:embed css icons all:dist
var Files embed.FS
