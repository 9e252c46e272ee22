package scim

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEventsOfADay tells which events a push makes, and that a change of nothing
// makes none.
func TestEventsOfADay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	from := h.Here()
	u := h.addUser("ana@x.test")
	g := h.addGroup("Staff", u)
	h.do("PUT", "/Users/"+u, user("ana@x.test")).want(200)
	h.do("PATCH", "/Users/"+u, patchOp(`{"op":"replace","path":"title","value":"Lead"}`)).want(200)
	h.do("PATCH", "/Users/"+u, patchOp(`{"op":"replace","path":"title","value":"Lead"}`)).want(200)
	h.do("PATCH", "/Groups/"+g, patchOp(`{"op":"replace","value":{"id":"`+g+`","displayName":"People"}}`)).want(204)
	h.do("PATCH", "/Groups/"+g, patchOp(`{"op":"remove","path":"members[value eq \"`+u+`\"]"}`)).want(204)
	h.do("PUT", "/Groups/"+g, group("People", u)).want(200)
	h.do("DELETE", "/Users/"+u, "").want(204)
	h.do("DELETE", "/Groups/"+g, "").want(204)
	want := []string{
		"dsync.user.created", "dsync.group.created", "dsync.group.user_added", "dsync.user.updated", "dsync.group.updated",
		"dsync.group.user_removed", "dsync.group.user_added", "dsync.user.deleted", "dsync.group.deleted",
	}
	if diff := cmp.Diff(want, h.Told(from)); diff != "" {
		t.Error(diff)
	}
}

// TestAnotherPrimaryAddress makes an address that is known the primary one: it is
// the person's e-mail from then on, and the product is told.
func TestAnotherPrimaryAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.do("POST", "/Users", `{"userName":"ana","emails":[{"value":"w@x.test","type":"work","primary":true},{"value":"h@x.test","type":"home"}]}`).want(201).str("id")
	from := h.Here()
	r := h.do("PATCH", "/Users/"+id, patchOp(`{"op":"add","path":"emails","value":[{"value":"h@x.test","type":"home","primary":true}]}`)).want(200)
	if r.at("emails/0/primary") != false || r.at("emails/1/primary") != true {
		t.Errorf("%s", r.raw)
	}
	told := h.World.EventLog(from)
	if len(told) != 1 || told[0].Name != "dsync.user.updated" {
		t.Fatalf("%v", h.Told(from))
	}
	var event struct {
		Data struct {
			Email    string         `json:"email"`
			Previous map[string]any `json:"previous_attributes"`
		} `json:"data"`
	}
	if err := json.Unmarshal(told[0].Body, &event); err != nil || event.Data.Email != "h@x.test" || event.Data.Previous["email"] != "w@x.test" {
		t.Errorf("%v %s", err, told[0].Body)
	}
}
