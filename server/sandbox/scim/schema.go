package scim

import "strings"

// The schema names that SCIM bodies carry.
const (
	userURN       = "urn:ietf:params:scim:schemas:core:2.0:User"
	enterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	groupURN      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	errorURN      = "urn:ietf:params:scim:api:messages:2.0:Error"
	listURN       = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	patchURN      = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	searchURN     = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
)

// The data types of RFC 7643 section 2.3 that we use.
const (
	typeString    = "string"
	typeBoolean   = "boolean"
	typeDateTime  = "dateTime"
	typeReference = "reference"
	typeComplex   = "complex"
)

// The values of an attribute's mutability, returned and uniqueness.
const (
	readWrite     = "readWrite"
	readOnly      = "readOnly"
	writeOnly     = "writeOnly"
	immutable     = "immutable"
	byDefault     = "default"
	always        = "always"
	never         = "never"
	notUnique     = "none"
	serverUnique  = "server"
	canonicalWork = "work"
)

// attribute is one attribute definition. Its JSON form is the one of /Schemas.
type attribute struct {
	Name            string       `json:"name"`
	Type            string       `json:"type"`
	SubAttributes   []*attribute `json:"subAttributes,omitempty"`
	MultiValued     bool         `json:"multiValued"`
	Description     string       `json:"description"`
	Required        bool         `json:"required"`
	CanonicalValues []string     `json:"canonicalValues,omitempty"`
	CaseExact       bool         `json:"caseExact"`
	Mutability      string       `json:"mutability"`
	Returned        string       `json:"returned"`
	Uniqueness      string       `json:"uniqueness"`
	ReferenceTypes  []string     `json:"referenceTypes,omitempty"`
}

// sub finds a sub-attribute; names compare without case (RFC 7643 section 2.1).
func (a *attribute) sub(name string) *attribute {
	return find(a.SubAttributes, name)
}

func find(list []*attribute, name string) *attribute {
	for _, a := range list {
		if strings.EqualFold(a.Name, name) {
			return a
		}
	}
	return nil
}

// schema is one schema of /Schemas.
type schema struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Attributes  []*attribute `json:"attributes"`
}

// resourceType binds an endpoint to its schemas.
type resourceType struct {
	name       string
	endpoint   string
	core       *schema
	extensions []*schema
	common     []*attribute
}

// schemaByURN finds the core schema or an extension; URNs compare without case.
func (rt *resourceType) schemaByURN(urn string) *schema {
	if strings.EqualFold(rt.core.ID, urn) {
		return rt.core
	}
	for _, e := range rt.extensions {
		if strings.EqualFold(e.ID, urn) {
			return e
		}
	}
	return nil
}

// attr finds an attribute of the core schema or one that every resource has.
func (rt *resourceType) attr(name string) *attribute {
	if a := find(rt.core.Attributes, name); a != nil {
		return a
	}
	return find(rt.common, name)
}

type option func(*attribute)

func text(name, about string, opts ...option) *attribute {
	a := &attribute{Name: name, Type: typeString, Description: about, Mutability: readWrite, Returned: byDefault, Uniqueness: notUnique}
	for _, o := range opts {
		o(a)
	}
	return a
}

func flag(name, about string) *attribute {
	return text(name, about, func(a *attribute) { a.Type = typeBoolean })
}

func reference(name, about string, kinds ...string) *attribute {
	return text(name, about, exact, func(a *attribute) { a.Type, a.ReferenceTypes = typeReference, kinds })
}

func complexOf(name, about string, subs ...*attribute) *attribute {
	return text(name, about, func(a *attribute) { a.Type, a.SubAttributes = typeComplex, subs })
}

func manyOf(name, about string, subs ...*attribute) *attribute {
	a := complexOf(name, about, subs...)
	a.MultiValued = true
	return a
}

// plural is the usual shape of a multi-valued attribute: value, display, type, primary.
func plural(name, about string, kinds ...string) *attribute {
	return manyOf(name, about,
		text("value", "The value."),
		text("display", "A name for people."),
		text("type", "What it is used for.", func(a *attribute) { a.CanonicalValues = kinds }),
		flag("primary", "Whether this is the preferred one; true once at most."))
}

func required(a *attribute) { a.Required = true }
func exact(a *attribute)    { a.CaseExact = true }
func unique(a *attribute)   { a.Uniqueness = serverUnique }
func fixed(a *attribute)    { a.Mutability = readOnly }
func onlyOnce(a *attribute) { a.Mutability = immutable }
func secret(a *attribute)   { a.Mutability, a.Returned = writeOnly, never }

