// Package words is the catalogue of what the screens say, and the one place that writes numbers, times and plurals.
//
// It promises that every sentence, count, duration and date on a screen is written the same way, and that relative times
// are computed from a moment that is passed in (never from the clock). The English sentences stand in the files en*.go,
// by room. A second language is one more file, de.go, with a map[Key]string from each English sentence to its own, whose
// verbs may stand in another order (%[2]s before %[1]s), and one line in Say that asks the map of the chosen language.
// It needs the standard library only, so every function is tested natively.
package words
