package scim

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// object reads JSON as a request body is read.
func object(tb testing.TB, s string) map[string]any {
	tb.Helper()
	var m map[string]any
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	if err := d.Decode(&m); err != nil {
		tb.Fatalf("%s: %v", s, err)
	}
	return m
}

func resource(tb testing.TB, rt *resourceType, s string) map[string]any {
	tb.Helper()
	doc, problem := normalize(rt, object(tb, s))
	if problem != nil {
		tb.Fatalf("%s: %v", s, problem)
	}
	return doc
}

func patched(tb testing.TB, rt *resourceType, doc map[string]any, body string) (map[string]any, *problem) {
	tb.Helper()
	ops, problem := readPatch(object(tb, body))
	if problem != nil {
		return nil, problem
	}
	return applyPatch(rt, doc, ops)
}

const ana = `{"userName":"ana@x.test","externalId":"00u1","active":true,"name":{"givenName":"Ana","familyName":"Silva"},
"emails":[{"value":"ana@x.test","type":"work","primary":true},{"value":"a@home.test","type":"home"}],
"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Ops","manager":{"value":"7"}}}`

func TestPatchOfAPerson(t *testing.T) {
	t.Parallel()
	const ent = `"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"`
	for _, c := range []struct{ name, ops, path, want string }{
		{"Okta deactivates without a path", `{"op":"replace","value":{"active":false}}`, "active", `false`},
		{"Entra deactivates with capitals and text", `{"op":"Replace","path":"active","value":"False"}`, "active", `false`},
		{"Entra adds active as text", `{"op":"Add","path":"active","value":"True"}`, "active", `true`},
		{"Entra's dotted keys without a path", `{"op":"replace","value":{"name.givenName":"Bea","displayName":"B"}}`, "name", `{"givenName":"Bea","familyName":"Silva"}`},
		{
			"Entra's bracketed keys without a path", `{"op":"replace","value":{"emails[type eq \"work\"].value":"b@x.test"}}`, "emails",
			`[{"value":"b@x.test","type":"work","primary":true},{"value":"a@home.test","type":"home"}]`,
		},
		{"a name with its URN", `{"op":"replace","value":{"urn:ietf:params:scim:schemas:core:2.0:User:title":"Lead"}}`, "title", `"Lead"`},
		{"an extension as an object", `{"op":"add","value":{` + ent + `:{"costCenter":"9"}}}`, enterpriseURN, `{"department":"Ops","costCenter":"9","manager":{"value":"7"}}`},
		{"a dotted key into the extension", `{"op":"replace","value":{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"Dev"}}`, enterpriseURN, `{"department":"Dev","manager":{"value":"7"}}`},
		{"names are read without case", `{"OP":"REPLACE","PATH":"NAME.GIVENNAME","VALUE":"Bea"}`, "name", `{"givenName":"Bea","familyName":"Silva"}`},
		{"parts that are not named stay", `{"op":"replace","path":"name","value":{"givenName":"Bea"}}`, "name", `{"givenName":"Bea","familyName":"Silva"}`},
		{"an empty text unsets", `{"op":"replace","path":"name.givenName","value":""}`, "name", `{"familyName":"Silva"}`},
		{"null unsets", `{"op":"replace","path":"externalId","value":null}`, "externalId", ``},
		{"Entra's manager as text", `{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"8"}`, enterpriseURN, `{"department":"Ops","manager":{"value":"8"}}`},
		{"Entra's manager as a list", `{"op":"Replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":[{"$ref":"../Users/8","value":"8"}]}`, enterpriseURN, `{"department":"Ops","manager":{"value":"8","$ref":"../Users/8"}}`},
		{"the manager removed", `{"op":"Remove","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"}`, enterpriseURN, `{"department":"Ops"}`},
		{"the manager emptied", `{"op":"Replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":""}`, enterpriseURN, `{"department":"Ops"}`},
		{"a value that was not there is made from its filter", `{"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+1"}`, "phoneNumbers", `[{"type":"mobile","value":"+1"}]`},
		{"one value removed by filter", `{"op":"remove","path":"emails[type eq \"home\"]"}`, "emails", `[{"value":"ana@x.test","type":"work","primary":true}]`},
		{"a value without its value goes", `{"op":"remove","path":"emails[type eq \"home\"].value"}`, "emails", `[{"value":"ana@x.test","type":"work","primary":true}]`},
		{
			"a new primary takes it from the old", `{"op":"add","path":"emails","value":[{"value":"c@x.test","type":"other","primary":true}]}`, "emails",
			`[{"value":"ana@x.test","type":"work","primary":false},{"value":"a@home.test","type":"home"},{"value":"c@x.test","type":"other","primary":true}]`,
		},
		{
			"adding what is there changes nothing", `{"op":"add","path":"emails","value":[{"value":"a@home.test","type":"home"}]}`, "emails",
			`[{"value":"ana@x.test","type":"work","primary":true},{"value":"a@home.test","type":"home"}]`,
		},
		{
			"adding a known value as primary moves it there", `{"op":"add","path":"emails","value":[{"value":"a@home.test","type":"home","primary":true}]}`, "emails",
			`[{"value":"ana@x.test","type":"work","primary":false},{"value":"a@home.test","type":"home","primary":true}]`,
		},
		{
			"adding a known value with a new part keeps the others", `{"op":"Add","value":{"emails":[{"value":"ana@x.test","type":"WORK","display":"Ana"}]}}`, "emails",
			`[{"value":"ana@x.test","type":"work","display":"Ana","primary":true},{"value":"a@home.test","type":"home"}]`,
		},
		{
			"a known value and a new primary beside it", `{"op":"add","path":"emails","value":[{"value":"ana@x.test","type":"work","display":"Ana"},{"value":"c@x.test","type":"other","primary":true}]}`, "emails",
			`[{"value":"ana@x.test","type":"work","display":"Ana","primary":false},{"value":"a@home.test","type":"home"},{"value":"c@x.test","type":"other","primary":true}]`,
		},
		{
			"the same new value twice is added once", `{"op":"add","path":"emails","value":[{"value":"c@x.test","type":"other"},{"value":"c@x.test","type":"other","primary":true}]}`, "emails",
			`[{"value":"ana@x.test","type":"work","primary":false},{"value":"a@home.test","type":"home"},{"value":"c@x.test","type":"other","primary":true}]`,
		},
		{
			"an address made primary is the address it was",
			`{"op":"add","path":"addresses","value":[{"locality":"Porto"},{"locality":"Lagos","primary":true}]},{"op":"add","path":"addresses","value":[{"locality":"Porto","primary":true}]}`,
			"addresses", `[{"locality":"Porto","primary":true},{"locality":"Lagos","primary":false}]`,
		},
		{"ids in a value are passed over", `{"op":"replace","value":{"id":"evil","title":"x"}}`, "id", ``},
		{"a customer's own extension", `{"op":"add","path":"urn:example:hr:2.0:User:badge","value":"77"}`, "urn:example:hr:2.0:User", `{"badge":"77"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before := resource(t, userType, ana)
			kept := resource(t, userType, ana)
			got, problem := patched(t, userType, before, `{"schemas":["`+patchURN+`"],"Operations":[`+c.ops+`]}`)
			if problem != nil {
				t.Fatal(problem)
			}
			var want any
			if c.want != "" {
				want = object(t, `{"v":`+c.want+`}`)["v"]
			}
			if diff := cmp.Diff(want, got[c.path]); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.path, diff)
			}
			if diff := cmp.Diff(kept, before); diff != "" {
				t.Errorf("the resource that was passed in changed:\n%s", diff)
			}
		})
	}
}

func TestPatchRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, body, scimType string }{
		{"remove without a path", `{"Operations":[{"op":"remove"}]}`, noTarget},
		{"no operations", `{"Operations":[]}`, invalidSyntax},
		{"operations missing", `{}`, invalidSyntax},
		{"another message", `{"schemas":["urn:x:y"],"Operations":[{"op":"replace","path":"title","value":"x"}]}`, invalidSyntax},
		{"unknown op", `{"Operations":[{"op":"move","path":"title","value":"x"}]}`, invalidSyntax},
		{"unknown attribute", `{"Operations":[{"op":"replace","path":"shoeSize","value":"x"}]}`, invalidPath},
		{"no path at all", `{"Operations":[{"op":"replace","path":"]](","value":"x"}]}`, invalidPath},
		{"a filter over one value", `{"Operations":[{"op":"replace","path":"title[value eq \"x\"]","value":"x"}]}`, invalidPath},
		{"the id", `{"Operations":[{"op":"replace","path":"id","value":"x"}]}`, mutability},
		{"the person's groups", `{"Operations":[{"op":"add","path":"groups","value":[{"value":"g"}]}]}`, mutability},
		{"userName removed", `{"Operations":[{"op":"remove","path":"userName"}]}`, mutability},
		{"userName removed by its URN", `{"Operations":[{"op":"remove","path":"` + userURN + `:userName"}]}`, mutability},
		{"the id removed", `{"Operations":[{"op":"remove","path":"id"}]}`, mutability},
		{"the person's groups removed", `{"Operations":[{"op":"remove","path":"groups[value eq \"g\"]"}]}`, mutability},
		{"userName emptied", `{"Operations":[{"op":"replace","path":"userName","value":""}]}`, invalidValue},
		{"active removed", `{"Operations":[{"op":"remove","path":"active"}]}`, invalidValue},
		{"active is neither", `{"Operations":[{"op":"replace","path":"active","value":"maybe"}]}`, invalidSyntax},
		{"no value", `{"Operations":[{"op":"add","path":"title"}]}`, invalidValue},
		{"a value that is not text", `{"Operations":[{"op":"add","path":"title","value":7}]}`, invalidValue},
		{"NUL", `{"Operations":[{"op":"add","path":"title","value":"a\u0000b"}]}`, invalidValue},
		{"two primaries at once", `{"Operations":[{"op":"replace","path":"emails.primary","value":true}]}`, invalidValue},
		{"nothing meets the filter", `{"Operations":[{"op":"replace","path":"emails[value co \"zzz\"].display","value":"x"}]}`, noTarget},
		{"the second fails", `{"Operations":[{"op":"replace","path":"title","value":"Lead"},{"op":"replace","path":"nope","value":"x"}]}`, invalidPath},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc := resource(t, userType, ana)
			_, problem := patched(t, userType, doc, c.body)
			if problem == nil || problem.scimType != c.scimType || problem.status != 400 {
				t.Errorf("%v, want 400 %s", problem, c.scimType)
			}
			if diff := cmp.Diff(resource(t, userType, ana), doc); diff != "" {
				t.Errorf("a refused PATCH changed the resource:\n%s", diff)
			}
		})
	}
}

func TestPatchOfAGroup(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, op, want string }{
		{"one added", `{"op":"Add","path":"members","value":[{"value":"u3"}]}`, "u1 u2 u3"},
		{"one added twice", `{"op":"add","path":"members","value":[{"value":"u1"},{"value":"u3"},{"value":"u3"}]}`, "u1 u2 u3"},
		{"Entra's older removal, by value", `{"op":"Remove","path":"members","value":[{"value":"u1"}]}`, "u2"},
		{"Entra's newer removal, by filter", `{"op":"remove","path":"members[value eq \"u1\"]"}`, "u2"},
		{"removing who is not in is no error", `{"op":"remove","path":"members[value eq \"u9\"]"}`, "u1 u2"},
		{"all removed", `{"op":"remove","path":"members"}`, ""},
		{"all replaced", `{"op":"replace","path":"members","value":[{"value":"u5"}]}`, "u5"},
		{"Okta replaces all without a path", `{"op":"replace","value":{"id":"g1","displayName":"B","members":[{"value":"u5"}]}}`, "u5"},
		{"a member added with a name is the member that is in", `{"op":"add","value":{"members":[{"value":"u1","display":"Ana"}]}}`, "u1 u2"},
		{"bare ids", `{"op":"add","path":"members","value":["u3"]}`, "u1 u2 u3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc := resource(t, groupType, `{"displayName":"A","members":[{"value":"u1","type":"User"},{"value":"u2","type":"User"}]}`)
			got, problem := patched(t, groupType, doc, `{"Operations":[`+c.op+`]}`)
			if problem != nil {
				t.Fatal(problem)
			}
			if ids := strings.Join(memberIDs(got), " "); ids != c.want {
				t.Errorf("members %q, want %q", ids, c.want)
			}
		})
	}
}

func TestNormalizeHoldsTheSchema(t *testing.T) {
	t.Parallel()
	got := resource(t, userType, `{"USERNAME":"ana","id":"evil","meta":{"version":"x"},"password":"p","groups":[{"value":"g"}],"shoeSize":4,
		"nickName":"","title":null,"Active":"False","emails":{"value":"a@x.test"},"name":{"givenName":"","bogus":1},
		"URN:IETF:params:scim:schemas:extension:enterprise:2.0:user":{"DEPARTMENT":"Ops"}}`)
	want := map[string]any{
		"userName": "ana", "active": false, "emails": []any{map[string]any{"value": "a@x.test"}},
		enterpriseURN: map[string]any{"department": "Ops"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, body := range map[string]string{
		"the same name twice":  `{"userName":"a","USERNAME":"b"}`,
		"two primaries":        `{"userName":"a","emails":[{"value":"a","primary":true},{"value":"b","primary":true}]}`,
		"NUL":                  `{"userName":"a\u0000"}`,
		"text that is none":    `{"userName":7}`,
		"name that is a list":  `{"userName":"a","name":["x","y"]}`,
		"NUL in an extension":  `{"userName":"a","urn:x:y":{"k":"\u0000"}}`,
		"extension is no map":  `{"userName":"a","urn:x:y":"z"}`,
		"extension is a tower": `{"userName":"a","urn:x:y":{"a":` + strings.Repeat(`[`, 20) + strings.Repeat(`]`, 20) + `}}`,
	} {
		if doc, problem := normalize(userType, object(t, body)); problem == nil {
			t.Errorf("%s: taken as %v", name, doc)
		}
	}
}

func FuzzSCIMPatch(f *testing.F) {
	for _, s := range []string{
		`{"Operations":[{"op":"replace","value":{"active":false}}]}`,
		`{"Operations":[{"op":"Replace","path":"active","value":"False"}]}`,
		`{"Operations":[{"op":"Add","path":"emails[type eq \"work\"].value","value":"x@x"}]}`,
		`{"Operations":[{"op":"Remove","path":"members","value":[{"value":"u1"}]}]}`,
		`{"Operations":[{"op":"replace","value":{"name.givenName":"x","urn:x:y:z":"q","urn:x:y":{"z":[1,null]}}}]}`,
		`{"Operations":[{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","value":{"manager":{"value":"1"}}}]}`,
		`{"Operations":[{"op":"add","path":"emails","value":[{"value":"a@home.test","type":"home","primary":true},{"value":"ana@x.test","type":"work","display":"A"}]}]}`,
		`{"Operations":[{"op":"remove","path":"emails.value"},{"op":"add","path":"addresses","value":{"primary":true}}]}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var body map[string]any
		d := json.NewDecoder(strings.NewReader(s))
		d.UseNumber()
		if d.Decode(&body) != nil {
			return
		}
		ops, problem := readPatch(body)
		if problem != nil {
			return
		}
		for _, rt := range []*resourceType{userType, groupType} {
			before := ana
			if rt == groupType {
				before = `{"displayName":"A","members":[{"value":"u1"},{"value":"u2"}]}`
			}
			doc := resource(t, rt, before)
			after, problem := applyPatch(rt, doc, ops)
			if diff := cmp.Diff(resource(t, rt, before), doc); diff != "" {
				t.Fatalf("%s changed what was passed in:\n%s", s, diff)
			}
			if problem != nil {
				continue
			}
			// What comes out is a resource as normalize would make it, and survives
			// its own JSON: nothing read-only, no unset value, one primary at most.
			raw, err := json.Marshal(after)
			if err != nil {
				t.Fatal(err)
			}
			again, problem := normalize(rt, object(t, string(raw)))
			if problem != nil {
				t.Fatalf("%s left a resource that is refused: %v\n%s", s, problem, raw)
			}
			if diff := cmp.Diff(after, again); diff != "" {
				t.Fatalf("%s left a resource that is not in normal form:\n%s", s, diff)
			}
		}
	})
}

// TestTurnoverIsWhatThePatchWouldDo holds the short way of changing members
// against the long one.
func TestTurnoverIsWhatThePatchWouldDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ops   string
		short bool
	}{
		"add":                  {`{"op":"Add","path":"members","value":[{"value":"u3"},{"value":"u1"}]}`, true},
		"remove by value":      {`{"op":"Remove","path":"MEMBERS","value":[{"value":"u1"}]}`, true},
		"remove by filter":     {`{"op":"remove","path":"members[value eq \"u2\"]"}`, true},
		"in and out":           {`{"op":"add","path":"members","value":["u3"]},{"op":"remove","path":"members[value eq \"u3\"]"}`, true},
		"out and in":           {`{"op":"remove","path":"members","value":[{"value":"u1"}]},{"op":"add","path":"members","value":["u1"]}`, true},
		"replace":              {`{"op":"replace","path":"members","value":[{"value":"u9"}]}`, false},
		"remove all":           {`{"op":"remove","path":"members"}`, false},
		"a name among them":    {`{"op":"add","path":"members","value":["u3"]},{"op":"replace","path":"displayName","value":"B"}`, false},
		"another filter":       {`{"op":"remove","path":"members[display eq \"u2\"]"}`, false},
		"a value that is none": {`{"op":"add","path":"members","value":7}`, false},
	} {
		ops, problem := readPatch(object(t, `{"Operations":[`+c.ops+`]}`))
		if problem != nil {
			t.Fatal(name, problem)
		}
		turn, short := readTurnover(ops)
		if short != c.short {
			t.Errorf("%s: the short way %v, want %v", name, short, c.short)
		}
		if !short {
			continue
		}
		doc := resource(t, groupType, `{"displayName":"A","members":[{"value":"u1"},{"value":"u2"}]}`)
		long, problem := applyPatch(groupType, doc, ops)
		if problem != nil {
			t.Fatal(name, problem)
		}
		want, got := map[string]bool{}, map[string]bool{"u1": true, "u2": true}
		for _, id := range memberIDs(long) {
			want[id] = true
		}
		for id, comes := range turn {
			if comes {
				got[id] = true
			} else {
				delete(got, id)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-long +short):\n%s", name, diff)
		}
	}
}
