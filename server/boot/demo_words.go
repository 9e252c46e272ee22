package boot

import (
	"cmp"
	"context"
	"fmt"
	"memberpulse/shared"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// newToken rotates a directory's token: the old one is known to nobody.
func (w *demoWorld) newToken(ctx context.Context, directoryID string) (string, error) {
	var out made
	err := w.call(ctx, http.MethodPatch, "/_sandbox/directories/"+url.PathEscape(directoryID), map[string]bool{"rotate_token": true}, &out)
	return out.ScimToken, err
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

// letPeopleCome pushes people into the organizations whose first sync is looked at, a few each second, until they are
// all there or ctx ends.
func (d *demonstration) letPeopleCome(ctx context.Context) {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for _, o := range demoOrganizations {
		if !o.slowly {
			continue
		}
		if err := d.push(ctx, o, tick.C); err != nil && ctx.Err() == nil {
			d.logger.WarnContext(ctx, "no more people come to the demo", "organization", o.name, "error", err)
		}
	}
}

func (d *demonstration) push(ctx context.Context, o demoOrganization, tick <-chan time.Time) error {
	directories, err := d.world.list(ctx, "/directories")
	if err != nil {
		return err
	}
	for _, row := range directories {
		if row.Name != o.directoryName {
			continue
		}
		there, err := d.world.headcount(ctx, row.OrganizationID)
		if err != nil {
			return err
		}
		for i := there - len(o.people); i < demoLater; i++ {
			select {
			case <-ctx.Done():
				return nil
			case <-tick:
			}
			if _, err := d.world.make(ctx, "people", demoNewcomer(i).wire(o.domain, row.OrganizationID, row.ID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// headcount counts the people of an organization's identity provider.
func (w *demoWorld) headcount(ctx context.Context, organizationID string) (int, error) {
	var page struct {
		Data []named `json:"data"`
	}
	err := w.call(ctx, http.MethodGet, "/_sandbox/people?limit=1000&organization_id="+url.QueryEscape(organizationID), nil, &page)
	return len(page.Data), err
}
