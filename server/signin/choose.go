package signin

import (
	"context"
	"fmt"
	"strings"

	"memberpulse/server/httpx"
	"memberpulse/server/pg"
	"memberpulse/server/workos"
	"memberpulse/shared"
)

// connection is one that might sign somebody in.
type connection struct {
	ID, OrganizationID, Name, State string
	Enabled, Deleted                bool
	Organization                    string
	Gone                            bool // the organization is deleted
}

const connectionColumns = `SELECT c.id, c.organization_id, c.name, c.state, c.enabled, c.deleted_at IS NOT NULL,
	o.name, o.deleted_at IS NOT NULL FROM connections c JOIN organizations o ON o.id = c.organization_id `

const usableFirst = ` ORDER BY (c.deleted_at IS NULL) DESC, c.enabled DESC, (c.state = 'active') DESC, (c.state = 'validating') DESC,
	c.updated_at DESC, c.id LIMIT 1`

// usable says why a connection may not sign anybody in; nil where it may. A validating one may: the first sign-in is
// what makes it active.
func (c connection) usable() *refusal {
	switch {
	case c.Gone:
		return refuse("organization_deleted")
	case c.Deleted:
		return refuse("connection_unknown")
	case !c.Enabled:
		return refuse("connection_disabled")
	case c.State != "active" && c.State != "validating":
		return &refusal{code: "connection_inactive", expected: "active", received: c.State}
	}
	return nil
}

// selector is what a sign-in link names.
type selector struct{ connection, organization, domain string }

// readSelector reads a link. An address selects by its domain, where nothing else selects.
func readSelector(query httpx.Values, fallback string) (selector, error) {
	sel := selector{connection: query.Get("connection"), organization: query.Get("organization"), domain: strings.ToLower(query.Get("domain"))}
	if sel.connection == "" {
		sel.connection = query.Get("connection_id") // as WorkOS's sign-in endpoint names it
	}
	named := 0
	for _, s := range []string{sel.connection, sel.organization, sel.domain} {
		if s != "" {
			named++
		}
	}
	switch {
	case named > 1:
		return selector{}, refuse("ambiguous_selector")
	case named == 0 && query.Get("email") != "":
		sel.domain = domainOf(query.Get("email"))
		if sel.domain == "" {
			return selector{}, refuse("no_connection")
		}
	case named == 0:
		sel.connection = fallback
	}
	if sel == (selector{}) {
		return selector{}, refuse("no_connection")
	}
	if (sel.connection != "" && !workos.ValidID(sel.connection)) || (sel.organization != "" && !workos.ValidID(sel.organization)) {
		return selector{}, refuse("connection_unknown")
	}
	return sel, nil
}

// choose finds the connection that a selector means: usable ones first. It may be one that is not usable, which says
// more to its people than "none". ctx belongs to a transaction; arguments travel beside the statement, so that no
// address takes longer because nobody asked for it before.
func choose(ctx context.Context, sel selector) (connection, error) {
	where, by, missing := `WHERE c.deleted_at IS NULL AND o.deleted_at IS NULL AND EXISTS (
		SELECT FROM organization_domains d WHERE d.organization_id = o.id AND lower(d.domain) = $1
			AND d.state IN ('verified', 'legacy_verified') AND d.deleted_at IS NULL)`, sel.domain, "no_connection"
	switch {
	case sel.connection != "":
		where, by, missing = `WHERE c.id = $1`, sel.connection, "connection_unknown"
	case sel.organization != "":
		where, by = `WHERE c.organization_id = $1`, sel.organization
	}
	found, err := pg.Query[connection](ctx, connectionColumns+where+usableFirst, by)
	if err != nil {
		return connection{}, fmt.Errorf("find the connection of a sign-in: %w", err)
	}
	if len(found) == 0 || (found[0].Deleted && !found[0].Gone && sel.connection == "") {
		return connection{}, refuse(missing)
	}
	return found[0], nil
}

// domainOf is the domain of an address in lower case; "" for what is no address, or could be two.
func domainOf(email string) string {
	local, domain, found := strings.Cut(strings.TrimSpace(email), "@")
	if !found || local == "" || domain == "" || strings.ContainsAny(domain, "@ \t\r\n\x00/\\") || len(email) > 320 {
		return ""
	}
	return shared.FoldEmail(domain)
}
