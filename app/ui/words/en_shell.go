package words

// The sentences of the frame round every page.
const (
	Live                Key = "Live"
	Connecting          Key = "Connecting"
	Again               Key = "Reconnecting"
	Paused              Key = "Paused"
	StreamIs            Key = "The stream of this page: %s"
	NotFound            Key = "There is nothing here"
	NotFoundWhy         Key = "Either the address is wrong, or it belongs to an organization you are not signed in to. We say the same for both, so that no one can find out which exists."
	SkipToContent       Key = "Skip to content"
	CloseNavigation     Key = "Close navigation"
	OpenNavigation      Key = "Open navigation"
	MainNavigation      Key = "Main"
	Navigation          Key = "Navigation"
	Breadcrumbs         Key = "Breadcrumbs"
	Loading             Key = "Loading"
	SearchOrganizations Key = "Search organizations"
	NameOrID            Key = "Name or id"
	ListUnread          Key = "The list could not be read. Type on to try again."
	NoOrganization      Key = "No organization matches."
	MoreOrganizations   Key = "There are more: type a part of the name."
	Sandbox             Key = "Sandbox"
	SandboxWhy          Key = "WorkOS here is the local stand-in"
	SwitchTheme         Key = "Switch theme"
	ThemeOfSystem       Key = "As the system has it"
	Light               Key = "Light"
	Dark                Key = "Dark"
	StreamSince         Key = "The stream of this page: %s since %s UTC. Nothing is lost."
	NotLive             Key = "Not live"
	AwaySince           Key = "What changed since %s UTC comes when the stream is back. Nothing is lost."
	AskedFor            Key = "Asked for"
	TheAddress          Key = "address"
	AccountOf           Key = "%s, account of %s"
	ProfileAndSessions  Key = "Profile and sessions"
	SignOut             Key = "Sign out"
	StillSignedIn       Key = "You are still signed in: the server did not take the sign-out. Try again."
	PageBroke           Key = "That did not work: this part of the page broke. Reload and try again."
	ChooseOrganization  Key = "Choose an organization"
	ChooseWhy           Key = "%s: this page shows one organization at a time. Choose it on the list of all of them, or with the switcher at the top left."
	RoleDoesNotOpen     Key = "Your role does not open this page"
	SeeRoles            Key = "See where your roles come from"
	NoRoleHere          Key = "no role here"
	OwnerOpens          Key = "It belongs to whoever runs this MemberPulse. You are %s."
	RoleOpens           Key = "%s opens it; you have the role %s. Roles follow your groups in the directory: ask a Client admin, or whoever runs the directory."
	AClientAdmin        Key = "A Client admin"
	AClientUserOrAdmin  Key = "A Client user or a Client admin"
	NotFoundTitle       Key = "Not found"
)

// The names of the screens and of their places.
const (
	ClientPortal     Key = "Client Portal"
	Settings         Key = "Settings"
	Authentication   Key = "Authentication"
	PlatformSettings Key = "Platform Settings"
	WorkOS           Key = "WorkOS"
	You              Key = "You"
	AllOrganizations Key = "All organizations"
	Pages            Key = "Pages"
	Primitives       Key = "Primitives"
)

// The names of the roles.
const (
	PlatformAdmin Key = "Platform admin"
	ClientAdmin   Key = "Client admin"
	ClientUser    Key = "Client user"
	PlainMember   Key = "Member"
)

// The sentences of the jump box.
const (
	JumpTo      Key = "Jump to"
	JumpToAny   Key = "Jump to…"
	JumpHint    Key = "Page, person, or an id"
	JumpResults Key = "Results"
	JumpKeys    Key = "Ctrl K"
	EscapeKey   Key = "Esc"
	KeysChoose  Key = "%s %s choose"
	KeyOpens    Key = "%s open"
	PasteID     Key = "paste an id to open it"
	JumpFault   Key = "%s. Pages are found all the same; type on to ask for the rest again."
	JumpNothing Key = "Nothing by that name. Try a part of a name, or paste the whole id of an event, a person, a group, a directory, a connection or a sign-in attempt."
	OpenEvent   Key = "Open this event"
	OpenAttempt Key = "Open this sign-in attempt"
	OpenGroup   Key = "Open this group"
)

// The sentences of what could not be read.
const (
	NoAnswer       Key = "The server did not answer"
	NoAnswerWhy    Key = "The connection was lost, or the server is being restarted. What was shown before is safe."
	NoAnswerAction Key = "Try again in a moment; if it stays, tell whoever runs MemberPulse."
	NotYours       Key = "Either the address is wrong, or it belongs to an organization you are not signed in to."
	GoToOverview   Key = "Go to Overview"
	CodeIs         Key = "Code %s"
)
