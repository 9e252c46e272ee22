// Package apikey makes and knows the keys that programs come with.
//
// Its promises: a key is shown once, when it is made, and only its hash is kept; a key carries one role; a tenant's
// key is bound to its organization and can never be the platform's; a revoked key is dead at the next request.
package apikey
