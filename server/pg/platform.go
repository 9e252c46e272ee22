package pg

// PlatformRead names one purpose for which code may look across organizations.
// The list below is the whole of it: who wants another adds a line here, where
// it is seen in review.
type PlatformRead string

// Every access that crosses organizations.
const (
	SessionLookup PlatformRead = "session lookup" // a cookie tells no organization before it is found
	ApiKeyLookup  PlatformRead = "key lookup"     // nor does a bearer key
	SignIn        PlatformRead = "sign-in"        // flows and connections before the organization is known
	InboxReceive  PlatformRead = "inbox receive"  // events as they come, of any organization
	LaneWork      PlatformRead = "lane work"      // which lanes have pending events
	LiveFanout    PlatformRead = "live fan-out"   // live rows read back for every stream of an instance
	Overview      PlatformRead = "overview"       // the platform operator's counts
	Organizations PlatformRead = "organizations"  // the platform operator's list
	Events        PlatformRead = "events"         // the platform operator's events and problems
	People        PlatformRead = "people"         // the platform operator's reads of members and directories
	Settings      PlatformRead = "settings"       // settings of the whole installation
	Bootstrap     PlatformRead = "bootstrap"      // first administrators, demo data, admin links
)
