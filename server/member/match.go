package member

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"memberpulse/server/pg"
	"memberpulse/shared"
)

// Match fills in whose identities the newcomers among people are: a known member's, or a new one's.
func (w *Work) Match(ctx context.Context, people []Person) error {
	var fresh []*Person
	var ids, idps []string
	for i := range people {
		if p := &people[i]; p.MemberID == "" {
			fresh = append(fresh, p)
			ids = append(ids, p.ID)
			if p.IdpID != "" {
				idps = append(idps, p.IdpID)
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	known, err := w.byIdentity(ctx, KindDirectoryUser, ids, idps)
	if err != nil {
		return err
	}
	byEmail, err := w.byEmail(ctx, fresh)
	if err != nil {
		return err
	}
	for _, p := range fresh {
		email := shared.FoldEmail(p.Email)
		switch {
		case known.id[p.ID] != "":
			p.MemberID = known.id[p.ID]
		case p.IdpID != "" && known.idp[p.IdpID] != "":
			p.MemberID = known.idp[p.IdpID]
		case email != "" && byEmail[email] != "":
			p.MemberID = byEmail[email]
			delete(byEmail, email) // a member takes one directory newcomer by e-mail, whichever comes first
		default:
			p.MemberID = w.mint()
		}
		if p.IdpID != "" && known.idp[p.IdpID] == "" {
			known.idp[p.IdpID] = p.MemberID
		}
	}
	return nil
}

func (w *Work) mint() string {
	id := "member_" + rand.Text()
	w.minted[id] = true
	return id
}

type owners struct{ id, idp map[string]string }

type ownerRow struct{ Kind, ExternalID, IdpID, MemberID string }

// byIdentity finds the members who own identities with these ids, or with these ids in their identity provider.
func (w *Work) byIdentity(ctx context.Context, kind string, ids, idps []string) (owners, error) {
	out := owners{map[string]string{}, map[string]string{}}
	rows, err := pg.Query[ownerRow](ctx, `SELECT kind, external_id, idp_id, member_id FROM (
			SELECT i.* FROM unnest($3::text[]) AS x (id) CROSS JOIN LATERAL (SELECT * FROM member_identities
				WHERE organization_id = $1 AND kind = $2 AND external_id = x.id LIMIT 1) i
			UNION SELECT i.* FROM unnest($4::text[]) AS x (id) CROSS JOIN LATERAL (SELECT * FROM member_identities
				WHERE organization_id = $1 AND idp_id = x.id AND idp_id <> '' OFFSET 0) i) i
		ORDER BY created_at, kind, external_id`, w.organization, kind, ids, idps)
	if err != nil {
		return out, fmt.Errorf("match %d newcomers by their identities: %w", len(ids), err)
	}
	for _, r := range rows {
		if r.Kind == kind {
			out.id[r.ExternalID] = r.MemberID
		}
		if r.IdpID != "" && out.idp[r.IdpID] == "" {
			out.idp[r.IdpID] = r.MemberID
		}
	}
	return out, nil
}

type emailRow struct {
	Email, MemberID, State string
	Directory              bool // has a directory identity already
}

// withEmail reads who has one of these addresses, which are folded.
func (w *Work) withEmail(ctx context.Context, emails []string) ([]emailRow, error) {
	asked, looked := map[string]bool{}, slices.Clone(emails)
	for _, e := range emails {
		asked[e] = true
		looked = append(looked, strings.ToLower(e)) // as PostgreSQL's lower may have it
	}
	rows, err := pg.Query[emailRow](ctx, `SELECT m.email, m.id, m.state, EXISTS (SELECT FROM member_identities i
			WHERE i.organization_id = m.organization_id AND i.member_id = m.id AND i.kind = 'directory_user')
		FROM members m WHERE m.organization_id = $1 AND lower(m.email) = ANY($2) ORDER BY m.id`, w.organization, looked)
	if err != nil {
		return nil, fmt.Errorf("match %d newcomers by their addresses: %w", len(emails), err)
	}
	for i := range rows {
		rows[i].Email = shared.FoldEmail(rows[i].Email)
	}
	return slices.DeleteFunc(rows, func(r emailRow) bool { return !asked[r.Email] }), nil
}

// byEmail finds the members whom directory newcomers may take by their address: its domain is verified, one member
// who is no tombstone has it, and no directory has spoken of them yet. A second directory person of that address is
// somebody else, whichever of the two comes first.
func (w *Work) byEmail(ctx context.Context, fresh []*Person) (map[string]string, error) {
	verified, err := w.verifiedDomains(ctx)
	if err != nil || len(verified) == 0 {
		return nil, err
	}
	var emails []string
	for _, p := range fresh {
		if e := shared.FoldEmail(p.Email); verified[domainOf(e)] {
			emails = append(emails, e)
		}
	}
	if len(emails) == 0 {
		return nil, nil
	}
	rows, err := w.withEmail(ctx, emails)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for email, candidates := range living(rows) {
		if len(candidates) == 1 && !candidates[0].Directory {
			out[email] = candidates[0].MemberID
		}
	}
	return out, nil
}

func living(rows []emailRow) map[string][]emailRow {
	out := map[string][]emailRow{}
	for _, r := range rows {
		if r.State != StateTombstoned {
			out[r.Email] = append(out[r.Email], r)
		}
	}
	return out
}

func (w *Work) verifiedDomains(ctx context.Context) (map[string]bool, error) {
	domains, err := pg.Strings(ctx, `SELECT lower(domain) FROM organization_domains
		WHERE organization_id = $1 AND state IN ('verified', 'legacy_verified') AND deleted_at IS NULL`, w.organization)
	if err != nil {
		return nil, fmt.Errorf("read the verified domains of %s: %w", w.organization, err)
	}
	out := make(map[string]bool, len(domains))
	for _, d := range domains {
		out[d] = true
	}
	return out, nil
}

// domainOf is what follows the one @ of an address. With two of them, or none, nothing can be said of its owner.
func domainOf(email string) string {
	local, domain, ok := strings.Cut(email, "@")
	if !ok || local == "" || strings.Contains(domain, "@") {
		return ""
	}
	return domain
}
