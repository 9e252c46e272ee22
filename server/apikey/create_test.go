package apikey_test

import (
	"strings"
	"testing"
	"time"

	"memberpulse/server/apikey"
	"memberpulse/server/audit"
	"memberpulse/server/errs"
	"memberpulse/server/pg/pgtest"
	"memberpulse/shared"
)

func TestWhatAKeyMayBe(t *testing.T) {
	t.Parallel()
	s := apikey.New(pgtest.New(t), time.Now)
	for name, c := range map[string]struct {
		wanted apikey.Wanted
		field  string
	}{
		"the platform's":                  {apikey.Wanted{Name: "ci", Role: shared.RolePlatformAdmin}, ""},
		"without a name":                  {apikey.Wanted{Name: "  ", Role: shared.RolePlatformAdmin}, "name"},
		"with a long name":                {apikey.Wanted{Name: strings.Repeat("é", 101), Role: shared.RolePlatformAdmin}, "name"},
		"with a NUL in its name":          {apikey.Wanted{Name: "a\x00", Role: shared.RolePlatformAdmin}, "name"},
		"of an unknown role":              {apikey.Wanted{Name: "ci", Role: "ROLE_ROOT"}, "role"},
		"a tenant's of no organization":   {apikey.Wanted{Name: "ci", Role: shared.RoleClientAdmin}, "organization_id"},
		"the platform's of one":           {apikey.Wanted{Name: "ci", Role: shared.RolePlatformAdmin, OrganizationID: "org_a"}, "organization_id"},
		"a tenant's of an unknown tenant": {apikey.Wanted{Name: "ci", Role: shared.RoleMember, OrganizationID: "org_never"}, "organization_id"},
	} {
		made, key, err := s.Create(t.Context(), c.wanted, audit.System())
		switch {
		case c.field != "":
			if e := errs.Of(err); e == nil || e.Kind != errs.KindFields || e.Fields[0].Field != c.field || key != "" {
				t.Errorf("%s: %v", name, err)
			}
		case err != nil || !strings.HasPrefix(key, "mp_") || len(key) < 54 || made.LastFour != key[len(key)-4:] || made.ID == "":
			t.Errorf("%s: %+v %q %v", name, made, key, err)
		}
	}
}
