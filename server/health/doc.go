// Package health looks at what is connected and says what is wrong with it: the first screens of an organization and
// of the platform, the list of organizations, figures and checks.
//
// Its promises: it only reads; every check says what it found, since when, who acts and what is next; an organization's
// figures come from one set of statements however many organizations are asked for; what a live screen shows is read
// anew for it, and what a page asks for is at most a second old.
package health
