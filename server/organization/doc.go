// Package organization mirrors what WorkOS tells of organizations, their domains, and who belongs to them by AuthKit.
//
// Its promises: any order of events, and any doubling, ends alike; a deletion is final, and ends every session of the
// organization in the transaction that stores it; an organization comes with the default role mappings; whoever's
// membership ends is out at once.
package organization
