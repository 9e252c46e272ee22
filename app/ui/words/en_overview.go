package words

// The sentences of the overviews: of one organization, and of all.
const (
	LastChange         Key = "Last change %s"
	FirstSyncGoesOn    Key = "It goes on when you leave this page."
	WatchIt            Key = "Watch it"
	ChangesInDay       Key = "Changes in 24 hours"
	SignInsInDay       Key = "Sign-ins in 24 hours"
	SoManyRefused      Key = "%s refused"
	SoManyNotApplied   Key = "%s not applied"
	AllApplied         Key = "all applied"
	Health             Key = "Health"
	RefusedSignIns     Key = "Refused sign-ins"
	AllAttempts        Key = "All attempts"
	NobodyRefused      Key = "Nobody was refused."
	ChangesAppear      Key = "Every change of your directory appears here within a second."
	NeedsAttention     Key = "Needs attention: %s"
	DirectoryInStep    Key = "In step with %s"
	SignInWorks        Key = "Sign-in works, no directory is connected"
	NothingConnected   Key = "Nothing is connected yet"
	OperatorLooksAfter Key = "The operator of MemberPulse looks after it; there is nothing for you to do."
)

// The sentences of the set-up list.
const (
	SetUp            Key = "Set-up"
	SoManyDone       Key = "%s of %s done"
	ConnectSSO       Key = "Connect sign-in (SSO)"
	NoConnectionYet  Key = "No connection yet: people cannot sign in through your identity provider."
	SSOThrough       Key = "%s (%s), %s"
	ConnectDirectory Key = "Connect the directory"
	NoDirectoryYet   Key = "No directory yet: people are not brought here by themselves."
	DirectoryBrings  Key = "%s, %s and %s"
	ProveDomain      Key = "Prove your domain"
	WhatDomainIsGood Key = "A verified domain lets people be recognized by their e-mail address."
)

// The sentences of the operator's overview.
const (
	WaitingToBeApplied   Key = "Waiting to be applied"
	InAllLanes           Key = "in all lanes"
	SoManyInStep         Key = "%s in step"
	SoManyDown           Key = "%s down"
	SoManyToWatch        Key = "%s to watch"
	SoManySyncing        Key = "%s syncing"
	SoManyNotSetUp       Key = "%s not set up"
	Verdict              Key = "Verdict"
	NoOrganizationYet    Key = "No organization yet"
	OrganizationsAppear  Key = "Organizations appear here as soon as WorkOS tells of them."
	NoOrganizationMatch  Key = "No organization matches"
	OneFilterSet         Key = "1 filter is set."
	More                 Key = "More"
	ConnectedWithNothing Key = "nothing connected"
	SoManyGivenUp        Key = "%s given up"
)
