package words

// The sentences of the directory's page.
const (
	NoDirectory         Key = "No directory is connected"
	WhatDirectoryIsGood Key = "A directory brings your people and groups here by themselves, and takes access away from who leaves. A client admin connects it in WorkOS’s Admin Portal; it then appears on this page by itself."
	SeeWhoIsHere        Key = "See who is here without one"
	PeopleInGroups      Key = "people in groups"
	FirstSyncFound      Key = "You can leave this page. It goes on, and you find it again under Directory."
	AllRecords          Key = "All records"
	ChangesASecond      Key = "Changes a second"
	SinceOpened         Key = "since this page was opened"
	ChangesASecondShown Key = "Changes applied a second since this page was opened"
	RestGoesOn          Key = "the rest goes on without them"
	AllOf               Key = "All %s"
	NoChangeYet         Key = "Nothing has changed yet."
	Provider            Key = "Provider"
	LastEvent           Key = "Last event"
	Connected           Key = "Connected"
	ThisDirectory       Key = "This directory"
	WhenDone            Key = "When it is done"
	RolesKnown          Key = "Roles are known"
	RolesFollow         Key = "They follow the groups from the first membership on; nothing is computed afterwards."
	PeopleCanSignIn     Key = "People can sign in"
	FromBrought         Key = "Each person from the moment they are brought here."
	SCIMAccess          Key = "WorkOS’s Admin Portal shows the SCIM endpoint and its token, and nothing else does."
	PolledAccess        Key = "WorkOS reads this provider itself. What lets it in is set up and renewed in WorkOS’s Admin Portal."
)

// How a directory stands.
const (
	InStepBut         Key = "In step but for %s"
	BeingSetUp        Key = "Being set up"
	ProviderRefusesUs Key = "The provider refuses our credentials"
	BeingRemoved      Key = "Being removed"
	NotConnected      Key = "Not connected"
	StoppedAfter      Key = "stopped after %s"
	SoManyInTime      Key = "%s in %s"
)
