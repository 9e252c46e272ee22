package scim

import (
	"testing"
	"time"
)

// TestOkta12 is Okta's SCIM 2.0 suite, case by case.
func TestOkta12(t *testing.T) {
	t.Parallel()
	const random = "Runscope300Kq7@atko.com"
	for _, c := range []struct {
		name string
		run  func(*house)
	}{
		{"1 Users endpoint lists one user", func(h *house) {
			t := h.T
			h.addUser("ana@x.test")
			h.addUser("bea@x.test")
			r := h.do("GET", "/Users?count=1&startIndex=1", "").want(200)
			if r.at("itemsPerPage") != 1.0 || r.at("startIndex") != 1.0 || r.at("totalResults") != 2.0 || r.str("schemas/0") != listURN {
				t.Errorf("list head: %s", r.raw)
			}
			for _, path := range []string{"id", "name/familyName", "name/givenName", "userName", "emails/0/value"} {
				if r.str("Resources/0/"+path) == "" {
					t.Errorf("the first resource has no %s: %s", path, r.raw)
				}
			}
			if r.at("Resources/0/active") != true {
				t.Errorf("active: %s", r.raw)
			}
		}},
		{"2 get a user by id", func(h *house) {
			t := h.T
			id := h.addUser("ana@x.test")
			r := h.do("GET", "/Users/"+id, "").want(200)
			if r.str("id") != id || r.str("userName") != "ana@x.test" || r.str("emails/0/value") == "" {
				t.Errorf("%s", r.raw)
			}
		}},
		{"3 an unknown userName finds nobody", func(h *house) {
			t := h.T
			if r := h.do("GET", "/Users"+query1(`userName eq "non_existent"`), "").want(200); r.total() != 0 || r.str("schemas/0") != listURN {
				t.Errorf("%s", r.raw)
			}
		}},
		{"4 an unknown id is 404", func(h *house) { h.do("GET", "/Users/010101001010101011001010101011", "").want(404) }},
		{"5 the random user is not there yet", func(h *house) {
			t := h.T
			if r := h.do("GET", "/Users"+query1(`userName eq "`+random+`"`), "").want(200); r.total() != 0 {
				t.Errorf("%s", r.raw)
			}
		}},
		{"6 create a user", func(h *house) {
			t := h.T
			r := h.do("POST", "/Users", user(random)).want(201)
			if r.at("active") != true || r.str("id") == "" || r.str("name/familyName") != "Silva" || r.str("name/givenName") != "Ana" ||
				r.str("userName") != random || r.str("schemas/0") != userURN || r.header.Get("Location") != r.str("meta/location") {
				t.Errorf("%s", r.raw)
			}
		}},
		{"7 the user is there", func(h *house) {
			t := h.T
			id := h.addUser(random)
			if r := h.do("GET", "/Users/"+id, "").want(200); r.str("userName") != random || r.at("active") != true {
				t.Errorf("%s", r.raw)
			}
		}},
		{"8 the same user again is 409", func(h *house) {
			h.addUser(random)
			h.do("POST", "/Users", user(random)).wantType(409, uniqueness)
		}},
		{"9 userName matches in another case", func(h *house) {
			t := h.T
			h.addUser(random)
			if r := h.do("GET", "/Users"+query1(`userName eq "RUNSCOPE300kq7@ATKO.com"`), "").want(200); r.total() != 1 {
				t.Errorf("%s", r.raw)
			}
		}},
		{"10 Groups answers within 600 ms", func(h *house) {
			t := h.T
			start := time.Now()
			h.do("GET", "/Groups", "").want(200)
			if took := time.Since(start); took > 600*time.Millisecond {
				t.Errorf("took %s", took)
			}
		}},
		{"11 a bad token is 401", func(h *house) {
			h.do("GET", "/Users", "", "Authorization", "Bearer non-token").want(401)
		}},
		{"12 the fixed id is 404", func(h *house) { h.do("GET", "/Users/00919288221112222", "").want(404) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(newHouse(t))
		})
	}
}
