package portal

import (
	"slices"

	"memberpulse/server/sandbox/world"
)

type domainRow struct {
	world.Domain
	Status, Word string
}

var domainWords = map[string][2]string{"verified": {"ok", "Verified"}, "pending": {"run", "Waiting for the record"}, "failed": {"bad", "Failed"}}

// failures are WorkOS's reasons for a verification that failed.
var failures = []string{"domain_verification_period_expired", "domain_verified_by_other_organization"}

func (v *visit) domains() {
	var rows []domainRow
	for _, d := range v.org.Domains {
		w := domainWords[d.State]
		rows = append(rows, domainRow{d, w[0], w[1]})
	}
	v.show(status(v.form), "domains", struct {
		page
		Domains  []domainRow
		Failures []string
	}{v.page("domain_verification"), rows, failures})
}

func (v *visit) addDomain() {
	if _, err := v.s.world.AddDomain(v.org.ID, world.DomainInput{Domain: v.form.Text("domain")}); err != nil {
		if world.KindOf(err) == world.Internal {
			v.failed(err)
			return
		}
		v.form.Blame("domain", err.Error())
		v.domains()
		return
	}
	v.next("/domain_verification", "added")
}

func (v *visit) ownDomain() (world.Domain, bool) {
	d, err := v.s.world.Domain(v.r.PathValue("id"))
	if err != nil || d.OrganizationID != v.org.ID {
		v.failed(&world.Error{Kind: world.NotFound})
		return d, false
	}
	return d, true
}

// checkDomain is the look for the DNS record; what it finds is chosen on the page.
func (v *visit) checkDomain() {
	d, ok := v.ownDomain()
	if !ok {
		return
	}
	var err error
	done := "verified"
	if reason := v.form.Text("reason"); v.form.Text("result") == "failed" && slices.Contains(failures, reason) {
		done = "failed"
		_, err = v.s.world.FailDomain(d.ID, reason)
	} else {
		_, err = v.s.world.VerifyDomain(d.ID)
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.next("/domain_verification", done)
}

func (v *visit) deleteDomain() {
	d, ok := v.ownDomain()
	if !ok {
		return
	}
	if err := v.s.world.DeleteDomain(d.ID); err != nil {
		v.failed(err)
		return
	}
	v.next("/domain_verification", "deleted")
}
