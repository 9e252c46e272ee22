// Package access says who asks, and what they may do.
//
// Its promises: a request is a member's, a platform admin's, an API key's, an admin link's, or nobody's; roles are
// read for every request and never kept; a tenant's caller is bound to its organization, whatever the request says;
// a foreign resource answers as one that never was, to the byte.
package access
