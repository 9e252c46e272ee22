package words

// The sentences of the sync log.
const (
	ActivityLead      Key = "Every change that came from WorkOS, and what became of it."
	FollowNewRows     Key = "Follow new rows"
	AddedAtTop        Key = "%s added at the top"
	SearchLog         Key = "Search the log"
	PersonGroupOrID   Key = "Person, group, or id"
	About             Key = "About"
	HowLong           Key = "Took"
	UnderOneMS        Key = "under 1 ms"
	NoChangeMatches   Key = "No change matches"
	OneSubject        Key = "one subject"
	ChangesAppearTold Key = "Every change of your directory appears here within a second, with what became of it."
	SearchAgain       Key = "New changes came: search again"
)

// What the hues of the ticks over a log mean.
const (
	TickApplied Key = "applied"
	TickWaits   Key = "parked or held"
	TickBroke   Key = "failed or dead"
)
