// Package portal is the sandbox's Admin Portal: the pages on which a customer's
// IT admin connects their identity provider and directory, verifies domains and
// renews certificates. A link opens it once and within five minutes, for one
// organization and, when the link says so, for one task.
//
// It promises: no page without a session that a link opened, and none for
// another organization's things; posts only from its own pages; what cannot be
// saved says why beside the field and keeps what was typed; a secret is shown
// once, when it is made, and never again.
package portal
