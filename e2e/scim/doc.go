// Package scim proves that what an identity provider pushes over SCIM 2.0 ends in the product: one test for each
// capability that the product names, through the running program.
package scim
