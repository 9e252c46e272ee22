// Package member keeps the people of organizations: one member per person, whatever identities that person brings.
//
// Its promises: a member belongs to one organization, and nobody is ever matched across organizations; a newcomer is
// matched by a known identity, else by the id in the identity provider, else by an e-mail address whose domain is
// verified for the organization; what a directory says of a person outranks what signing in says; a tombstone is
// lifted by the directory alone; whoever loses access has no session left when the transaction that took it commits;
// roles are what shared/mapping decides, each kept with its reasons, each change audited.
package member
