package words

// Key is a sentence of the catalogue, by its English wording; verbs stand where values go.
type Key string

// Noun is a thing that is counted: one person, two people.
type Noun struct{ One, Other Key }

// The nouns that the screens count.
var (
	Person       = Noun{"person", "people"}
	Group        = Noun{"group", "groups"}
	Membership   = Noun{"membership", "memberships"}
	Event        = Noun{"event", "events"}
	Change       = Noun{"change", "changes"}
	Attempt      = Noun{"attempt", "attempts"}
	Session      = Noun{"session", "sessions"}
	Organization = Noun{"organization", "organizations"}
	Item         = Noun{"item", "items"}
	Field        = Noun{"field", "fields"}
	Time         = Noun{"time", "times"}
	Span         = Noun{"span", "spans"}
)

// The sentences of the primitives, and the words that several rooms use.
const (
	Ago            Key = "%s ago"
	In             Key = "in %s"
	JustNow        Key = "just now"
	Never          Key = "never"
	New            Key = "%s new"
	Newer          Key = "Newer"
	Older          Key = "Older"
	PageBack       Key = "Back"
	PageNext       Key = "Next"
	Copy           Key = "Copy"
	Copied         Key = "Copied"
	CopyByHand     Key = "Press Ctrl-C to copy"
	CopyNoHTTPS    Key = "Copying needs https, and this page came without it. What you want is selected; press Ctrl-C, or ⌘C on a Mac."
	CopyRefused    Key = "The browser did not let this page copy. What you want is selected; press Ctrl-C, or ⌘C on a Mac."
	Replace        Key = "Replace"
	Set            Key = "Set"
	NotSet         Key = "Not set"
	Required       Key = "required"
	Close          Key = "Close"
	Dismiss        Key = "Dismiss"
	TryAgain       Key = "Try again"
	WhoActs        Key = "Who acts"
	Expected       Key = "Expected"
	Received       Key = "Received"
	Before         Key = "Before"
	After          Key = "After"
	FieldName      Key = "Field"
	TheSame        Key = "the same"
	Nothing        Key = "nothing"
	NotReached     Key = "Not reached"
	Done           Key = "Done"
	Running        Key = "Running"
	Failed         Key = "Failed"
	Warning        Key = "Warning"
	Left           Key = "%s left"
	NoTotal        Key = "total not known yet"
	DropFile       Key = "Drop a file here or"
	ChooseFile     Key = "choose one"
	LetGo          Key = "Let go to read the file"
	TypeToGo       Key = "Type %s to go on"
	Broken         Key = "This part of the page broke"
	BrokenWords    Key = "The rest goes on working and nothing was changed. Reload the page; if it happens again, copy the address and tell your administrator."
	Today          Key = "Today, %s"
	Yesterday      Key = "Yesterday, %s"
	UnsavedWork    Key = "Unsaved work"
	FromUTC        Key = "From, UTC"
	UntilUTC       Key = "Until, UTC"
	EndBeforeStart Key = "The end is before the start."
	ShowDays       Key = "Show these days"
	Passed         Key = "Passed"
	Waiting        Key = "Waiting"
	Yes            Key = "Yes"
	No             Key = "No"
	RemoveFilter   Key = "Remove filter %s %s"
	PerSecond      Key = "%s a second"
	SoFar          Key = "%s so far"
	Of             Key = "%s of %s"
	CopyOf         Key = "Copy %s"
	CopiedOf       Key = "Copied %s"
	SortBy         Key = "Sort by"
	ClearFilters   Key = "Clear filters"
	PasteNew       Key = "Paste the new one"
	And            Key = "%s and %s"
)

// The names of pages, and of what they are about.
const (
	Overview        Key = "Overview"
	Directory       Key = "Directory"
	People          Key = "People"
	Groups          Key = "Groups"
	Memberships     Key = "Memberships"
	Activity        Key = "Activity"
	Events          Key = "Events"
	Profile         Key = "Profile"
	AdminPortal     Key = "Admin Portal"
	Organizations   Key = "Organizations"
	SignInAttempts  Key = "Sign-in attempts"
	TheOrganization Key = "Organization"
	ThePerson       Key = "Person"
	TheGroup        Key = "Group"
	TheEvent        Key = "Event"
	SSO             Key = "SSO"
)

// What several pages say.
const (
	All               Key = "All"
	Attempts          Key = "Attempts"
	Changed           Key = "Changed"
	Changes           Key = "Changes"
	State             Key = "State"
	Outcome           Key = "Outcome"
	Roles             Key = "Roles"
	RolesAndOrigin    Key = "Roles, and where each came from"
	Record            Key = "Record"
	EMail             Key = "E-mail"
	FirstName         Key = "First name"
	LastName          Key = "Last name"
	NotApplied        Key = "Not applied"
	NotSetUp          Key = "Not set up"
	InStep            Key = "In step"
	FirstSync         Key = "First sync"
	FirstSyncRunning  Key = "First sync running"
	LatestChanges     Key = "Latest changes"
	AllActivity       Key = "All activity"
	NothingChangedYet Key = "Nothing has changed yet"
	SeeDirectory      Key = "See the directory"
	Reading           Key = "Reading"
	WhatHappened      Key = "What happened"
	EventIs           Key = "Event is"
	Since             Key = "Since"
	SinceThen         Key = "since %s"
	Now               Key = "now"
	Stages            Key = "Stages"
	Both              Key = "%s, %s"
)
