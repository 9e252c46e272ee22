package signin

import (
	"net/url"
	"path"
	"strings"
)

const longestReturn = 2000

// ReturnTo makes a path of ours of what a link asked to return to; "/" where it is anything else. Browsers read
// backslashes, tabs and doubled slashes as the beginning of another host: none of them passes, encoded or not.
func ReturnTo(asked string) string {
	const home = "/"
	if len(asked) < 2 || len(asked) > longestReturn || asked[0] != '/' || asked[1] == '/' || !plainText(asked) {
		return home
	}
	u, err := url.Parse(asked)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") {
		return home
	}
	if path.Clean(u.Path) != u.Path || !plainText(u.Path) || u.Path == "/auth" || strings.HasPrefix(u.Path, "/auth/") {
		return home // a sign-in that returns to a sign-in would turn round for ever
	}
	return asked
}

// plainText holds for visible ASCII without backslashes, and without hidden slashes.
func plainText(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f || s[i] == '\\' {
			return false
		}
	}
	lower := strings.ToLower(s)
	return !strings.Contains(lower, "%2f") && !strings.Contains(lower, "%5c")
}
