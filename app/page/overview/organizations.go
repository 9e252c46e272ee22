package overview

import (
	"slices"
	"strings"

	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

func withHealth(all []shared.Organization, h shared.Health) []shared.Organization {
	if h == "" {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(o shared.Organization) bool { return o.Health != h })
}

// totalOf is how many organizations there are, or of one word.
func totalOf(o shared.PlatformOverview, h shared.Health) int {
	if h == "" {
		return o.Total
	}
	return o.States[h]
}

// cursorOf is where the next page of organizations begins; "" if there is none.
func cursorOf(o shared.PlatformOverview) string {
	if o.ListMetadata.After == nil {
		return ""
	}
	return *o.ListMetadata.After
}

// extended puts a further page under the organizations that are shown. One that has moved meanwhile stands once.
func extended(o, next shared.PlatformOverview) shared.PlatformOverview {
	shown := slices.Clone(o.Organizations)
	for _, org := range next.Organizations {
		if at(shown, org.ID) < 0 {
			shown = append(shown, org)
		}
	}
	o.Organizations, o.ListMetadata.After = shown, next.ListMetadata.After
	return o
}

// stepped is what is shown after a live frame, which brings all figures and the organizations that stand first: those
// that are shown take their new figures. It is not whole if the frame tells that others belong there too, which must be
// asked for.
func stepped(o, frame shared.PlatformOverview, chosen shared.Health) (now shared.PlatformOverview, whole bool) {
	now = frame
	if chosen == "" {
		if len(o.Organizations) <= len(frame.Organizations) {
			return now, true
		}
		now.ListMetadata.After = o.ListMetadata.After
		now.Organizations = slices.Clone(frame.Organizations)
		for _, org := range o.Organizations {
			if at(now.Organizations, org.ID) < 0 {
				now.Organizations = append(now.Organizations, org)
			}
		}
		return now, true
	}
	now.ListMetadata = o.ListMetadata
	now.Organizations = slices.Clone(o.Organizations)
	for i, org := range now.Organizations {
		if j := at(frame.Organizations, org.ID); j >= 0 {
			now.Organizations[i] = frame.Organizations[j]
		}
	}
	now.Organizations = withHealth(now.Organizations, chosen)
	return now, o.States[chosen] == frame.States[chosen] && len(now.Organizations) == len(o.Organizations)
}

func at(all []shared.Organization, id string) int {
	return slices.IndexFunc(all, func(o shared.Organization) bool { return o.ID == id })
}

// healthSaid tells how many organizations are of each word, the worst first.
func healthSaid(states map[shared.Health]int) string {
	said := map[shared.Health]words.Key{
		shared.HealthBad: words.SoManyDown, shared.HealthWarning: words.SoManyToWatch, shared.HealthSyncing: words.SoManySyncing,
		shared.HealthOK: words.SoManyInStep, shared.HealthOff: words.SoManyNotSetUp,
	}
	var parts []string
	for _, h := range shared.Healths {
		if n := states[h]; n > 0 {
			parts = append(parts, words.Say(said[h], words.Count(n)))
		}
	}
	return strings.Join(parts, ", ")
}
