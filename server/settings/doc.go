// Package settings tells what the operator has set, and whether it works.
//
// Its promises: a secret never travels back, only that it is there and how it ends; every value says where it came
// from; what can be checked against WorkOS is checked when somebody looks, and says what to do where it fails.
package settings
