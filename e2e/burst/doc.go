// Package burst proves that nothing is lost and nothing is applied twice: a directory's first sync, delivered doubled,
// out of order and with deliveries dropped, to a server that is killed meanwhile, ends in the very state that the
// sandbox's ledger tells.
package burst
