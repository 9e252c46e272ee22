package boot

import (
	"strings"

	"memberpulse/shared"
	"memberpulse/shared/mapping"
)

// The groups that give roles, by the default mapping.
const (
	groupAdmins  = "MemberPulse Admins"
	groupStaff   = "MemberPulse Staff"
	groupMembers = "MemberPulse Members"
)

// demoOrganization is a customer of the demonstration.
type demoOrganization struct {
	name, domain   string
	verified       bool
	connection     string // a connection's type; "" for none
	connectionName string
	directory      string // a directory's type; "" for none
	directoryName  string
	people         []demoPerson
	authkit        []demoPerson // who sign in with AuthKit
	slowly         bool         // its first sync goes on while one looks on
	trouble        bool
	history        bool
}

// demoPerson is one of its people.
type demoPerson struct {
	first, last, title, department string
	groups                         []string
	slug                           string // WorkOS's role slug, of those who sign in with AuthKit
	shown                          bool   // in the list of those who can sign in
}

func (p demoPerson) email(domain string) string {
	plain := strings.NewReplacer("é", "e", "ö", "o", "ø", "o", "ñ", "n", "á", "a", "í", "i", "ß", "ss", "ü", "u", "ç", "c", "ó", "o", "å", "a", "ï", "i", "'", "", " ", "")
	return plain.Replace(strings.ToLower(p.first+"."+p.last)) + "@" + domain
}

// roles are those that somebody holds by the default mapping.
func (p demoPerson) roles(linked bool) []shared.Role {
	facts := mapping.Facts{Active: true, DirectoryLinked: linked, SSOGroups: p.groups}
	for _, g := range p.groups {
		if linked {
			facts.DirectoryGroups = append(facts.DirectoryGroups, mapping.Group{ID: g, Name: g})
		}
	}
	if p.slug != "" {
		facts.RoleSlugs = []mapping.Slug{{Slug: p.slug}}
	}
	var out []shared.Role
	for _, r := range mapping.Roles(facts, mapping.Default()) {
		if len(out) == 0 || out[len(out)-1] != r.Role {
			out = append(out, r.Role)
		}
	}
	return out
}

// demoOperator is the platform admin: an AuthKit user with a verified address, of no organization.
var demoOperator = demoPerson{first: "Olivia", last: "Grant"}

const demoOperatorDomain = "memberpulse.example"

// people reads a table of one person a line: name | title | department | groups. A star marks who is shown.
func people(table string) []demoPerson {
	var out []demoPerson
	for line := range strings.SplitSeq(strings.TrimSpace(table), "\n") {
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		name, shown := strings.CutPrefix(cells[0], "*")
		first, last, _ := strings.Cut(strings.TrimSpace(name), " ")
		p := demoPerson{first: first, last: last, title: cells[1], department: cells[2], shown: shown}
		for g := range strings.SplitSeq(cells[3], ",") {
			if g = strings.TrimSpace(g); g != "" {
				p.groups = append(p.groups, g)
			}
		}
		out = append(out, p)
	}
	return out
}

