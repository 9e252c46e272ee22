package shared

import "net/url"

// The screens' paths.
const (
	PathSignIn         = "/sign-in"
	PathOverview       = "/"
	PathDirectory      = "/directory"
	PathPeople         = "/people"
	PathGroups         = "/groups"
	PathActivity       = "/activity"
	PathAttempts       = "/settings/authentication/attempts"
	PathMe             = "/me"
	PathPlatform       = "/admin"
	PathEvents         = "/admin/events"
	PathWorkOSSettings = "/admin/settings/workos"
	PathGallery        = "/gallery"
)

// PathAPIReference is the description of the API as people read it: plain HTML of the server, and no screen.
const PathAPIReference = "/api/docs"

// PathPerson is the screen of a member.
func PathPerson(id string) string { return PathPeople + "/" + url.PathEscape(id) }

// PathEvent is the screen of an event.
func PathEvent(id string) string { return "/events/" + url.PathEscape(id) }

// PathAttempt is the screen of a sign-in attempt.
func PathAttempt(id string) string { return PathAttempts + "/" + url.PathEscape(id) }

// PathPeopleIn is the list of the people of one group.
func PathPeopleIn(groupID string) string { return PathPeople + "?group=" + url.QueryEscape(groupID) }

// PathGroupsOf is the list of the groups of one directory.
func PathGroupsOf(directoryID string) string {
	return PathGroups + "?directory=" + url.QueryEscape(directoryID)
}
