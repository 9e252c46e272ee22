package scim

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFilterReadsTheGrammar(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{`userName eq "ana@x.test"`, `userName eq "ana@x.test"`},
		{`USERNAME EQ "A"`, `USERNAME eq "A"`},
		{`a eq "1" or b eq "2" and c pr`, `a eq "1" or b eq "2" and c pr`},
		{`(a eq "1" or b eq "2") and c pr`, `(a eq "1" or b eq "2") and c pr`},
		{`a pr or (b pr or c pr)`, `a pr or (b pr or c pr)`},
		{`not (active eq false)`, `not (active eq false)`},
		{`emails[type eq "work" and value co "@x"]`, `emails[type eq "work" and value co "@x"]`},
		{`emails[type eq "work"].value eq "a@b"`, `emails[type eq "work"].value eq "a@b"`},
		{`not (emails[type eq "work"] .VALUE pr) and a pr`, `not (emails[type eq "work"].VALUE pr) and a pr`},
		{`urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"`, `urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"`},
		{`meta.lastModified gt "2011-05-13T04:42:34Z"`, `meta.lastModified gt "2011-05-13T04:42:34Z"`},
		{`title eq "say \"hi\""`, `title eq "say \"hi\""`},
		{`title eq "<&>"`, `title eq "<&>"`},
		{`title eq NULL`, `title eq null`},
		{`x eq -1.5e3`, `x eq -1.5e3`},
	} {
		n, problem := parseFilter(c.in)
		if problem != nil {
			t.Errorf("%s: %v", c.in, problem)
			continue
		}
		if got := printFilter(n); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

func TestFilterRefusesWhatIsNoFilter(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"nothing":               "",
		"no operator":           "userName",
		"unknown operator":      `userName is "x"`,
		"no value":              "userName eq",
		"single quotes":         `userName eq 'x'`,
		"open string":           `userName eq "x`,
		"two values":            `userName eq "x" "y"`,
		"open parenthesis":      `(userName pr`,
		"closing one too many":  `userName pr)`,
		"not without brackets":  `not userName pr`,
		"number begins a name":  `1name pr`,
		"bad number":            `x eq 01`,
		"LDAP injection":        `(&(uid=*)(objectClass=*))`,
		"SQL injection":         `userName eq "x"; DROP TABLE users`,
		"urn that is none":      `foo:bar eq "x"`,
		"part without operator": `emails[type eq "work"].value`,
		"part of a part":        `emails[type eq "work"].value.x eq "x"`,
		"part without a name":   `emails[type eq "work"]. eq "x"`,
		"a word for a part":     `emails[type eq "work"]value eq "x"`,
		"brackets twice":        `emails[type eq "work"][primary eq true]`,
		"deeper than the cap":   strings.Repeat("(", maxFilterDepth+2) + "a pr" + strings.Repeat(")", maxFilterDepth+2),
		"more terms than taken": "a pr" + strings.Repeat(" or a pr", maxFilterTerms),
		"longer than the cap":   `userName eq "` + strings.Repeat("x", maxFilterBytes) + `"`,
	} {
		if n, problem := parseFilter(in); problem == nil {
			t.Errorf("%s: taken as %s", name, printFilter(n))
		} else if problem.status != 400 || problem.scimType != invalidFilter {
			t.Errorf("%s: %v, want 400 invalidFilter", name, problem)
		}
	}
}

