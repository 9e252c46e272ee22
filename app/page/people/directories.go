package people

import (
	"context"

	"memberpulse/app/api"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/shared"
	client "memberpulse/shared/api"
)

// directoryOf is the directory whose groups are shown: the one that the address names; else the one that has the
// address's group, which is asked for where there are several; else the first.
func directoryOf(named, group string, all []shared.Directory, has func(id string) (bool, error)) (string, error) {
	if named != "" || len(all) == 0 {
		return named, nil
	}
	if group != "" && len(all) > 1 {
		for _, d := range all {
			if there, err := has(d.ID); there || err != nil {
				return d.ID, err
			}
		}
	}
	return all[0].ID, nil
}

// having asks whether a directory has the group of an address. It looks among the groups, as one that is not there is an
// answer then, and no fault.
func having(c context.Context, q state.Query) func(string) (bool, error) {
	filter := client.GroupFilter{State: q.Get("state"), Query: q.Get("group")}
	return func(id string) (bool, error) {
		some, err := api.Server().DirectoryGroups(c, id, client.Page{Limit: 1, OrganizationID: q.Scope()}, filter)
		return len(some.Data) > 0, err
	}
}

func directoriesToChoose(all []shared.Directory) []ui.Option {
	options := make([]ui.Option, len(all))
	for i, d := range all {
		options[i] = ui.Option{Value: d.ID, Label: d.Name}
	}
	return options
}
