package deliver

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"memberpulse/server/sandbox/world"
)

// An endpoint gets every event from its creation on, however busy the deliverer is at that moment.
func TestAnEndpointMadeWhileEventsPourInMissesNone(t *testing.T) {
	t.Parallel()
	w, err := world.Open("", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	d := New(w, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { d.Run(ctx) })
	noisy, err := w.CreateOrganization(world.OrganizationInput{Name: "Fabrikam"})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // they keep the deliverer planning
		running.Go(func() {
			for ctx.Err() == nil {
				if _, err := w.UpdateOrganization(noisy.ID, world.OrganizationChange{}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 200 {
		to, err := w.CreateEndpoint(fmt.Sprintf("http://127.0.0.1:9/%d", i), []string{"organization.created"})
		if err != nil {
			t.Fatal(err)
		}
		o, err := w.CreateOrganization(world.OrganizationInput{Name: "Northwind"})
		if err != nil {
			t.Fatal(err)
		}
		if !d.plans(o.ID, to.ID) {
			t.Fatalf("endpoint %d never gets the first event after its creation", i)
		}
		if err := w.DeleteEndpoint(to.ID); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	running.Wait()
}

// plans waits until what was told of an organization is planned, and says whether an endpoint gets it.
func (d *Deliverer) plans(organizationID, endpointID string) bool {
	log := d.world.EventLog(0)
	for {
		d.mu.Lock()
		changed, planned := d.changed, d.planned
		found := slices.ContainsFunc(d.all, func(v *Delivery) bool {
			return v.EndpointID == endpointID && v.Event.OrganizationID == organizationID
		})
		d.mu.Unlock()
		if found || planned >= len(log) {
			return found
		}
		<-changed
	}
}
