package browser

import (
	"testing"
	"time"

	"memberpulse/e2e/program"
	"memberpulse/shared/api"
)

// An organization may have several directories; a group is shown in its own, however one comes to it.
func TestAGroupIsShownInItsOwnDirectory(t *testing.T) {
	d, b := field(t)
	org, groups := ofTwoDirectories(t, d)
	scope := "organization_id=" + org
	w := cast{d, b}.window(t, d.SignIn(t, "ROLE_PLATFORM_ADMIN", ""))
	for name, g := range groups {
		chosen := `document.querySelector(".pane .table__main")?.innerText === ` + quote(name) + ` &&
			document.querySelector("main tbody .is-selected")?.innerText.includes(` + quote(name) + `) && document.querySelector("#directory").value === ` + quote(g.directory)
		w.Go("/groups?group=" + g.id + "&" + scope)
		w.Until("its id alone leads to "+name, chosen)
		w.Go("/directory?" + scope)
		Eval[bool](w, `[...document.querySelectorAll("main .page__head")].find(e => e.innerText.includes(`+quote(g.directory)+`.slice(-4))).querySelector("a[href*=groups]").click(), true`)
		w.Until("the groups of its directory are listed", `location.search.includes(`+quote(g.directory)+`) && `+names+`.join() === `+quote(name))
		w.Click("main tbody .link--row")
		w.Until("it is chosen among them", chosen)
		Eval[bool](w, `(e => { e.value = [...e.options].map(o => o.value).find(v => v !== e.value); e.dispatchEvent(new Event("change", {bubbles: true})); return true })(document.querySelector("#directory"))`)
		w.Until("the other directory has other groups, and none is chosen", names+`.length === 1 && `+names+`[0] !== `+quote(name)+` && !document.querySelector(".pane")`)
	}
	w.hold(t, "groups-two_directories")
}

// homed is a group and its directory.
type homed struct{ id, directory string }

// ofTwoDirectories is an organization with two directories, and the group that each of them has.
func ofTwoDirectories(t *testing.T, d *program.Demo) (org string, groups map[string]homed) {
	t.Helper()
	made := func(what string, of map[string]any) string {
		var it struct {
			ID string `json:"id"`
		}
		d.Sandbox().Call(t, "POST", "/_sandbox/"+what, of, &it)
		return it.ID
	}
	org, groups = made("organizations", map[string]any{"name": "Copper Ridge"}), map[string]homed{}
	for directory, group := range map[string]string{"Copper Okta": "Day shift", "Copper Entra": "Night shift"} {
		id := made("directories", map[string]any{"organization_id": org, "name": directory, "type": "okta scim v2.0", "state": "linked"})
		groups[group] = homed{made("groups", map[string]any{"directory_id": id, "name": group}), id}
	}
	of := platformOf(t, d)
	program.Until(t, "both groups are here", 20*time.Second, func() bool {
		here := 0
		for _, g := range groups {
			list, err := of.DirectoryGroups(t.Context(), g.directory, api.Page{Limit: 1, OrganizationID: org}, api.GroupFilter{})
			if err == nil {
				here += len(list.Data)
			}
		}
		return here == len(groups)
	})
	return org, groups
}
