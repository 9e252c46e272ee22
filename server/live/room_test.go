package live

import (
	"context"
	"strings"
	"testing"
)

// One person may have many windows, and a key watches for many people; others of the organization have room all the same.
func TestOneOwnerHasManyStreamsAndLeavesRoomForOthers(t *testing.T) {
	t.Parallel()
	const most, organization = 1500, "org_1"
	h := New(Config{})
	r := &room{hub: h, organization: organization, conns: map[*conn]struct{}{}}
	h.rooms[organization] = r
	join := func(owner string) error {
		c := newConn(Viewer{OrganizationID: organization, Owner: owner, Session: Session{ID: owner}}, context.CancelCauseFunc(func(error) {}))
		err := h.admit(c)
		if err == nil {
			r.conns[c] = struct{}{}
		}
		return err
	}
	for n := range most {
		if err := join("a"); err != nil {
			t.Fatalf("stream %d of one owner: %v", n+1, err)
		}
	}
	if err := join("a"); err == nil || !strings.Contains(err.Error(), "1,500 live streams of your session or API key") {
		t.Errorf("one more: %v", err)
	}
	for _, owner := range []string{"b", "c"} {
		for range most {
			if err := join(owner); err != nil {
				t.Fatalf("another owner: %v", err)
			}
		}
	}
	for range 500 {
		if err := join("d"); err != nil {
			t.Fatal(err)
		}
	}
	if err := join("e"); err == nil || !strings.Contains(err.Error(), "5,000 live streams of this organization") {
		t.Errorf("one more of the organization: %v", err)
	}
}
