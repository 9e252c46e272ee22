package event_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/event"
	"memberpulse/server/httpx"
	"memberpulse/shared"
)

// get asks a route as somebody.
func get[T any](t *testing.T, b *bundle, who access.Caller, path string) (out T, err error) {
	t.Helper()
	mux := http.NewServeMux()
	for _, r := range b.engine.Routes() {
		mux.HandleFunc(r.Name(), func(w http.ResponseWriter, req *http.Request) { err = r.Serve(w, req) })
	}
	r := httptest.NewRequestWithContext(access.With(t.Context(), who), http.MethodGet, path, nil)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	if err == nil {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatalf("%s: %v: %s", path, err, w.Body)
		}
	}
	return out, err
}

var (
	northwind = access.Caller{Kind: access.Member, MemberID: "member_1", OrganizationID: "org_1", Roles: []shared.Role{shared.RoleClientAdmin}}
	contoso   = access.Caller{Kind: access.Member, MemberID: "member_2", OrganizationID: "org_2", Roles: []shared.Role{shared.RoleClientAdmin}}
	operator  = access.Caller{Kind: access.PlatformAdmin, PlatformAdminID: "admin_1", Roles: []shared.Role{shared.RolePlatformAdmin}}
)

// told is a bundle with five events of one organization and one of another.
func told(t *testing.T) *bundle {
	t.Helper()
	b := setup(t).start(t)
	b.learn(t, "org_2", "directory_2")
	for i := range 5 {
		b.mustDeliver(t, user(fmt.Sprintf("event_%d", i), "dsync.user.created", fmt.Sprintf("directory_user_%d", i), `,"name":"A\u0000na"`))
		b.idle(t)
	}
	b.mustDeliver(t, inDirectory("directory_2", "org_2", user("event_foreign", "dsync.user.created", "directory_user_x")))
	b.mustDeliver(t, `{"id":"event_none","event":"vault.opened","data":{}}`)
	b.idle(t)
	return b
}

func TestListsShowOnesOwnEventsInPages(t *testing.T) {
	t.Parallel()
	b := told(t)
	for _, path := range []string{"/api/events", "/api/sync-logs"} {
		var seen []string
		after := ""
		for range 4 {
			page, err := get[shared.List[map[string]any]](t, b, northwind, path+"?limit=2"+after)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page.Data {
				id, _ := e["id"].(string)
				if id == "" {
					id, _ = e["event_id"].(string)
				}
				seen = append(seen, id)
				if path == "/api/events" && e["data"] == nil {
					t.Errorf("%s is listed without what it carries", id)
				}
			}
			if page.ListMetadata.After == nil {
				break
			}
			after = "&after=" + *page.ListMetadata.After
		}
		if diff := cmp.Diff([]string{"event_4", "event_3", "event_2", "event_1", "event_0"}, seen); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		back, err := get[shared.List[map[string]any]](t, b, northwind, path+"?limit=2&before=event_2")
		if err != nil || len(back.Data) != 2 {
			t.Errorf("%s, back: %v, %v", path, back, err)
		}
		all, err := get[shared.List[map[string]any]](t, b, operator, path+"?limit=100")
		if err != nil || len(all.Data) != 7 {
			t.Errorf("%s of the operator: %d, %v", path, len(all.Data), err)
		}
		one, err := get[shared.List[map[string]any]](t, b, operator, path+"?organization_id=org_2")
		if err != nil || len(one.Data) != 1 {
			t.Errorf("%s of the operator in one organization: %d, %v", path, len(one.Data), err)
		}
		if _, err := get[shared.List[map[string]any]](t, b, northwind, path+"?after=event_foreign"); errs.KindOf(err) != errs.KindInvalid {
			t.Errorf("%s with a foreign cursor: %v", path, err)
		}
		if _, err := get[shared.List[map[string]any]](t, b, northwind, path+"?organization_id=org_2"); errs.KindOf(err) != errs.KindNotFound {
			t.Errorf("%s of another organization: %v", path, err)
		}
	}
}

