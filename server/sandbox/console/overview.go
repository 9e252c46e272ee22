package console

import (
	"slices"

	"memberpulse/server/sandbox/deliver"
	"memberpulse/server/sandbox/world"
)

// latest is how many events and deliveries the overview shows.
const latest = 8

type organizationRow struct {
	world.Organization
	People, Directories int
	SSO                 mark
	Directory           mark
}

// mark is a state as it looks and reads.
type mark struct{ Status, Word string }

func (v *visit) overview() {
	var rows []organizationRow
	for _, o := range v.s.world.AllOrganizations(nil) {
		rows = append(rows, v.organizationRow(o))
	}
	deliveries, _, _, err := v.s.deliver.List(deliver.Filter{Limit: latest})
	if err != nil {
		v.fault = err.Error()
	}
	sum := v.s.world.Summary()
	v.show("overview", struct {
		page
		Sum           world.Summary
		Organizations []organizationRow
		Events        []eventRow
		Deliveries    []deliveryRow
		Faulty        bool
	}{v.page("overview"), sum, rows, v.lastEvents(latest), v.deliveryRows(deliveries), faulty(sum.Faults)})
}

// faulty says that deliveries go wrong on purpose.
func faulty(f world.Faults) bool {
	return f.Outage || f.DelayMS > 0 || f.Double > 1 || f.Reorder > 0 || f.DropPercent > 0 || f.Poison > 0 || f.SameTime
}

func (v *visit) organizationRow(o world.Organization) organizationRow {
	row := organizationRow{Organization: o, SSO: mark{"off", "None"}, Directory: mark{"off", "None"}, People: len(v.s.world.PeopleOf(o.ID))}
	for _, c := range v.s.world.ConnectionsOf(o.ID) {
		row.SSO = connectionMark(c.State)
		if c.State == "active" {
			break
		}
	}
	for _, d := range v.s.world.DirectoriesOf(o.ID) {
		row.Directories++
		row.Directory = directoryMark(d.State)
	}
	return row
}

func connectionMark(state string) mark {
	switch state {
	case "active":
		return mark{"ok", "Active"}
	case "validating":
		return mark{"run", "Validating"}
	case "draft", "requires_type":
		return mark{"warn", "Draft"}
	}
	return mark{"off", "Inactive"}
}

func directoryMark(state string) mark {
	switch state {
	case "linked":
		return mark{"ok", "Linked"}
	case "validating":
		return mark{"run", "Validating"}
	case "invalid_credentials":
		return mark{"bad", "Credentials refused"}
	}
	return mark{"off", "Not linked"}
}

func (v *visit) lastEvents(n int) []eventRow {
	log := v.s.world.EventLog(max(0, len(v.s.world.EventLog(0))-n))
	rows := make([]eventRow, 0, n)
	for _, e := range slices.Backward(log) {
		rows = append(rows, v.eventRow(e))
	}
	return rows
}
