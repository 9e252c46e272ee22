package browser

import (
	"sync"
	"testing"

	"memberpulse/e2e/program"
	"memberpulse/shared/api"
)

var keys sync.Map // demo -> client with a platform key

type platform struct{ *api.Client }

func platformOf(t *testing.T, d *program.Demo) platform {
	t.Helper()
	if c, ok := keys.Load(d); ok {
		return c.(platform)
	}
	c := platform{d.Platform(t)}
	keys.Store(d, c)
	return c
}

func (p platform) hasMember(t *testing.T, org, email string) bool {
	t.Helper()
	list, err := p.Members(t.Context(), api.Page{Limit: 100, OrganizationID: org}, api.MemberFilter{Query: email})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list.Data {
		if m.Email == email && m.State == "active" {
			return true
		}
	}
	return false
}
