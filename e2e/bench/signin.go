package main

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"

	"memberpulse/e2e/bench/load"
)

// signIn makes a client admin of the directory's organization, signs them in, and gives their cookies.
func (b *bench) signIn(p *product, d load.Directory) []*http.Cookie {
	b.Helper()
	return []*http.Cookie{b.enter(p, b.makeAdmin(p, d), 0)}
}

// streamsOfSession is how many streams the product lets one session open.
const streamsOfSession = 6

// openPages are the headers of so many pages of one client admin, signed in as often as they need it.
func (b *bench) openPages(p *product, n int) []http.Header {
	b.Helper()
	email, pages := b.makeAdmin(p, p.directory), make([]http.Header, n)
	for i := range pages {
		if i%streamsOfSession == 0 {
			pages[i] = http.Header{"Cookie": {b.enter(p, email, i).String()}}
		} else {
			pages[i] = pages[i-1]
		}
	}
	return pages
}

// makeAdmin makes a client admin at the sandbox, waits until the product knows them, and gives their e-mail address.
func (b *bench) makeAdmin(p *product, d load.Directory) string {
	b.Helper()
	const email = "admin@bench1.example"
	p.Sandbox.Call(b, "POST", "/_sandbox/connections", map[string]any{"organization_id": d.OrganizationID, "type": "OktaSAML", "name": "Okta"}, nil)
	p.Sandbox.Call(b, "POST", "/_sandbox/people", map[string]any{
		"organization_id": d.OrganizationID, "directory_id": d.ID, "email": email, "first_name": "Ada", "last_name": "Admin", "groups": []string{"MemberPulse Admins"},
	}, nil)
	p.Sandbox.Call(b, "PUT", "/_sandbox/settings", map[string]any{"auto_sign_in": true}, nil)
	b.until("the admin is one", func() bool {
		return b.count(p, `SELECT count(*) FROM member_roles WHERE organization_id = $1 AND role = 'ROLE_CLIENT_ADMIN'`, d.OrganizationID) > 0 &&
			b.count(p, `SELECT count(*) FROM connections WHERE organization_id = $1 AND state = 'active'`, d.OrganizationID) > 0
	})
	return email
}

// enter signs in through SSO, in a browser that was never here, and gives the new session's cookie. Browsers without
// cookies are told apart by how they present themselves, and one may not sign in so often.
func (b *bench) enter(p *product, email string, browser int) *http.Cookie {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, p.URL+"/auth/sso?email="+url.QueryEscape(email), nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("User-Agent", fmt.Sprintf("Bench/%d", browser))
	resp, err := (&http.Client{Jar: jar}).Do(req)
	if err != nil {
		b.Fatal(err)
	}
	_ = resp.Body.Close() // what it shows is of no matter: the cookie is in the jar
	base, err := url.Parse(p.URL)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range jar.Cookies(base) {
		if c.Name == "mp_session" {
			return c
		}
	}
	b.Fatalf("signing in ended at %s with %s and no session", resp.Request.URL, resp.Status)
	return nil
}
