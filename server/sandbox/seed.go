package sandbox

import (
	"fmt"

	"memberpulse/server/sandbox/world"
)

// Seeded is what an empty world was filled with. The SCIM token is shown here and nowhere else.
type Seeded struct {
	OrganizationID string
	ConnectionID   string
	DirectoryID    string
	SCIMToken      string
	Emails         []string
}

var seedPeople = []world.PersonInput{
	{Email: "ana@northwind.example", FirstName: "Ana", LastName: "Silva", JobTitle: "Head of IT", Department: "IT", Groups: []string{"MemberPulse Admins", "Everyone"}},
	{Email: "ben@northwind.example", FirstName: "Ben", LastName: "Haddad", JobTitle: "Support Lead", Department: "Support", Groups: []string{"MemberPulse Staff", "Everyone"}},
	{Email: "chloe@northwind.example", FirstName: "Chloé", LastName: "Dubois", JobTitle: "Analyst", Department: "Finance", Groups: []string{"MemberPulse Staff", "Everyone"}},
	{Email: "dario@northwind.example", FirstName: "Dario", LastName: "Rossi", JobTitle: "Engineer", Department: "Engineering", Groups: []string{"MemberPulse Members", "Everyone"}},
	{Email: "eva@northwind.example", FirstName: "Eva", LastName: "Novak", JobTitle: "Designer", Department: "Engineering", Groups: []string{"MemberPulse Members", "Everyone"}},
	{Email: "femi@northwind.example", FirstName: "Femi", LastName: "Okafor", JobTitle: "Account Executive", Department: "Sales", Groups: []string{"Everyone"}},
}

// seed fills an empty world with one organization that has everything.
func seed(w *world.World) (*Seeded, error) {
	o, err := w.CreateOrganization(world.OrganizationInput{Name: "Northwind", Domains: []world.DomainInput{{Domain: "northwind.example", Verified: true}}})
	if err != nil {
		return nil, fmt.Errorf("add the organization: %w", err)
	}
	c, err := w.CreateConnection(world.ConnectionInput{OrganizationID: o.ID, Type: "OktaSAML", Name: "Northwind Okta"})
	if err != nil {
		return nil, fmt.Errorf("add the connection: %w", err)
	}
	d, token, err := w.CreateDirectory(world.DirectoryInput{OrganizationID: o.ID, Type: "okta scim v2.0", Name: "Northwind Okta"})
	if err != nil {
		return nil, fmt.Errorf("add the directory: %w", err)
	}
	made := &Seeded{OrganizationID: o.ID, ConnectionID: c.ID, DirectoryID: d.ID, SCIMToken: token}
	for _, p := range seedPeople {
		p.DirectoryID = d.ID
		if _, err := w.AddPerson(p); err != nil {
			return nil, fmt.Errorf("add a person: %w", err)
		}
		made.Emails = append(made.Emails, p.Email)
	}
	return made, nil
}
