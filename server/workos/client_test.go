package workos_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"memberpulse/server/errs"
	"memberpulse/server/workos"
)

// far answers as WorkOS would, by a function.
func far(t *testing.T, answer http.HandlerFunc, log io.Writer) (*workos.Client, *atomic.Int32) {
	t.Helper()
	calls := &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	if log == nil {
		log = io.Discard
	}
	return workos.New(workos.Credentials{
		APIKey: "sk_test_canary", ClientID: "client_1", RedirectURI: "https://here.test/auth/callback/workos", BaseURL: server.URL + "/",
	}, workos.Options{Logger: slog.New(slog.NewTextHandler(log, nil))}), calls
}

func write(w http.ResponseWriter, status int, body string) {
	w.Header().Set("X-Request-ID", "req_far")
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestReadsAreTriedAgainWritesAreNot(t *testing.T) {
	t.Parallel()
	c, calls := far(t, func(w http.ResponseWriter, _ *http.Request) { write(w, 503, `{"message":"busy"}`) }, nil)
	_, err := c.GetOrganization(t.Context(), "org_1")
	if !errs.Is(err, errs.KindUnavailable) || calls.Load() != 3 {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
	calls.Store(0)
	if _, err := c.ProfileAndToken(t.Context(), "code"); !errs.Is(err, errs.KindUnavailable) || calls.Load() != 1 {
		t.Errorf("a code is spent once: %v after %d calls", err, calls.Load())
	}
	var n atomic.Int32
	c, _ = far(t, func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) < 3 {
			w.Header().Set("Retry-After", "0")
			write(w, 429, `"Ratelimited"`)
			return
		}
		write(w, 200, `{"id":"org_1","name":"Acme","created_at":"2023-04-28 20:05:31.093"}`)
	}, nil)
	o, err := c.GetOrganization(t.Context(), "org_1")
	if err != nil || o.Name != "Acme" || o.CreatedAt.Year() != 2023 || !strings.Contains(string(o.Raw), "Acme") {
		t.Errorf("%+v %v", o, err)
	}
}

func TestEveryShapeOfErrorIsRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status  int
		body    string
		kind    errs.Kind
		code    string
		message string
	}{
		"message":          {404, `{"message":"Not here"}`, errs.KindNotFound, "", "Not here"},
		"code and message": {409, `{"code":"duplicate_endpoint","message":"Twice"}`, errs.KindConflict, "duplicate_endpoint", "Twice"},
		"oauth":            {400, `{"error":"invalid_grant","error_description":"used"}`, errs.KindInvalid, "invalid_grant", "used"},
		"unauthorized":     {401, `{"error":"Unauthorized"}`, errs.KindUnavailable, "Unauthorized", ""},
		"a list":           {400, `{"message":["a","b"],"error":"Bad Request"}`, errs.KindInvalid, "Bad Request", `["a","b"]`},
		"a bare string":    {429, `"Ratelimited"`, errs.KindUnavailable, "", "Too Many Requests"},
		"no JSON":          {502, `<html>`, errs.KindUnavailable, "", "Bad Gateway"},
		"a redirect":       {302, ``, errs.KindInvalid, "", "Found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := far(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.status == 302 {
					w.Header().Set("Location", "/elsewhere")
				}
				write(w, c.status, c.body)
			}, nil)
			_, err := client.RegisterWebhookEndpoint(t.Context(), "https://x.test", nil)
			f, ok := workos.FaultOf(err)
			if !ok || !errs.Is(err, c.kind) || f.Code != c.code || f.Message != c.message || f.RequestID != "req_far" || f.Status != c.status {
				t.Errorf("%v: %+v", err, f)
			}
		})
	}
}

func TestOddIdsNeverEnterAPath(t *testing.T) {
	t.Parallel()
	c, calls := far(t, func(w http.ResponseWriter, _ *http.Request) { write(w, 200, `{}`) }, nil)
	for _, id := range []string{"", "../organizations/org_1", "org_1/x", "org_1?x", "org", "org_", "_1", "org_1\n", strings.Repeat("a", 200) + "_1", "org_é"} {
		_, one := c.GetOrganization(t.Context(), id)
		_, two := c.GetDirectory(t.Context(), id)
		_, three := c.GetConnection(t.Context(), id)
		for _, err := range []error{one, two, three} {
			if !errs.Is(err, errs.KindNotFound) {
				t.Errorf("%q: %v", id, err)
			}
		}
	}
	if calls.Load() != 0 {
		t.Errorf("%d requests went out", calls.Load())
	}
	for _, id := range []string{"org_01H", "directory_user_01H", "conn_x"} {
		if !workos.ValidID(id) {
			t.Errorf("%s is one of WorkOS's", id)
		}
	}
}

