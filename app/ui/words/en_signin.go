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
	IsIn                Key = "%s is in"
	EveryCheckPassed    Key = "Every check passed, and a session was begun."
	OnTheirWay          Key = "On the way"
	AtProvider          Key = "The browser is at the identity provider. What comes back appears here by itself."
	TheyWereTold        Key = "They were told: “%s”"
	ExpectedAndReceived Key = "Expected, and received"
	InAll               Key = "%s in all"
	Context             Key = "Context"
	TheConnection       Key = "Connection"
	Browser             Key = "Browser"
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
