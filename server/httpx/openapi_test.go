package httpx_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"memberpulse/server/httpx"
	"memberpulse/shared"
)

func TestDescriptionSaysWhatTheTableSays(t *testing.T) {
	t.Parallel()
	table := append(routes(), httpx.Endpoint("GET", "/api/people", shared.CapabilityRead,
		func(context.Context, *httpx.Call, httpx.None) (shared.List[person], error) {
			return shared.List[person]{}, nil
		}).Described("All people").Pages())
	self, _, err := httpx.Description("MemberPulse", "1", table)
	if err != nil {
		t.Fatal(err)
	}
	r := send(t, httpx.New(httpx.Config{}, append(table, self)), ask{method: "GET", path: "/api/openapi.json"})
	var doc struct {
		OpenAPI    string                               `json:"openapi"`
		Paths      map[string]map[string]map[string]any `json:"paths"`
		Components struct {
			Schemas map[string]any `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal([]byte(r.body), &doc); err != nil || r.StatusCode != http.StatusOK || doc.OpenAPI != "3.1.0" {
		t.Fatalf("%d, error %v: %s", r.StatusCode, err, r.body)
	}
	for path, method := range map[string]string{
		"/api/people": "get", "/api/people/{id}": "delete", "/webhooks/workos": "post", "/api/openapi.json": "get",
	} {
		if doc.Paths[path][method] == nil {
			t.Errorf("%s %s is missing", method, path)
		}
	}
	if doc.Paths["/page"] != nil {
		t.Error("a page is described as an API")
	}
	list, err := json.Marshal(doc.Paths["/api/people"]["get"])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"x-capability":"read"`, `"name":"after"`, `"summary":"All people"`, `responses/Fault"`, "api_key"} {
		if !strings.Contains(string(list), want) {
			t.Errorf("%s is missing: %s", want, list)
		}
	}
	problem, err := json.Marshal(doc.Components.Schemas["Problem"])
	if err != nil || strings.Contains(string(problem), `"null"`) {
		t.Errorf("error %v; a list may be null: %s", err, problem)
	}
	if doc.Components.Schemas["Problem"] == nil || len(doc.Components.Schemas) < 3 {
		t.Errorf("schemas: %v", doc.Components.Schemas)
	}
	if strings.Contains(r.body, "$schema") {
		t.Error("schemas refer to an address of their own")
	}
}