func TestSecretsAreNotLogged(t *testing.T) {
	t.Parallel()
	var logged strings.Builder
	c, _ := far(t, func(w http.ResponseWriter, _ *http.Request) {
		write(w, 500, `{"message":"canary_in_the_body","pending_authentication_token":"canary_pending"}`)
	}, &logged)
	_, err := c.ListEvents(t.Context(), workos.EventQuery{After: "event_1"})
	_, errCode := c.ProfileAndToken(t.Context(), "canary_code")
	_, _, errKit := c.AuthenticateWithCode(t.Context(), "canary_code", "canary_verifier", "", "")
	gone := workos.New(workos.Credentials{APIKey: "sk_canary", ClientID: "client_1", BaseURL: "http://127.0.0.1:1"}, workos.Options{})
	_, errNet := gone.ListEvents(t.Context(), workos.EventQuery{After: "org_canary"})
	for _, text := range []string{logged.String(), errCode.Error(), errKit.Error(), errNet.Error()} {
		for _, secret := range []string{"sk_", "canary_code", "canary_verifier", "canary_pending", "org_canary"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is told in %q", secret, text)
			}
		}
	}
	if err == nil || !errs.Is(errNet, errs.KindUnavailable) {
		t.Errorf("%v %v", err, errNet)
	}
}

func TestAProfileKeepsWhatTheSDKDrops(t *testing.T) {
	t.Parallel()
	c, _ := far(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.FormValue("client_secret") != "sk_test_canary" || r.FormValue("grant_type") != "authorization_code" {
			write(w, 400, `{"error":"invalid_client"}`)
			return
		}
		write(w, 200, `{"access_token":"x","profile":{"id":"prof_1","organization_id":null,"connection_id":"conn_1","idp_id":"7","email":"a@x.test",
			"first_name":null,"role":{"slug":"admin"},"roles":[{"slug":"admin"},{"slug":"staff"}],"groups":["A"],"custom_attributes":{"job_title":"Lead"},"raw_attributes":{}}}`)
	}, nil)
	p, err := c.ProfileAndToken(t.Context(), "c")
	if err != nil || strings.Join(p.RoleSlugs, " ") != "admin staff" || p.Groups[0] != "A" || p.OrganizationID != "" || p.CustomAttributes["job_title"] != "Lead" {
		t.Errorf("%+v %v", p, err)
	}
}

func TestOneBadTimeDoesNotSpoilAPageOfEvents(t *testing.T) {
	t.Parallel()
	var asked url.Values
	c, _ := far(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Query()
		write(w, 200, `{"data":[{"id":"event_1","event":"user.created","created_at":"yesterday","data":{}},
			{"id":"event_2","event":"user.updated","created_at":"2026-01-15T12:00:00.000Z","data":{}}],"list_metadata":{"after":"event_2"}}`)
	}, nil)
	p, err := c.ListEvents(t.Context(), workos.EventQuery{Events: []string{"user.created", "user.updated"}, After: "event_0", RangeStart: time.Unix(1, 0)})
	if err != nil || len(p.Data) != 2 || !p.Data[0].CreatedAt.IsZero() || p.Data[1].CreatedAt.Year() != 2026 || p.After != "event_2" {
		t.Errorf("%+v %v", p, err)
	}
	if len(asked["events"]) != 2 || asked.Has("range_start") || asked.Get("limit") != "100" {
		t.Errorf("asked %v", asked)
	}
}

func TestAPageThatIsTooLargeIsToldApart(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat("x", 1<<20)
	c, _ := far(t, func(w http.ResponseWriter, r *http.Request) {
		write(w, 200, `{"data":[`)
		for n, err := 1, error(nil); n <= 40 && err == nil; n++ {
			_, err = io.WriteString(w, `"`+filler+`",`)
		}
		if r.URL.Query().Get("limit") != "50" {
			t.Errorf("asked %v", r.URL.Query())
		}
	}, nil)
	if _, err := c.ListEvents(t.Context(), workos.EventQuery{Limit: 50}); !workos.TooLarge(err) || !errs.Is(err, errs.KindUnavailable) {
		t.Errorf("got %v", err)
	}
	c, _ = far(t, func(w http.ResponseWriter, _ *http.Request) { write(w, 200, `no JSON`) }, nil)
	if _, err := c.ListEvents(t.Context(), workos.EventQuery{}); err == nil || workos.TooLarge(err) {
		t.Errorf("got %v for what is no JSON", err)
	}
}

func TestDirectoriesSpeakOneLanguage(t *testing.T) {
	t.Parallel()
	c, _ := far(t, func(w http.ResponseWriter, _ *http.Request) {
		write(w, 200, `{"id":"directory_1","state":"linked","type":"okta scim v2.0","metadata":{"users":{"active":3,"inactive":1},"groups":2}}`)
	}, nil)
	d, err := c.GetDirectory(t.Context(), "directory_1")
	if err != nil || d.State != "active" || *d.Users != 4 || *d.Groups != 2 {
		t.Errorf("%+v %v", d, err)
	}
}

