package scim

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"memberpulse/server/sandbox/world"
)

func TestTraps(t *testing.T) {
	t.Parallel()
	runScript(t, "traps.scim", 26, map[string]func(*house){
		"elsewhere": theSameExternalIDElsewhere, "hugeFilters": hugeFilters, "pagingWhileOthersCome": pagingWhileOthersCome, "comingBack": comingBack,
		"longNames": longNames, "inactivePolicy": inactivePolicy, "everyRouteNeedsTheBearer": everyRouteNeedsTheBearer, "twoTokens": twoTokens,
		"membersAtOnce": membersAtOnce,
	})
}

// theSameExternalIDElsewhere is someone else.
func theSameExternalIDElsewhere(h *house) {
	h.T.Helper()
	other, token := h.directory("Other")
	h.ask("POST", "/scim/v2.0/"+other.ExternalKey+"/Users", user("evil@x.test", `"externalId":"1"`), "Authorization", "Bearer "+token).want(201)
}

func hugeFilters(h *house) {
	h.T.Helper()
	for _, filter := range []string{
		`userName eq "` + strings.Repeat("x", 5000) + `"`, strings.Repeat("(", 40) + "title pr" + strings.Repeat(")", 40), `userName eq "a" or 1=1`, `*)(uid=*`,
	} {
		h.do("GET", "/Users"+query1(filter), "").wantType(400, invalidFilter)
	}
}

func pagingWhileOthersCome(h *house) {
	h.T.Helper()
	seen := map[string]int{}
	for i := range 10 {
		h.addUser(fmt.Sprintf("u%d@x.test", i))
	}
	for start := 1; start <= 10; start += 3 {
		r := h.do("GET", fmt.Sprintf("/Users?startIndex=%d&count=3", start), "").want(200)
		for _, v := range r.at("Resources").([]any) {
			seen[v.(map[string]any)["userName"].(string)]++
		}
		h.addUser(fmt.Sprintf("new%d@x.test", start))
	}
	for i := range 10 {
		if n := seen[fmt.Sprintf("u%d@x.test", i)]; n != 1 {
			h.T.Errorf("u%d was seen %d times", i, n)
		}
	}
}

func comingBack(h *house) {
	h.T.Helper()
	id := h.addUser("ana@x.test", `"externalId":"00u1"`)
	before, err := h.World.SCIMUser(h.dir.ID, id)
	h.Must(err)
	h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","value":{"active":false}}`)).want(200)
	r := h.do("PATCH", "/Users/"+id, patchOp(`{"op":"replace","value":{"active":true}}`)).want(200)
	after, err := h.World.SCIMUser(h.dir.ID, id)
	h.Must(err)
	if r.str("id") != id || after.ID == before.ID || after.IDPID != before.IDPID {
		h.T.Errorf("SCIM id %s → %s, directory user %s → %s", id, r.str("id"), before.ID, after.ID)
	}
}

func longNames(h *house) {
	h.T.Helper()
	long := strings.Repeat("ü", 32<<10)
	if r := h.do("POST", "/Groups", `{"displayName":"`+long+`"}`).want(201); r.str("displayName") != long {
		h.T.Errorf("%d bytes came back", len(r.str("displayName")))
	}
}

func membersAtOnce(h *house) {
	h.T.Helper()
	g := h.addGroup("Staff")
	ids := make([]string, 20)
	for i := range ids {
		ids[i] = h.addUser(fmt.Sprintf("u%d@x.test", i))
	}
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			h.do("PATCH", "/Groups/"+g, patchOp(`{"op":"add","path":"members","value":[{"value":"`+id+`"}]}`)).want(204)
		})
	}
	wg.Wait()
	slices.Sort(ids)
	if diff := cmp.Diff(ids, h.World.GroupMemberIDs(g)); diff != "" {
		h.T.Errorf("members were lost: %s", diff)
	}
}

func inactivePolicy(h *house) {
	t := h.T
	t.Helper()
	off := patchOp(`{"op":"replace","value":{"active":false}}`)
	id := h.addUser("ana@x.test")
	from := h.Here()
	h.do("PATCH", "/Users/"+id, off).want(200)
	if diff := cmp.Diff([]string{"dsync.user.deleted"}, h.Told(from)); diff != "" {
		t.Error(diff)
	}
	h.do("POST", "/Users", strings.Replace(user("off@x.test"), `"active":true`, `"active":false`, 1)).wantType(400, invalidValue)
	retain := true
	if _, err := h.World.ChangeSettings(world.SettingsPatch{RetainInactive: &retain}); err != nil {
		t.Fatal(err)
	}
	id = h.addUser("bea@x.test")
	from = h.Here()
	h.do("PATCH", "/Users/"+id, off).want(200)
	if diff := cmp.Diff([]string{"dsync.user.updated"}, h.Told(from)); diff != "" {
		t.Error(diff)
	}
	if u, err := h.World.SCIMUser(h.dir.ID, id); err != nil || u.State != "inactive" {
		t.Errorf("%v %v", u.State, err)
	}
	h.do("POST", "/Users", strings.Replace(user("off@x.test"), `"active":true`, `"active":false`, 1)).want(201)
}
