package words

// The sentences of sign-in attempts, wherever they are told.
const (
	LetIn             Key = "let in"
	OnTheWay          Key = "on the way"
	Refused           Key = "refused"
	NeverCameBack     Key = "never came back"
	SomebodyUnknown   Key = "Somebody unknown"
	ThroughConnection Key = "Through %s"
	AtTheProvider     Key = "At the identity provider"
	ByAuthKit         Key = "AuthKit"
	ByAdminLink       Key = "Admin link"
	UnknownBrowser    Key = "Unknown browser"
	BrowserOn         Key = "%s on %s"
	UnknownProvider   Key = "Unknown provider"
)

// The reasons of a refusal, for those who look on.
const (
	NotProvisioned        Key = "Not in the directory"
	InactivePerson        Key = "Inactive in the directory"
	Deprovisioned         Key = "Removed from the directory"
	AccessDenied          Key = "Refused by the identity provider"
	NowhereAtHome         Key = "Belongs to no organization here"
	EMailNotVerified      Key = "The address is not verified"
	MembershipInactive    Key = "The membership in WorkOS is not active"
	ConnectionDisabled    Key = "The connection is disabled here"
	ConnectionInactive    Key = "The connection is inactive in WorkOS"
	OtherOrganization     Key = "Answered for another organization"
	OtherConnection       Key = "Answered through another connection"
	AdminBySSO            Key = "A platform admin may not come in through SSO"
	FactorMissing         Key = "A second factor must be set up first"
	FactorAsked           Key = "A second factor is asked for"
	SSORequired           Key = "Must come in through SSO"
	ProfileIncomplete     Key = "The profile lacks what is needed"
	ProfileOutside        Key = "The profile belongs to no organization"
	TookTooLong           Key = "Took too long"
	AnswerTwice           Key = "The same answer came twice"
	OtherBrowser          Key = "Came back in another browser"
	WorkOSSilent          Key = "WorkOS did not answer"
	NeverBackFromProvider Key = "Never came back from the identity provider"
)

// What narrows a list, and how much of it is shown.
const (
	FilterIs           Key = "The filter is %s."
	SearchedFor        Key = "Searched for “%s”."
	SearchedWithFilter Key = "Searched for “%s” with the filter %s."
	Shown              Key = "%s shown"
	AnyNotApplied      Key = "not applied"
	InUTC              Key = "%s UTC"
	UnknownFilter      Key = "This filter is not known"
	UnknownValue       Key = "The address asks for %s, and the list knows no such value."
	AsksFor            Key = "%s “%s”"
	UnknownPage        Key = "This page of the list is not there"
	PageNotThere       Key = "The address asks for a page that the list does not know; what it began with may be gone."
	ListWithoutFilters Key = "Nothing is wrong with the list itself: clear the filters to see it."
)

// The words of health, and where they lead.
const (
	Syncing          Key = "Syncing"
	Watch            Key = "Watch"
	Down             Key = "Down"
	SeeSignIns       Key = "See sign-ins"
	SeeNotApplied    Key = "See what was not applied"
	SeeEvents        Key = "See the events"
	SeeWhatIsInForce Key = "See the credentials"
	LookIntoIt       Key = "Look into it"
)

// The sentences of a sync that runs.
const (
	AppliedOf Key = "%s applied"
	Percent   Key = "%s %%"
	ItStopped Key = "It stopped"
	AboutLeft Key = "about %s left"
	Took      Key = "took %s"
)

// Where a role came from.
const (
	NoRole               Key = "no role"
	NoRoleNow            Key = "No role is held now."
	ByRoleMapping        Key = "role mapping"
	GroupAtSignIn        Key = "Group at sign-in"
	RoleInWorkOS         Key = "Role in WorkOS"
	GrantedByHand        Key = "Granted by hand"
	NamedInConfiguration Key = "Named as platform admin in the configuration"
	DefaultForEveryone   Key = "Default for everyone"
)

// What the bars of a day show.
const (
	OneBarBusiest Key = "one bar is %s, the busiest from %s UTC with %s"
	OneBarAll     Key = "one bar is %s, all of them between %s and %s UTC"
	LastDay       Key = "the last 24 hours"
	InLastScale   Key = "in %s; %s"
	LastSpan      Key = "the last %s"
	ChangesOver   Key = "Changes over %s: %s with parked or held events, %s with failed or dead ones"
)

// What waits, and what is given up.
const (
	NothingWaits Key = "nothing waits"
	SomeParked   Key = "%s parked"
	SomeFailed   Key = "%s failed"
	SomeDead     Key = "%s dead"
)
