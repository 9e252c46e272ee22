// Package browser drives real Chromium over the running program, the way people do: it opens pages, types, clicks, waits
// for what the page says of itself (html[data-ready]), and fails on any error of the console and any report of the
// content security policy.
package browser
