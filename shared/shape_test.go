package shared

import (
	"encoding/json"
	"strings"
	"testing"
)

// Programs rely on these names, and on each being there even where it says nothing.
func TestShapesCarryEveryName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		value any
		keys  string
	}{
		"who asks":                    {Me{}, "member organization roles roles_because capabilities session"},
		"the session":                 {MeSession{}, "id expires_at"},
		"a role's reason":             {RoleReason{}, "role source directory_group_id group_name role_mapping_id event_id"},
		"a problem":                   {Problem{}, "type title status code detail action errors"},
		"a directory user":            {DirectoryUser{}, "object id directory_id organization_id idp_id email first_name last_name name state custom_attributes raw_attributes emails username job_title role created_at updated_at member_id groups roles roles_because last_event_id"},
		"a connection":                {Connection{}, "object id organization_id connection_type name state status domains created_at updated_at enabled"},
		"a directory":                 {Directory{}, "object id organization_id external_key type state name metadata created_at updated_at counts sync_run"},
		"a directory group":           {DirectoryGroup{}, "object id idp_id directory_id organization_id name raw_attributes created_at updated_at users roles"},
		"an organization":             {Organization{}, "object id name domains metadata external_id created_at updated_at"},
		"a domain of an organization": {OrganizationDomain{}, "object id organization_id domain state created_at updated_at"},
		"a domain of a connection":    {ConnectionDomain{}, "object id domain"},
		"an event":                    {Event{}, "id event organization_id directory_id outcome reason changed_fields attempts next_attempt_at duplicates received_at applied_at data"},
		"a sync run":                  {SyncRun{}, "id directory_id kind phase done total rate eta_seconds state"},
		"a list":                      {List[string]{}, "data list_metadata"},
	} {
		text, err := json.Marshal(c.value)
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		for _, key := range strings.Fields(c.keys) {
			if _, there := got[key]; !there {
				t.Errorf("%s lacks %s: %s", name, key, text)
			}
		}
	}
}
