package part

import (
	"strings"

	"memberpulse/app/ui/words"
)

// Browser names a browser and its system from what it says of itself.
func Browser(userAgent string) string {
	browser := firstIn(userAgent, [][2]string{
		{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"},
	})
	system := firstIn(userAgent, [][2]string{
		{"Windows", "Windows"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS X", "macOS"}, {"Android", "Android"}, {"Linux", "Linux"},
	})
	switch {
	case browser == "" && system == "":
		return words.Say(words.UnknownBrowser)
	case system == "":
		return browser
	case browser == "":
		return system
	}
	return words.Say(words.BrowserOn, browser, system)
}

func firstIn(s string, known [][2]string) string {
	for _, k := range known {
		if strings.Contains(s, k[0]) {
			return k[1]
		}
	}
	return ""
}
