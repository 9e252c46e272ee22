package words

// The sentences of the lists of people and of groups.
const (
	PeopleLead     Key = "Everyone of this organization, with the roles they hold here."
	Present        Key = "Present"
	Inactive       Key = "Inactive"
	Deleted        Key = "Deleted"
	StateDeleted   Key = "deleted"
	SearchPeople   Key = "Search people"
	NameEMailID    Key = "Name, e-mail or whole id"
	Role           Key = "Role"
	AnyRole        Key = "Any role"
	InGroup        Key = "In"
	NobodyMatches  Key = "Nobody matches"
	NobodyYet      Key = "Nobody is here yet"
	PeopleAppear   Key = "People appear as soon as the directory sends them, or as they sign in for the first time."
	LastChanges    Key = "Last changes"
	OpenWholePage  Key = "Open the whole page"
	GroupsLead     Key = "The directory's groups, and the roles that each gives here."
	SearchGroups   Key = "Search groups"
	Gives          Key = "Gives"
	NoGroupMatches Key = "No group matches"
	NoGroupYet     Key = "No group is here yet"
	GroupsAppear   Key = "Groups appear as soon as the directory sends them. Their names decide which roles people get."
	NobodyInGroup  Key = "Nobody is in this group."
	SeeAllOf       Key = "See all %s"
	NewestFirst    Key = "newest first"
)

// The sentences about one person.
const (
	GroupsInDirectory Key = "Groups in the directory"
	InNoGroup         Key = "In no group."
	History           Key = "History"
	NoEventAboutThem  Key = "No directory event is about this person."
	SignIns           Key = "Sign-ins"
	HasNotTried       Key = "Has not tried to sign in yet."
	KnownToWorkOSAs   Key = "Known to WorkOS as"
	NothingLinked     Key = "Nothing is linked."
	SSOProfile        Key = "SSO profile"
	DirectoryUser     Key = "Directory user"
	AuthKitUser       Key = "AuthKit user"
	JobTitle          Key = "Title"
	Department        Key = "Department"
	None              Key = "none"
	HereSince         Key = "Here since"
)