var commonAttributes = []*attribute{
	{Name: "schemas", Type: typeString, MultiValued: true, CaseExact: true, Mutability: readOnly, Returned: always, Uniqueness: notUnique},
	{Name: "id", Type: typeString, CaseExact: true, Mutability: readOnly, Returned: always, Uniqueness: serverUnique},
	{Name: "externalId", Type: typeString, CaseExact: true, Mutability: readWrite, Returned: byDefault, Uniqueness: notUnique},
	{Name: "meta", Type: typeComplex, Mutability: readOnly, Returned: byDefault, Uniqueness: notUnique, SubAttributes: []*attribute{
		{Name: "resourceType", Type: typeString, CaseExact: true, Mutability: readOnly, Returned: byDefault},
		{Name: "created", Type: typeDateTime, Mutability: readOnly, Returned: byDefault},
		{Name: "lastModified", Type: typeDateTime, Mutability: readOnly, Returned: byDefault},
		{Name: "location", Type: typeReference, CaseExact: true, Mutability: readOnly, Returned: byDefault},
		{Name: "version", Type: typeString, CaseExact: true, Mutability: readOnly, Returned: byDefault},
	}},
}

var userSchema = &schema{ID: userURN, Name: "User", Description: "A person of the directory", Attributes: []*attribute{
	text("userName", "The name the person signs in with; unique in the directory, whatever its case.", required, unique),
	complexOf("name", "The parts of the person's name.",
		text("formatted", "The whole name."), text("familyName", "The family name."), text("givenName", "The given name."),
		text("middleName", "Middle names."), text("honorificPrefix", "A title before the name."), text("honorificSuffix", "A suffix after the name.")),
	text("displayName", "The name to show."),
	text("nickName", "A casual name."),
	reference("profileUrl", "A page about the person.", "external"),
	text("title", "The person's job title."),
	text("userType", "The kind of employment."),
	text("preferredLanguage", "The preferred language."),
	text("locale", "The person's locale."),
	text("timezone", "The person's time zone."),
	flag("active", "Whether the person may use the service."),
	text("password", "A password; taken and thrown away.", secret),
	plural("emails", "E-mail addresses.", canonicalWork, "home", "other"),
	plural("phoneNumbers", "Telephone numbers.", canonicalWork, "home", "mobile", "fax", "pager", "other"),
	plural("ims", "Messaging addresses."),
	plural("photos", "Pictures.", "photo", "thumbnail"),
	manyOf("addresses", "Postal addresses.",
		text("formatted", "The whole address."), text("streetAddress", "Street and number."), text("locality", "City."),
		text("region", "State or region."), text("postalCode", "Postal code."), text("country", "Country."),
		text("type", "What it is used for.", func(a *attribute) { a.CanonicalValues = []string{canonicalWork, "home", "other"} }),
		flag("primary", "Whether this is the preferred one.")),
	func() *attribute {
		a := manyOf("groups", "The groups the person is in; changed through the groups.",
			text("value", "The group's id.", fixed, exact), reference("$ref", "The group's address.", "Group"),
			text("display", "The group's name.", fixed), text("type", "direct or indirect.", fixed))
		a.Mutability = readOnly
		return a
	}(),
	plural("entitlements", "What the person is entitled to."),
	plural("roles", "The person's roles."),
	plural("x509Certificates", "Certificates."),
}}

var enterpriseSchema = &schema{ID: enterpriseURN, Name: "EnterpriseUser", Description: "A person as an employee", Attributes: []*attribute{
	text("employeeNumber", "The number the employer gave."),
	text("costCenter", "The cost center."),
	text("organization", "The organization."),
	text("division", "The division."),
	text("department", "The department."),
	complexOf("manager", "The person's manager.",
		text("value", "The manager's id.", exact), reference("$ref", "The manager's address.", "User"), text("displayName", "The manager's name.", fixed)),
}}

var groupSchema = &schema{ID: groupURN, Name: "Group", Description: "A group of people", Attributes: []*attribute{
	text("displayName", "The group's name; unique in the directory, whatever its case.", required, unique),
	manyOf("members", "The people in the group.",
		text("value", "The person's id.", onlyOnce, exact), reference("$ref", "The person's address.", "User"),
		text("display", "The person's name."), text("type", "User or Group.", onlyOnce)),
}}

var (
	userType  = &resourceType{name: "User", endpoint: "/Users", core: userSchema, extensions: []*schema{enterpriseSchema}, common: commonAttributes}
	groupType = &resourceType{name: "Group", endpoint: "/Groups", core: groupSchema, common: commonAttributes}
)
