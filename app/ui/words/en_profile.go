package words

// The sentences of one's own page.
const (
	YouRun             Key = "You run MemberPulse; this session belongs to no organization."
	YouAreSignedInTo   Key = "You are signed in to %s."
	PlatformAdminsFrom Key = "Platform admins are named in the configuration of this MemberPulse, and nowhere else."
	RolesFollowGroups  Key = "Roles follow your groups in the directory. To change them, ask whoever runs it."
	YourRolesAndOrigin Key = "Your roles, and where each came from"
	YourID             Key = "Your id"
	OpenSessions       Key = "Open sessions"
	SessionIs          Key = "%s from %s, signed in %s UTC, last seen %s, ends %s"
	ThisOne            Key = "this one"
	EndIt              Key = "End"
	Ending             Key = "Ending"
	EndAllOthers       Key = "End all others"
	EndOthersQuestion  Key = "End %s?"
	EndOthersMeans     Key = "Their browsers are signed out at once. This one stays signed in."
	SoManyEnded        Key = "%s ended; their browsers are signed out."
	SessionEnded       Key = "The session is ended; its browser is signed out."
)
