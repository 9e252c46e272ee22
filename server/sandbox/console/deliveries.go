package console

import (
	"strconv"
	"time"

	"memberpulse/server/sandbox/deliver"
	"memberpulse/server/sandbox/world"
)

type deliveryRow struct {
	deliver.View
	Mark     mark
	Endpoint string
	Tries    int
	Last     string
	At       time.Time
	Next     time.Time
}

// deliveryMarks are how a delivery's states look and read.
var deliveryMarks = map[string]mark{
	"pending": {"run", "Pending"}, "delivered": {"ok", "Delivered"}, "failed": {"dead", "Given up"}, "dropped": {"ignored", "Dropped"}, "canceled": {"ignored", "Canceled"},
}

func (v *visit) deliveryRows(views []deliver.View) []deliveryRow {
	rows := make([]deliveryRow, 0, len(views))
	for _, d := range views {
		row := deliveryRow{View: d, Mark: deliveryMarks[d.State], Tries: len(d.Attempts)}
		if row.Mark.Word == "" {
			row.Mark = mark{"off", d.State}
		}
		if e, err := v.s.world.Endpoint(d.EndpointID); err == nil {
			row.Endpoint = e.URL
		}
		if row.Tries > 0 {
			last := d.Attempts[row.Tries-1]
			row.At, row.Last = last.At.Time, attemptWords(last)
			if d.State == "pending" {
				row.Mark = mark{"failed", "Will be retried"}
			}
		}
		if d.NextAt != nil {
			row.Next = d.NextAt.Time
		}
		rows = append(rows, row)
	}
	return rows
}

// attemptWords say what an attempt came to.
func attemptWords(a deliver.AttemptView) string {
	if a.Error != "" {
		return a.Error
	}
	return strconv.Itoa(a.Status) + " in " + strconv.FormatFloat(a.LatencyMS, 'f', 0, 64) + " ms"
}

// idleMark says what the deliveries as a whole do now.
func idleMark(i deliver.Idle) mark {
	switch {
	case !i.Idle:
		return mark{"run", strconv.Itoa(i.InFlight) + " under way, " + strconv.Itoa(i.Due) + " due"}
	case i.Retries > 0:
		return mark{"run", "Nothing due yet"}
	}
	return mark{"ok", "Nothing to deliver"}
}

type stateFacet struct {
	State string
	Mark  mark
	Count int
}

func (v *visit) deliveries() {
	q := v.r.URL.Query()
	views, after, counters, err := v.s.deliver.List(deliver.Filter{State: q.Get("state"), EventID: q.Get("event_id"), After: q.Get("after"), Limit: perPage})
	if err != nil {
		v.fault = "This page of the list does not exist; the first one is shown instead."
		views, after, counters, _ = v.s.deliver.List(deliver.Filter{Limit: perPage}) // without a cursor there is none to be wrong
	}
	facets := []stateFacet{
		{"pending", mark{"run", "Pending"}, counters.Pending},
		{"delivered", mark{"ok", "Delivered"}, counters.Delivered},
		{"failed", mark{"dead", "Given up"}, counters.Failed},
		{"dropped", mark{"ignored", "Dropped"}, counters.Dropped},
	}
	idle := v.s.deliver.Idle()
	endpoints, _ := v.s.world.Endpoints(world.Page{Limit: 100, Order: "asc"}, nil)
	v.show("deliveries", struct {
		page
		Deliveries []deliveryRow
		Facets     []stateFacet
		State      string
		Idle       deliver.Idle
		IdleMark   mark
		Endpoints  []world.WebhookEndpoint
		Next       string
	}{v.page("deliveries"), v.deliveryRows(views), facets, q.Get("state"), idle, idleMark(idle), endpoints, more(v.r.URL, after)})
}
