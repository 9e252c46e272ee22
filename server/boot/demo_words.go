package boot

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"memberpulse/shared"
)

// newToken rotates a directory's token: the old one is known to nobody.
func (w *demoWorld) newToken(ctx context.Context, directoryID string) (string, error) {
	var out made
	err := w.call(ctx, http.MethodPatch, "/_sandbox/directories/"+url.PathEscape(directoryID), map[string]bool{"rotate_token": true}, &out)
	return out.SCIMToken, err
}

// sortByDefinition puts directories into the order in which the organizations stand in the demonstration; others last.
func sortByDefinition(directories []demoDirectory, ids map[string]string) {
	place := map[string]int{}
	for i, o := range demoOrganizations {
		place[ids[o.name]] = i - len(demoOrganizations)
	}
	slices.SortStableFunc(directories, func(a, b demoDirectory) int {
		return cmp.Compare(place[a.OrganizationID], place[b.OrganizationID])
	})
}

// greet tells a person where to go, after the JSON for programs.
func (d *demonstration) greet(f demoFile) {
	var b strings.Builder
	fmt.Fprintf(&b, "\nMemberPulse runs at %s\n\nSign in there with one of these addresses; no password is needed:\n", f.URL)
	names := map[string]string{}
	for _, o := range demoOrganizations {
		names[o.domain] = o.name
	}
	for _, s := range f.SignIns {
		_, domain, _ := strings.Cut(s.Email, "@")
		where := names[domain]
		if s.OrganizationID == "" {
			where = "all organizations"
		}
		role := shared.Role("")
		if len(s.Roles) > 0 {
			role = s.Roles[0]
		}
		how := "single sign-on"
		if s.How == "authkit" {
			how = "“Continue another way”"
		}
		fmt.Fprintf(&b, "  %-44s %-15s %-20s %s\n", s.Email, role.Name(), where, how)
	}
	fmt.Fprintf(&b, "\nThe stand-in for WorkOS, with its console: %s/_sandbox/\nThe same for programs: %s/%s\nCtrl-C stops all of it.\n", f.SandboxURL, d.dir, demoFileName)
	_, _ = d.env.Stderr.Write([]byte(b.String())) // nobody reads it if this fails
}
