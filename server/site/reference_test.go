package site_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"memberpulse/server/site"
)

const document = `{"openapi":"3.1.0","info":{"title":"MemberPulse","version":"1"},
"paths":{"/api/things/{id}":{"patch":{"operationId":"patch-thing","summary":"Changes a thing","tags":["things"],"x-capability":"configure",
	"parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}},
		{"name":"state","in":"query","description":"Of one state.","schema":{"type":"string","enum":["active","<b>"]}},
		{"name":"limit","in":"query","schema":{"type":"integer","minimum":1,"maximum":100,"default":10}}],
	"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}},
	"responses":{"200":{"description":"The answer.","content":{"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/Thing"}}}}},
		"404":{"$ref":"#/components/responses/NotFound"},"default":{"$ref":"#/components/responses/Fault"}}}}},
"components":{"schemas":{"Thing":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"at":{"type":["string","null"],"format":"date-time"},
	"parent":{"anyOf":[{"$ref":"#/components/schemas/Thing"},{"type":"null"}]},"counts":{"type":"object","additionalProperties":{"type":"integer"}},"data":{}}}},
	"responses":{"NotFound":{"description":"There is no such thing."},"Fault":{"description":"Never shown."}}}}`

func TestTheReferenceTellsADocumentInWords(t *testing.T) {
	t.Parallel()
	r, err := site.NewReference([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	open(t, site.Options{Version: "1"}).ServeReference(w, r)
	page := strings.Join(strings.Fields(w.Body.String()), " ")
	for _, want := range []string{
		`<h2 id="group-things">things</h2>`, `<span class="badge badge--code">PATCH</span> <code>/api/things/{id}</code>`, `<p>Changes a thing.</p>`,
		`<dd>the capability configure</dd>`, `path, required:</span> text</dd>`, `text: <code>active</code>, <code>&lt;b&gt;</code>. Of one state.`,
		`whole number, 1 to 100, 10 where it is left out`, `<dt>Body</dt><dd> <a class="link" href="#schema-Thing">Thing</a></dd>`,
		`The answer. list of <a class="link" href="#schema-Thing">Thing</a>`, `<dt id="refusal-404">404</dt><dd>There is no such thing.</dd>`, `<dd><a class="link" href="#refusal-404">404</a></dd>`,
		`<dt><code>at</code></dt><dd>time, or null <span class="dim">(may be left out)</span></dd>`, `<dt><code>id</code></dt><dd>text</dd>`,
		`<a class="link" href="#schema-Thing">Thing</a>, or null`, `object of whole number`, `<dt><code>data</code></dt><dd>any JSON`,
		`<code>ROLE_CLIENT_USER</code> gives read, self.`, `href="/api/openapi.json"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "Never shown") || t.Failed() {
		t.Errorf("%s", page)
	}
	if _, err := site.NewReference([]byte("{")); err == nil {
		t.Error("what is no document is read")
	}
}
