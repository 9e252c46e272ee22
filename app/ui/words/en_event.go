package words

// The sentences of the list of all events.
const (
	EventsLead      Key = "Every event that WorkOS told, whichever way it came, and what became of it."
	ReadAgain       Key = "Read again"
	SearchEvents    Key = "Search events"
	EventIDOrName   Key = "Event id, or a name"
	ReceivedUTC     Key = "Received, UTC"
	Came            Key = "Came"
	NoEventMatches  Key = "No event matches"
	NoEventYet      Key = "No event yet"
	EventsAppear    Key = "Events appear here as soon as WorkOS sends one."
	CameByWebhook   Key = "webhook"
	CameByEventsAPI Key = "Events API"
)

// The sentences about one event.
const (
	ReplayEvent      Key = "Replay this event"
	Replaying        Key = "Replaying"
	InItsLaneAgain   Key = "It is in its lane again. What becomes of it appears here."
	WrittenUTC       Key = "WorkOS wrote it, UTC"
	CameUTC          Key = "It came, UTC"
	Deliveries       Key = "Deliveries"
	NextTry          Key = "Next try"
	Decision         Key = "Decision"
	WhatNext         Key = "What next"
	ChangedFields    Key = "Changed fields"
	FieldChanged     Key = "changed"
	Payload          Key = "Payload"
	AsItCame         Key = "as it came"
	AsItCameMarked   Key = "as it came, changed fields marked"
	CopyJSON         Key = "Copy JSON"
	WrittenByWorkOS  Key = "Written by WorkOS"
	ReceivedStored   Key = "Received and stored"
	AboutTheSame     Key = "About the same"
	NoOtherEvent     Key = "No other event is about this."
	AfterItCame      Key = "%s after it came"
	AfterLastTry     Key = "%s after it was tried again"
	HowItCame        Key = "How it came"
	ClockAhead       Key = "WorkOS’s clock is %s ahead of the one here."
	ByPoll           Key = "Found by the poll of the Events API: no webhook had brought it"
	ByWebhook        Key = "By webhook"
	OneDuplicate     Key = "1, and 1 duplicate not counted twice"
	SoManyDuplicates Key = "1, and %s duplicates not counted twice"
)

// What the outcome of an event means, and the name of its last stage.
const (
	AppliedMeans Key = "It was newer than what was stored, so it was applied."
	StaleMeans   Key = "What is stored is newer, so nothing was changed. That is right: events may come in any order."
	IgnoredMeans Key = "MemberPulse does not act on this event."
	ParkedMeans  Key = "It refers to something that has not come yet, or was deleted. It is applied by itself as soon as that comes, and given up after 30 minutes."
	HeldMeans    Key = "The brake holds it until somebody decides."
	FailedMeans  Key = "It could not be applied, and is tried again by itself."
	DeadMeans    Key = "It was given up. Everything else goes on without it."
	PendingMeans Key = "It is stored and waits for its turn."
	StageApplied Key = "Applied"
	LeftAsItWas  Key = "Left as it was"
	StageIgnored Key = "Ignored"
	StageParked  Key = "Parked"
	StageHeld    Key = "Held"
	FailedTried  Key = "Failed, and tried again"
	GivenUp      Key = "Given up"
	WaitsForTurn Key = "Waits for its turn"
)