func TestAuthKitSpecials(t *testing.T) {
	t.Parallel()
	for code, status := range map[string]int{"email_verification_required": 403, "mfa_challenge": 403, "mfa_enrollment": 403, "sso_required": 400} {
		body := `{"code":"` + code + `","message":"m","pending_authentication_token":"canary"}`
		if code == "sso_required" {
			body = `{"error":"sso_required","error_description":"m","connection_ids":["conn_1"]}`
		}
		c, _ := far(t, func(w http.ResponseWriter, _ *http.Request) { write(w, status, body) }, nil)
		_, _, err := c.AuthenticateWithCode(t.Context(), "c", "v", "", "")
		f, ok := workos.FaultOf(err)
		if !ok || f.Code != code || f.RequestID != "req_far" || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", code, err)
		}
	}
	c, _ := far(t, func(w http.ResponseWriter, _ *http.Request) {
		write(w, 403, `{"code":"organization_selection_required","message":"m","pending_authentication_token":"p","organizations":[{"id":"org_1","name":"A"},{"id":"org_2","name":"B"}],"user":{"id":"user_1","email":"a@x.test","email_verified":true}}`)
	}, nil)
	_, choice, err := c.AuthenticateWithCode(t.Context(), "c", "v", "", "")
	if err != nil || choice == nil || choice.Pending != "p" || len(choice.Organizations) != 2 || choice.User.Email != "a@x.test" {
		t.Errorf("%+v %v", choice, err)
	}
}

func TestAddressesOfSignIns(t *testing.T) {
	t.Parallel()
	c, _ := far(t, func(http.ResponseWriter, *http.Request) {}, nil)
	sso, err := c.AuthorizationURL(workos.Authorization{ConnectionID: "conn_1", State: "s", Nonce: "n", LoginHint: "a@x.test"})
	if err != nil || !strings.Contains(sso, "/sso/authorize?") || !strings.Contains(sso, "nonce=n") || !strings.Contains(sso, "connection=conn_1") || strings.Contains(sso, "//sso") {
		t.Errorf("%s %v", sso, err)
	}
	kit, err := c.AuthKitAuthorizationURL(workos.AuthKitAuthorization{State: "s", CodeChallenge: "x"})
	if err != nil || !strings.Contains(kit, "provider=authkit") || !strings.Contains(kit, "code_challenge_method=S256") {
		t.Errorf("%s %v", kit, err)
	}
	if !c.IsSandbox() || workos.IsSandbox(workos.BaseURL) || workos.IsSandbox("") || !workos.IsSandbox("https://api.workos.com.evil.test") {
		t.Error("what is WorkOS's own API and what is not")
	}
}

func TestWhoGivesUpIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	c, _ := far(t, func(w http.ResponseWriter, _ *http.Request) { write(w, 503, `{}`) }, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.GetOrganization(ctx, "org_1"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestAPoolSwapsItsClient(t *testing.T) {
	t.Parallel()
	p := workos.NewPool(nil)
	if _, err := p.Client(); !errs.HasCode(err, "workos_not_configured") {
		t.Errorf("%v", err)
	}
	c := workos.New(workos.Credentials{}, workos.Options{})
	p.Swap(c)
	if got, err := p.Client(); got != c || err != nil {
		t.Errorf("%v %v", got, err)
	}
}

// Of an event that cannot be read its head can, however large it is and whatever its data holds.
func TestTheHeadOfAnEventIsFoundWhateverItsDataHolds(t *testing.T) {
	t.Parallel()
	const opening = `{"object":"list","list_metadata":{"after":"event_9","data":[{"id":"no"}]},"data":[{"object":"event","id":"event_1","event":"user.updated","data":`
	const closing = `,"created_at":"2026-11-20T10:00:00.000Z"},{"id":"event_2"}]}`
	head := workos.Head{ID: "event_1", Event: "user.updated", CreatedAt: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}
	for name, tc := range map[string]struct {
		body string
		want workos.Head
		read bool
	}{
		"small":             {opening + `{"id":"user_1","event":"x","note":"a \"}]} b\\"}` + closing, head, true},
		"large":             {opening + `{"note":"` + strings.Repeat("x", 33<<20) + `"}` + closing, head, false},
		"of brackets":       {opening + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + closing, head, false},
		"no JSON":           {opening + `{nothing at all}` + closing, head, false},
		"broken off":        {opening + `{"note":"`, workos.Head{ID: "event_1", Event: "user.updated"}, false},
		"without its name":  {`{"data":[{"data":{"id":"user_1"},"created_at":"2026-11-20T10:00:00.000Z"}]}`, workos.Head{}, true},
		"no list":           {`<html>`, workos.Head{}, false},
		"of many brackets":  {strings.Repeat("[", 2<<20), workos.Head{}, false},
		"with a longer one": {`{"data":[{"id":"` + strings.Repeat("x", 1000) + `"}]}`, workos.Head{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := far(t, func(w http.ResponseWriter, r *http.Request) {
				if name == "broken off" {
					w.Header().Set("Content-Length", strconv.Itoa(len(tc.body)+1))
				}
				write(w, 200, tc.body)
			}, nil)
			if _, err := c.ListEvents(t.Context(), workos.EventQuery{Limit: 1}); (err == nil) != tc.read || err != nil && name != "broken off" && !workos.Unreadable(err) {
				t.Errorf("the page itself: %v", err)
			}
			got, err := c.SkimEvent(t.Context(), workos.EventQuery{})
			if diff := cmp.Diff(tc.want, got); diff != "" || (err == nil) != (got.ID != "") {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}
