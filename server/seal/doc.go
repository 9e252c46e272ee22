// Package seal keeps secrets at rest.
//
// Its promises: what is sealed opens only with a key of the ring and only in the
// place that it was sealed for, so a ciphertext moved to another row, column or
// organization stays shut; any change to it is noticed; the first key seals and
// every key opens, so keys rotate without a gap.
package seal
