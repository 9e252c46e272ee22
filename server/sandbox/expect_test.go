package sandbox_test

import (
	"fmt"
	"testing"

	"memberpulse/server/sandbox"
)

// A Google Workspace tells how many people it holds before WorkOS has brought them in.
func TestADirectoryTellsWhatItExpectsUntilThatHasCome(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	box, err := sandbox.New(t.Context(), sandbox.Config{DataDir: folder})
	if err != nil {
		t.Fatal(err)
	}
	r := serve(t, box)
	org := r.must("POST", "/_sandbox/organizations", `{"name":"Kestrel Robotics"}`)["id"]
	body := fmt.Sprintf(`{"organization_id":%q,"type":"gsuite directory","expects":{"users":3,"groups":1}}`, org)
	id, _ := r.must("POST", "/_sandbox/directories", body)["id"].(string)
	holds := func(users, groups float64) {
		t.Helper()
		metadata, _ := r.must("GET", "/directories/"+id, "")["metadata"].(map[string]any)
		if of, _ := metadata["users"].(map[string]any); of["active"] != users || metadata["groups"] != groups {
			t.Errorf("metadata %v, want %v people and %v groups", metadata, users, groups)
		}
	}
	come := func(name, more string) (person string) {
		t.Helper()
		person, _ = r.must("POST", "/_sandbox/people", fmt.Sprintf(`{"directory_id":%q,"email":"%s@kestrel.example"%s}`, id, name, more))["id"].(string)
		r.idle() // between two people who come there is nothing to do
		return person
	}
	holds(3, 1)
	come("ana", "")
	ben := come("ben", `,"groups":["Staff","Berlin"]`)
	holds(3, 2)

	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	r = start(t, sandbox.Config{DataDir: folder})
	holds(3, 2)
	come("eve", "")
	if status, out := r.call("DELETE", "/_sandbox/people/"+ben, ""); status != 204 {
		t.Fatalf("remove a person: %d %v", status, out)
	}
	holds(2, 2)
	r.must("PATCH", "/_sandbox/directories/"+id, `{"expects":{"users":900,"groups":12}}`)
	holds(900, 12)
}
