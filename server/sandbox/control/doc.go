// Package control is the stand-in's own API below /_sandbox/: what an identity provider, a customer's admin and WorkOS itself
// would do, faults and the clock for tests, and what the end must look like.
//
// It promises: everything that WorkOS's API cannot do is here and nowhere else; a field that is not known is refused, never
// passed over.
//
// A directory that WorkOS reads from (Google Workspace, an HR system) tells how many people and groups it holds before
// WorkOS has brought them in. POST directories and PATCH directories/{id} take expects: {users, groups} for that: the
// directory's metadata (users.active, groups) then answers at least these numbers, each until it was reached; from then on
// what is there counts. People come in as ever, by POST people, and expecting them makes no work: idle tells only of
// deliveries, so it is true between two people who come.
//
// POST people and PATCH people/{id} take what their answers carry: active, role {slug} and custom_attributes, in WorkOS's
// shape, beside the short words job_title and department. A PATCH lays the custom attributes over those that are there, and
// takes away one that is null; the attributes that WorkOS predefines are text. The role is the membership's of who is an
// AuthKit user too, and else the one that WorkOS gives by groups, "member" when none is given. Somebody inactive can be made
// in a directory only where inactive people are kept (PUT settings {retain_inactive}), as over SCIM.
package control
