package words

// The sentences of the list of sign-in attempts.
const (
	AuthenticationLead Key = "Which connections let people in, who tried to sign in, and what became of it."
	AttemptsLead       Key = "the newest first, each with the stages it went through"
	SearchAttempts     Key = "Search attempts"
	EMailOrID          Key = "E-mail or id"
	TimeUTC            Key = "Time, UTC"
	Result             Key = "Result"
	Who                Key = "Who"
	Way                Key = "Way"
	Address            Key = "Address"
	Cause              Key = "Cause"
	NoAttempt          Key = "No attempt matches"
	NoAttempts         Key = "Nobody has tried to sign in yet"
	NoAttemptsYet      Key = "Each attempt appears here as it happens, with every stage it went through."
)

// The sentences of one attempt.
const (
	TheAttempt          Key = "Sign-in attempt"
	AttemptCrumb        Key = "Attempt"
	SignedIn            Key = "%s signed in"
	WasRefused          Key = "%s was refused"
	WentMissing         Key = "%s never came back"
	IsSigningIn         Key = "%s is signing in"
	OnTheirWay          Key = "On the way"
	AtProvider          Key = "The browser is at the identity provider. What comes back appears here by itself."
	TheyWereTold        Key = "They were told: “%s”"
	CopyForSupport      Key = "Copy for support"
	ExpectedAndReceived Key = "Expected, and received"
	InAll               Key = "%s in all"
	Context             Key = "Context"
	TheConnection       Key = "Connection"
	Browser             Key = "Browser"
)

// Why somebody was refused, and what to do about it, for those who look on.
const (
	WhyNotProvisioned Key = "The identity provider let them through, but the directory has not sent them, and only its people may come in. Assign them to MemberPulse in the directory; they can sign in as soon as it has synced."
	WhyInactive       Key = "The directory, or an admin, made their account inactive. Make it active again there."
	WhyDeprovisioned  Key = "The directory removed them from MemberPulse. Assign them again there if they should come in."
	WhyAccessDenied   Key = "The identity provider did not let them through, or they declined there. Assign them to the MemberPulse application in the identity provider."
	WhyNoOrganization Key = "They proved who they are, but are a member of no organization. Invite them, and have them sign in again."
	WhyNotVerified    Key = "Their e-mail address is not verified yet. WorkOS has sent them a link for that."
	WhyMembership     Key = "Their membership of the organization was deactivated in WorkOS. Make it active again there."
	WhyDisabled       Key = "The connection exists, but it is turned off here. Turn it on to let people in through it."
	WhyConnection     Key = "WorkOS reports the connection as not active. Finish or repair it in WorkOS’s Admin Portal."
	WhyMixedUp        Key = "The sign-in began for one, and the answer came from another. Nobody was let in. If it happens again, look for a mixed-up link, or an attack."
	WhyAdminBySSO     Key = "The address is a platform admin’s, for whom no customer’s identity provider may vouch. They sign in with AuthKit."
	WhySSORequired    Key = "The organization lets people in by its identity provider only. They sign in with single sign-on."
	WhyIncomplete     Key = "The profile lacks an e-mail address or an id. Have the identity provider send both."
	WhyOutside        Key = "The identity provider sent an address whose domain is not verified for the organization. Verify the domain, or send the right address."
	WhySilent         Key = "WorkOS did not answer in time. They can try again in a minute."
	WhyTimedOut       Key = "They were sent to the identity provider and did not come back within ten minutes. If it showed them an error, its own log tells which."
)

// The stages of an attempt.
const (
	SentToProvider Key = "Sent to the identity provider"
	CameBack       Key = "Came back"
	CodeExchanged  Key = "Code exchanged for a profile"
	PersonMatched  Key = "Person matched"
	SessionBegun   Key = "Session begun"
)

// The sentences of the connections that let people in.
const (
	MaySignIn       Key = "May sign in"
	Connections     Key = "Connections"
	ConnectionsNote Key = "which may sign in is decided here"
	SessionsStay    Key = "Who is signed in stays signed in until their session ends. Undo takes it back."
	KeepAsIs        Key = "Keep it as it is"
	PeopleHere      Key = "People here"
	SignInsOfDay    Key = "Sign-ins in the last 24 hours"
	Undo            Key = "Undo"
	MoveQuestion    Key = "Sign in through %s in place of %s?"
	OffQuestion     Key = "Turn off sign-in through %s?"
	MoveEffect      Key = "From then on people are sent to %s, and whoever is known to %s alone cannot come in."
	OffEffect       Key = "From then on nobody comes in through %s, you included. Who may sign in with AuthKit still can."
	MoveSignIn      Key = "Move sign-in"
	TurnOff         Key = "Turn it off"
	Moved           Key = "People sign in through %s now."
	TurnedOff       Key = "Nobody signs in through %s now."
)
