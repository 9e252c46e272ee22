// Package words is the catalogue of what the screens say, and the one place that writes numbers, times and plurals.
//
// It promises that every count, duration and date on a screen is written the same way, that relative times are computed
// from a moment that is passed in (never from the clock), and that a second language is one more file beside en.go.
// It needs the standard library only, so every function is tested natively.
package words
