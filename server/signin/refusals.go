package signin

import "maps"

// words are what a person reads about a refusal, by its code.
type words struct {
	Status int
	Title  string
	Detail string // what happened, and why
	Actor  string // who must act
	Action string // what next
}

const (
	you      = "You"
	it       = "Your company's IT team"
	admin    = "A client admin of your organization"
	operator = "The operator of this MemberPulse"
)

// onlookers say who must act to those who read of somebody else's refusal.
var onlookers = map[string]string{
	you: "The person who signs in", it: "Whoever runs the identity provider and the directory",
	admin: "A client admin of the organization", operator: operator,
}

// refusals are all reasons that a sign-in is refused for.
var refusals = func() map[string]words {
	all := map[string]words{}
	for _, some := range []map[string]words{ofWorkOS, ofTheFlow, ofPeople} {
		maps.Copy(all, some)
	}
	return all
}()

// wordsFor are the words of a code; an unknown code has WorkOS's general ones.
func wordsFor(code string) words {
	if w, ok := refusals[code]; ok {
		return w
	}
	return refusals["workos_error"]
}