func TestFilterMatches(t *testing.T) {
	t.Parallel()
	doc := map[string]any{
		"id": "1", "userName": "Ana@X.test", "active": true, "externalId": "Ab",
		"name": map[string]any{"familyName": "Silva"},
		"emails": []any{
			map[string]any{"type": "work", "value": "ana@x.test", "primary": true},
			map[string]any{"type": "home", "value": "ana@home.test"},
		},
		"meta": map[string]any{"created": "2026-01-02T03:04:05.000Z"},
		enterpriseURN: map[string]any{
			"employeeNumber": "42", "manager": map[string]any{"value": "9"},
		},
	}
	for filter, want := range map[string]bool{
		`username eq "ana@x.TEST"`:                                true,
		`externalId eq "ab"`:                                      false, // its case counts
		`EXTERNALID eq "Ab"`:                                      true,
		`name.familyname co "ilv"`:                                true,
		`emails.value ew "@home.test"`:                            true,
		`emails[type eq "home" and value co "@x"]`:                false,
		`emails[type eq "work" and value co "@x"]`:                true,
		`emails[type eq "work"].value eq "ANA@x.test"`:            true, // Entra matches on e-mail like this
		`emails[type eq "work"].value eq "ana@home.test"`:         false,
		`emails[type eq "home"].primary pr`:                       false,
		`emails[type eq "other"].value eq null`:                   true,
		`emails[type eq "other"].value ne "x"`:                    true,
		`not (emails[type eq "work"].value sw "ana")`:             false,
		`active eq true`:                                          true,
		`active eq "False"`:                                       false, // Entra's spelling
		`active ne false and title pr`:                            false,
		`not (title pr)`:                                          true,
		`title ne "x"`:                                            true,
		`title eq null`:                                           true,
		`meta.created ge "2026-01-02T03:04:05Z"`:                  true,
		`meta.created lt "2026-01-02T00:00:00+00:00"`:             false,
		`manager pr`:                                              false, // the extension needs its name
		enterpriseURN + `:manager eq "9"`:                         true,
		enterpriseURN + `:employeeNumber gt 41`:                   true,
		`urn:ietf:params:scim:schemas:CORE:2.0:user:userName pr`:  true,
		`id eq "1" and (userName sw "bob" or userName sw "ana@")`: true,
	} {
		n, problem := parseFilter(filter)
		if problem != nil {
			t.Errorf("%s: %v", filter, problem)
			continue
		}
		match, problem := compileFilter(userType, n)
		if strings.HasPrefix(filter, "manager") {
			if problem == nil {
				t.Errorf("%s: an extension's attribute was found without its URN", filter)
			}
			continue
		}
		if problem != nil {
			t.Errorf("%s: %v", filter, problem)
			continue
		}
		if got := match(doc); got != want {
			t.Errorf("%s: %v, want %v", filter, got, want)
		}
	}
}

func TestFilterByAnUnknownNameIsRefused(t *testing.T) {
	t.Parallel()
	for _, filter := range []string{
		`favouriteColour eq "red"`, `name.shoeSize pr`, `emails[colour eq "x"]`, `userName[value eq "x"]`,
		`password eq "x"`, `urn:example:x:colour eq "red"`, `active gt true`, `name eq "x"`, `meta.created gt "yesterday"`,
		`emails[value[type pr]]`, `emails[type eq "work"].colour eq "x"`, `userName[value eq "x"].value pr`, `emails[type pr].type gt true`, `userName eq true`, `title gt null`,
	} {
		n, problem := parseFilter(filter)
		if problem == nil {
			_, problem = compileFilter(userType, n)
		}
		if problem == nil || problem.scimType != invalidFilter {
			t.Errorf("%s: %v, want invalidFilter", filter, problem)
		}
	}
}

func FuzzSCIMFilter(f *testing.F) {
	for _, s := range []string{
		`userName eq "a"`, `a pr and not (b co "x" or c eq null)`, `emails[type eq "work"].value`, `emails[type eq "work"].value eq "a@b"`,
		`urn:ietf:params:scim:schemas:core:2.0:User:name.familyName sw "é"`, `((a pr))`, `x gt -1e9 or (y pr and z pr)`,
		`externalId eq "\u0000\ud800"`, `emails[not (type pr) or (value pr or display pr)]`,
	} {
		f.Add(s)
	}
	doc := map[string]any{"userName": "a", "active": true, "emails": []any{map[string]any{"value": "x"}}}
	f.Fuzz(func(t *testing.T, s string) {
		n, problem := parseFilter(s)
		if problem != nil {
			return
		}
		once := printFilter(n)
		again, problem := parseFilter(once)
		if problem != nil {
			// Printing may only lengthen a string by its escapes, past the cap.
			if len(once) <= maxFilterBytes {
				t.Fatalf("%q printed as %q, which is refused: %v", s, once, problem)
			}
			return
		}
		if twice := printFilter(again); twice != once {
			t.Fatalf("%q printed as %q, then as %q", s, once, twice)
		}
		if diff := cmp.Diff(n, again, cmp.AllowUnexported(logical{}, negation{}, compare{}, present{}, valuePath{}, attrPath{})); diff != "" {
			t.Fatalf("%q does not come back as the same tree:\n%s", s, diff)
		}
		if match, problem := compileFilter(userType, n); problem == nil {
			match(doc) // must not panic
		}
	})
}