func TestFiltersNarrow(t *testing.T) {
	t.Parallel()
	b := told(t)
	for query, want := range map[string]int{
		"outcome=applied": 5, "outcome=dead": 0, "event=dsync.user": 5, "event=dsync.user.created": 5, "event=dsync.use": 0,
		"directory_id=directory_1": 5, "directory_id=directory_2": 0, "subject_id=directory_user_3": 1, "q=USER_3": 1, "q=%25": 0,
		"since=2026-11-21T12:00:00Z": 5, "since=2026-11-21T12:00:01Z": 0, "member_id=member_9": 0,
	} {
		for _, path := range []string{"/api/events", "/api/sync-logs"} {
			got, err := get[shared.List[map[string]any]](t, b, northwind, path+"?"+query)
			if err != nil || len(got.Data) != want {
				t.Errorf("%s?%s: %d, %v, want %d", path, query, len(got.Data), err, want)
			}
		}
	}
	for _, query := range []string{"outcome=lost", "since=yesterday"} {
		if _, err := get[shared.List[map[string]any]](t, b, northwind, "/api/events?"+query); errs.KindOf(err) != errs.KindFields {
			t.Errorf("%s: %v", query, err)
		}
	}
	counts, err := get[shared.List[shared.OutcomeCount]](t, b, operator, "/api/sync-logs/counts?outcome=applied")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range counts.Data {
		want := map[shared.Outcome]int{shared.OutcomeApplied: 6, shared.OutcomeIgnored: 1}[c.Outcome]
		if c.Count != want {
			t.Errorf("%s: %d, want %d", c.Outcome, c.Count, want)
		}
	}
}

// The figures count what is dead, failed and parked together, and so does the list that they lead to.
func TestSeveralOutcomesNarrowTogether(t *testing.T) {
	t.Parallel()
	b := told(t)
	for query, want := range map[string]int{
		"ignored,applied": 7, "applied,dead": 6, "dead,failed,parked": 0, "pending,ignored": 1, "applied,applied": 6,
	} {
		for _, path := range []string{"/api/events", "/api/sync-logs"} {
			got, err := get[shared.List[map[string]any]](t, b, operator, path+"?outcome="+query)
			if err != nil || len(got.Data) != want {
				t.Errorf("%s?outcome=%s: %d, %v, want %d", path, query, len(got.Data), err, want)
			}
		}
	}
	for _, query := range []string{"applied,lost", "applied,", ","} {
		if _, err := get[shared.List[map[string]any]](t, b, operator, "/api/events?outcome="+query); errs.KindOf(err) != errs.KindFields {
			t.Errorf("%s: %v", query, err)
		}
	}
}

// Who looks at all organizations is told whose an event is; who looks at one knows.
func TestTheOperatorIsToldWhoseAnEventIs(t *testing.T) {
	t.Parallel()
	b := told(t)
	list, err := get[shared.List[shared.Event]](t, b, operator, "/api/events")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list.Data {
		if want := e.OrganizationID; e.OrganizationName != want {
			t.Errorf("%s is said to be %q's, want %q", e.ID, e.OrganizationName, want)
		}
	}
	one, err := get[shared.Event](t, b, operator, "/api/events/event_foreign")
	if err != nil || one.OrganizationName != "org_2" {
		t.Errorf("one event: %q, %v", one.OrganizationName, err)
	}
	own, err := get[shared.List[shared.Event]](t, b, northwind, "/api/events")
	if err != nil || len(own.Data) == 0 || own.Data[0].OrganizationName != "" {
		t.Errorf("one's own: %+v, %v", own.Data, err)
	}
}

func TestOneEventIsShownWithItsPayloadToItsOrganizationAlone(t *testing.T) {
	t.Parallel()
	b := told(t)
	for _, who := range []access.Caller{northwind, operator} {
		got, err := get[shared.Event](t, b, who, "/api/events/event_1")
		if err != nil {
			t.Fatal(err)
		}
		var data map[string]string
		if err := json.Unmarshal(got.Data, &data); err != nil || data["name"] != "A\uFFFDna" || data["id"] != "directory_user_1" {
			t.Errorf("the payload: %s, %v", got.Data, err)
		}
		if got.Outcome != shared.OutcomeApplied || got.Reason != "Written down" || got.AppliedAt == nil {
			t.Errorf("got %+v", got)
		}
	}
	for _, path := range []string{"/api/events/event_1", "/api/events/event_none", "/api/events/event_absent"} {
		_, err := get[shared.Event](t, b, contoso, path)
		if diff := cmp.Diff(errs.NotFound().Detail, errs.Of(err).Detail); diff != "" || errs.KindOf(err) != errs.KindNotFound {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestAPendingEventShowsThatItWaits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.storeBefore(t, user("event_1", "dsync.user.created", "directory_user_1"))
	events, err := b.engine.ListEvents(context.WithoutCancel(t.Context()), event.Filter{OrganizationID: "org_1"}, httpx.Page{Limit: 10})
	if err != nil || len(events.Data) != 1 || events.Data[0].Outcome != shared.OutcomePending || events.Data[0].Reason == "" {
		t.Errorf("got %+v, %v", events, err)
	}
	logs, err := b.engine.ListSyncLogs(t.Context(), event.Filter{OrganizationID: "org_1"}, httpx.Page{Limit: 10})
	if err != nil || len(logs.Data) != 0 || logs.Data == nil {
		t.Errorf("logs: %+v, %v", logs, err)
	}
}
