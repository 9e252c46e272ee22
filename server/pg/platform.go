package pg

// PlatformScope names one purpose for which code may read and write across organizations.
// The list below is the whole of it: who wants another adds a line here, where
// it is seen in review.
type PlatformScope string

// Every access that crosses organizations.
const (
	SessionLookup PlatformScope = "session lookup" // a cookie tells no organization before it is found
	APIKeyLookup  PlatformScope = "key lookup"     // nor does a bearer key
	SignIn        PlatformScope = "sign-in"        // flows and connections before the organization is known
	InboxReceive  PlatformScope = "inbox receive"  // events as they come, of any organization
	LaneWork      PlatformScope = "lane work"      // which lanes have pending events
	Overview      PlatformScope = "overview"       // the platform operator's counts
	Organizations PlatformScope = "organizations"  // the platform operator's list
	Events        PlatformScope = "events"         // the platform operator's events and problems
	People        PlatformScope = "people"         // the platform operator's reads of members and directories
	Settings      PlatformScope = "settings"       // settings of the whole installation
	Bootstrap     PlatformScope = "bootstrap"      // first administrators, demo data, admin links
)