var demoOrganizations = []demoOrganization{
	{
		name: "Northwind Health", domain: "northwind-health.example", verified: true, history: true,
		connection: "OktaSAML", connectionName: "Northwind Okta", directory: "okta scim v2.0", directoryName: "Northwind Okta",
		people: people(`
* Amara Okafor      | Head of IT              | IT          | MemberPulse Admins, IT, Everyone
  Jonas Lindqvist   | Identity Engineer       | IT          | MemberPulse Admins, IT, Everyone
* Priya Raman       | IT Support Lead         | IT          | MemberPulse Staff, IT, Everyone
  Marta Nowak       | IT Support Specialist   | IT          | MemberPulse Staff, IT, Everyone
  Devon Clarke      | Systems Administrator   | IT          | MemberPulse Staff, IT, Everyone
* Samuel Ortiz      | Registered Nurse        | Cardiology  | MemberPulse Members, Nursing, Everyone
  Grace Whitfield   | Charge Nurse            | Cardiology  | MemberPulse Members, Nursing, Everyone
  Hannah Feld       | Registered Nurse        | Cardiology  | MemberPulse Members, Nursing, Everyone
  Tomás Herrera     | Registered Nurse        | Emergency   | MemberPulse Members, Nursing, Everyone
  Aiko Tanaka       | Nurse Practitioner      | Emergency   | MemberPulse Members, Nursing, Everyone
  Liam Gallagher    | Paramedic Liaison       | Emergency   | MemberPulse Members, Everyone
  Noor Rahman       | Emergency Physician     | Emergency   | MemberPulse Members, Physicians, Everyone
  Elena Petrova     | Cardiologist            | Cardiology  | MemberPulse Members, Physicians, Everyone
  Marcus Webb       | Cardiologist            | Cardiology  | MemberPulse Members, Physicians, Everyone
  Sofia Marchetti   | Pediatrician            | Pediatrics  | MemberPulse Members, Physicians, Everyone
  Daniel Osei       | Pediatrician            | Pediatrics  | MemberPulse Members, Physicians, Everyone
  Ruth Abrams       | Pediatric Nurse         | Pediatrics  | MemberPulse Members, Nursing, Everyone
  Felix Brandt      | Pediatric Nurse         | Pediatrics  | MemberPulse Members, Nursing, Everyone
  Chloé Dubois      | Radiologist             | Radiology   | MemberPulse Members, Physicians, Everyone
  Victor Almeida    | Radiology Technician    | Radiology   | MemberPulse Members, Everyone
  Ingrid Solberg    | Radiology Technician    | Radiology   | MemberPulse Members, Everyone
  Kwame Mensah      | Laboratory Manager      | Laboratory  | MemberPulse Members, Clinical Ops, Everyone
  Yuki Sato         | Laboratory Analyst      | Laboratory  | MemberPulse Members, Clinical Ops, Everyone
  Beatriz Campos    | Laboratory Analyst      | Laboratory  | MemberPulse Members, Clinical Ops, Everyone
  Oliver Hughes     | Pharmacist              | Pharmacy    | MemberPulse Members, Clinical Ops, Everyone
  Zainab Yusuf      | Pharmacist              | Pharmacy    | MemberPulse Members, Clinical Ops, Everyone
  Peter Kowalski    | Pharmacy Technician     | Pharmacy    | MemberPulse Members, Clinical Ops, Everyone
  Laura Bianchi     | Billing Manager         | Finance     | MemberPulse Members, Finance, Everyone
  George Papadakis  | Billing Specialist      | Finance     | MemberPulse Members, Finance, Everyone
  Mei Chen          | Financial Analyst       | Finance     | MemberPulse Members, Finance, Everyone
  Andrew Sinclair   | Controller              | Finance     | MemberPulse Members, Finance, Everyone
  Fatima Zahra      | HR Manager              | People      | MemberPulse Staff, People, Everyone
  Emily Hart        | Recruiter               | People      | MemberPulse Members, People, Everyone
  Robert Vance      | Facilities Manager      | Operations  | MemberPulse Members, Everyone
  Camille Laurent   | Patient Coordinator     | Operations  | MemberPulse Members, Everyone
  Isaac Goldberg    | Patient Coordinator     | Operations  | MemberPulse Members, Everyone
  Nadia Haddad      | Compliance Officer      | Legal       | MemberPulse Staff, Everyone
  Thomas Keller     | Privacy Counsel         | Legal       | MemberPulse Members, Everyone
  Wen Li            | Data Analyst            | IT          | MemberPulse Members, IT, Everyone
  Paula Jensen      | Contractor              | IT          | Contractors, Everyone`),
	},
	{
		name: "Alder & Finch Law", domain: "alderfinch.example", verified: true,
		connection: "AzureSAML", connectionName: "Alder & Finch Entra ID",
		people: people(`
* Eleanor Finch   | Managing Partner   | Partners   | MemberPulse Admins
* Rafael Monteiro | Office Manager     | Operations | MemberPulse Staff
* Julia Steiner   | Associate          | Litigation | MemberPulse Members
  Owen Pritchard  | Associate          | Corporate  | MemberPulse Members
  Hana Kovač      | Paralegal          | Litigation | MemberPulse Members`),
		authkit: []demoPerson{{first: "Charles", last: "Alder", slug: "admin", shown: true}},
	},
	{
		name: "Kestrel Robotics", domain: "kestrel-robotics.example", verified: true, slowly: true,
		connection: "GoogleSAML", connectionName: "Kestrel Google Workspace", directory: "gsuite directory", directoryName: "Kestrel Google Workspace",
		people: people(`
* Ines Carvalho | Director of IT   | IT          | MemberPulse Admins
  Mateo Rossi   | Platform Lead    | Engineering | MemberPulse Staff
  Lucy Barker   | Firmware Lead    | Engineering | MemberPulse Members`),
	},
	{
		name: "Tidewater Logistics", domain: "tidewater-logistics.example", verified: true, trouble: true,
		connection: "OneLoginSAML", connectionName: "Tidewater OneLogin", directory: "onelogin scim v2.0", directoryName: "Tidewater OneLogin",
		people: people(`
* Gwen Abbott     | IT Manager          | IT         | MemberPulse Admins, Everyone
  Stefan Vogel    | Help Desk           | IT         | MemberPulse Staff, Everyone
  Rosa Delgado    | Fleet Coordinator   | Fleet      | MemberPulse Members, Everyone
  Henry Walsh     | Fleet Coordinator   | Fleet      | MemberPulse Members, Everyone
  Anita Desai     | Warehouse Lead      | Warehouse  | MemberPulse Members, Everyone
  Carl Eriksen    | Warehouse Operator  | Warehouse  | MemberPulse Members, Everyone
  Bianca Romano   | Dispatcher          | Dispatch   | MemberPulse Members, Everyone
  Musa Bello      | Dispatcher          | Dispatch   | MemberPulse Members, Everyone`),
	},
	{name: "Juniper & Co", domain: "juniper-co.example"},
}
