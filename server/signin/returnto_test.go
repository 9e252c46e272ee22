package signin_test

import (
	"net/url"
	"strings"
	"testing"

	"memberpulse/server/signin"
)

func TestReturnTo(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{
		"//evil.com", `/\evil.com`, "/\t/evil.com", "///evil.com", "/%2f%2fevil.com", "/%5cevil.com", "/.//evil.com", "/..//evil.com",
		"https:evil.com", "javascript:alert(1)", "http://ok.com@evil.com", "/\r\nSet-Cookie:a=b", " /people", "/people ", "", "people",
		"/a/../b", "/a/", "/./a", "/%2e%2e/a", "/%00", "/\x7f", "/é", "/auth/sso", "/auth", "/a%252f%252fevil.com/%2F", `/a?b=\`, "/" + strings.Repeat("a", 3000),
	} {
		if got := signin.ReturnTo(evil); got != "/" {
			t.Errorf("%q becomes %q", evil, got)
		}
	}
	for _, good := range []string{"/people", "/people/member_1?tab=roles&x=1", "/activity#event_1", "/settings/authentication/attempts/attempt_1", "/authors", "/?a=b"} {
		if got := signin.ReturnTo(good); got != good {
			t.Errorf("%q becomes %q", good, got)
		}
	}
}

func FuzzReturnTo(f *testing.F) {
	for _, s := range []string{"/people", "//evil.com", `/\evil.com`, "/%2f%2fevil.com", "/a?b=c#d", "/.//evil.com"} {
		f.Add(s)
	}
	base := &url.URL{Scheme: "https", Host: "here.test", Path: "/auth/callback/workos"}
	f.Fuzz(func(t *testing.T, asked string) {
		got := signin.ReturnTo(asked)
		if got != "/" && got != asked {
			t.Fatalf("%q was altered to %q", asked, got)
		}
		// What a browser makes of it: tabs and line breaks vanish, backslashes are slashes.
		seen := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(strings.TrimSpace(got))
		if strings.HasPrefix(seen, "//") || !strings.HasPrefix(seen, "/") {
			t.Fatalf("%q leads away", got)
		}
		u, err := base.Parse(seen)
		if err != nil || u.Host != "here.test" || u.Scheme != "https" || u.User != nil {
			t.Fatalf("%q leads to %v, %v", got, u, err)
		}
	})
}
