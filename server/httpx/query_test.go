package httpx_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"memberpulse/server/httpx"
	"memberpulse/shared"
)

// asking is a table with one route that reads what a test says, and declares some of it.
func asking(t *testing.T, read ...string) *httpx.Mux {
	t.Helper()
	return httpx.New(httpx.Config{
		Pages: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("a page")) }), // the recorder takes it
		ErrorPage: func(w http.ResponseWriter, _ *http.Request, err error) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(httpx.Status(err))
		},
	}, []httpx.Route{httpx.Route{
		Method: http.MethodGet, Pattern: "/api/things", Capability: shared.AccessAnyone,
		Handler: func(w http.ResponseWriter, r *http.Request) error {
			var got []string
			for _, name := range read {
				got = append(got, httpx.QueryOf(r).Get(name))
			}
			return httpx.WriteJSON(w, http.StatusOK, got)
		},
	}.Takes(
		httpx.Param{Name: "q"}, httpx.Param{Name: "state", OneOf: []string{"active", "inactive", "deleted"}},
		httpx.Param{Name: "outcome", OneOf: []string{"dead", "failed"}, Many: true}, httpx.Param{Name: "since", Time: true},
		httpx.Param{Name: "X-Signature", Header: true, Required: true},
	).Pages("name")})
}

func TestAHandlerReadsWhatItsRouteDeclares(t *testing.T) {
	t.Parallel()
	if r := send(t, asking(t, "q", "limit"), ask{method: "GET", path: "/api/things?q=a+b&limit=3"}); r.StatusCode != http.StatusOK || r.body != `["a b","3"]`+"\n" {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	for _, undeclared := range []string{"nothing", "X-Signature"} {
		if r := send(t, asking(t, undeclared), ask{method: "GET", path: "/api/things"}); r.StatusCode != http.StatusInternalServerError {
			t.Errorf("reading %s, which is no declared part of the query: %d", undeclared, r.StatusCode)
		}
	}
}

func TestWordsThatAParameterCannotBeAreFaultsOfTheField(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"state=active":               "",
		"state=":                     "",
		"outcome=dead,failed":        "",
		"since=2026-11-20T09:15:30Z": "",
		"state=gone":                 "state: Send active, inactive, or deleted.",
		"state=Active":               "state: Send active, inactive, or deleted.",
		"outcome=dead,":              "outcome: Send dead or failed, or several of them joined by commas.",
		"since=yesterday":            "since: Write the time as 2026-11-20T09:15:30Z.",
		"state=x&since=y":            "state: Send active, inactive, or deleted. since: Write the time as 2026-11-20T09:15:30Z.",
	} {
		r := send(t, asking(t), ask{method: "GET", path: "/api/things?" + path})
		if want == "" {
			if r.StatusCode != http.StatusOK {
				t.Errorf("%s: %d %s", path, r.StatusCode, r.body)
			}
			continue
		}
		var p shared.Problem
		if err := json.Unmarshal([]byte(r.body), &p); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range p.Errors {
			got = append(got, f.Field+": "+f.Message)
		}
		if r.StatusCode != http.StatusUnprocessableEntity || strings.Join(got, " ") != want {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.body)
		}
	}
}

// What cannot be read is told, and not passed over.
func TestAQueryWithBrokenEncodingIsMalformed(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"limit=%zz", "q=100%", "%", "a;b=c"} {
		r := send(t, asking(t, "q"), ask{method: "GET", path: "/api/things?" + query})
		if r.StatusCode != http.StatusBadRequest || !strings.Contains(r.body, `"code":"malformed_query"`) {
			t.Errorf("%s: %d %s", query, r.StatusCode, r.body)
		}
	}
}

// An address that shows a page takes no other method, and says so as every program reads it.
func TestAPageRefusesOtherMethodsAsAProblem(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"OPTIONS", "POST", "PUT", "DELETE", "TRACE", "PROPFIND"} {
		r := send(t, asking(t), ask{method: method, path: "/people"})
		if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Content-Type") != "application/problem+json" || r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d %v %s", method, r.StatusCode, r.Header, r.body)
		}
	}
	if r := send(t, asking(t), ask{method: "GET", path: "/people"}); r.body != "a page" {
		t.Errorf("GET: %d %s", r.StatusCode, r.body)
	}
}

func TestTheDescriptionHasWhatTheRoutesDeclare(t *testing.T) {
	t.Parallel()
	text, err := httpx.Describe("MemberPulse", "1", asking(t).Routes())
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name, In string
				Required bool
				Schema   struct {
					Type, Format string
					Enum         []string
					Items        struct{ Enum []string }
				}
			}
			Responses map[string]struct {
				Ref string `json:"$ref"`
			}
		}
		Components struct{ Responses map[string]any }
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, p := range doc.Paths["/api/things"]["get"].Parameters {
		line := strings.Join([]string{p.In, p.Name, p.Schema.Type, p.Schema.Format, strings.Join(append(p.Schema.Enum, p.Schema.Items.Enum...), "|")}, " ")
		if p.Required {
			line += " required"
		}
		got = append(got, line)
	}
	want := "query q string  ,query state string  active|inactive|deleted,query outcome array  dead|failed,query since string date-time ,header X-Signature string   required," +
		"query limit integer  ,query after string  ,query before string  ,query order string  asc|desc|normal|name"
	if strings.Join(got, ",") != want {
		t.Errorf("parameters:\n%s\nwant\n%s", strings.Join(got, ","), want)
	}
	for status, r := range doc.Paths["/api/things"]["get"].Responses {
		if name := strings.TrimPrefix(r.Ref, "#/components/responses/"); name != "" && doc.Components.Responses[name] == nil {
			t.Errorf("%s refers to %s, which is not there", status, r.Ref)
		}
	}
	if doc.Paths["/api/things"]["get"].Responses["422"].Ref == "" || doc.Paths["/api/things"]["get"].Responses["404"].Ref != "" {
		t.Errorf("refusals: %+v", doc.Paths["/api/things"]["get"].Responses)
	}
}
