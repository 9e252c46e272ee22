package world

import (
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// signedIn is a world with a person who may sign in both ways.
func signedIn(t *testing.T) (*World, SSOGrant, AuthKitGrant) {
	t.Helper()
	w := open(t)
	o, err := w.CreateOrganization(OrganizationInput{Name: "Northwind"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := w.CreateConnection(ConnectionInput{OrganizationID: o.ID})
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.AddPerson(PersonInput{OrganizationID: o.ID, Email: "ana@northwind.example", User: true})
	if err != nil {
		t.Fatal(err)
	}
	return w, SSOGrant{ConnectionID: c.ID, PersonID: p.ID}, AuthKitGrant{UserID: p.User.ID}
}

func TestACodeWorksOnceHoweverManyTryAtOnce(t *testing.T) {
	t.Parallel()
	w, sso, authkit := signedIn(t)
	one, err := w.IssueSSOCode(sso)
	if err != nil {
		t.Fatal(err)
	}
	two, err := w.IssueAuthKitCode(authkit)
	if err != nil {
		t.Fatal(err)
	}
	var first, second atomic.Int32
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, _, err := w.RedeemSSOCode(one); err == nil {
				first.Add(1)
			}
			if _, err := w.RedeemAuthKitCode(two, ""); err == nil {
				second.Add(1)
			}
		})
	}
	wg.Wait()
	if first.Load() != 1 || second.Load() != 1 {
		t.Errorf("the codes worked %d and %d times", first.Load(), second.Load())
	}
}

func TestCodesAndLinksEndWithTheirTime(t *testing.T) {
	t.Parallel()
	w, sso, _ := signedIn(t)
	org := w.AllOrganizations(nil)[0].ID
	for _, c := range []struct {
		after time.Duration
		works bool
	}{{CodeLife - time.Second, true}, {CodeLife, false}} {
		code, err := w.IssueSSOCode(sso)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Advance(c.after); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.RedeemSSOCode(code); (err == nil) != c.works {
			t.Errorf("after %s: %v", c.after, err)
		}
	}
	link, err := w.CreatePortalLink(PortalSession{OrganizationID: org, Intent: "sso"})
	if err != nil {
		t.Fatal(err)
	}
	_, session, err := w.OpenPortalLink(link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.PortalSession(session); err != nil {
		t.Error(err)
	}
	if _, _, err := w.OpenPortalLink(link); KindOf(err) != Expired {
		t.Errorf("a link opens once, yet %v", err)
	}
	if link, err = w.CreatePortalLink(PortalSession{OrganizationID: org}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Advance(LinkLife); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.OpenPortalLink(link); KindOf(err) != Expired {
		t.Errorf("a link lives 5 minutes, yet %v", err)
	}
}

func TestTheVerifierMustFitTheChallenge(t *testing.T) {
	t.Parallel()
	w, _, g := signedIn(t)
	sum := sha256.Sum256([]byte("verifier"))
	g.CodeChallenge = base64.RawURLEncoding.EncodeToString(sum[:])
	for verifier, works := range map[string]bool{"verifier": true, "other": false, "": false} {
		code, err := w.IssueAuthKitCode(g)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.RedeemAuthKitCode(code, verifier); (err == nil) != works {
			t.Errorf("verifier %q: %v", verifier, err)
		}
	}
}

func TestAProfileKeepsItsIdOverSignIns(t *testing.T) {
	t.Parallel()
	w, sso, _ := signedIn(t)
	var ids [2]string
	for i := range ids {
		code, err := w.IssueSSOCode(sso)
		if err != nil {
			t.Fatal(err)
		}
		v, token, err := w.RedeemSSOCode(code)
		if err != nil {
			t.Fatal(err)
		}
		if again, ok := w.ProfileOf(token); !ok || again.ID != v.ID {
			t.Error("the token must give the profile again")
		}
		ids[i] = v.ID
	}
	if ids[0] != ids[1] {
		t.Errorf("profiles %v", ids)
	}
	off := false
	if _, err := w.UpdatePerson(sso.PersonID, PersonChange{Active: &off}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.IssueSSOCode(sso); err == nil {
		t.Error("an inactive person must not get in")
	}
}

func TestRedirectURIsMatchWholeOrByTheirOneWildcard(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, uri := range []string{"https://hub.example/callback", "https://*.hub.example/callback", "http://localhost:*/callback"} {
		if _, err := w.AddRedirectURI(uri); err != nil {
			t.Fatalf("%s: %v", uri, err)
		}
	}
	for uri, want := range map[string]bool{
		"https://hub.example/callback": true, "https://hub.example/callback/": false, "https://a.hub.example/callback": true,
		"https://a.b.hub.example/callback": false, "https://evil.example/x.hub.example/callback": false, "http://localhost:8080/callback": true,
		"http://localhost:8080@evil.example/callback": false, "https://hub.example/callback?x": false, "http://localhost:/callback": false,
	} {
		if got := w.RedirectAllowed(uri); got != want {
			t.Errorf("%s: %v, want %v", uri, got, want)
		}
	}
	for _, uri := range []string{"http://hub.example/", "ftp://hub.example", "nonsense", "https://hub.example/#f", "javascript:alert(1)"} {
		if _, err := w.AddRedirectURI(uri); err == nil {
			t.Errorf("%s was taken", uri)
		}
	}
}
