package web_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"memberpulse/web"
)

// The stand-in for WorkOS imports nothing of ours, so its pages carry copies of the rules they use. A copy that no longer
// says what ours says would make them look like another product.
const standInSheet = "../server/sandbox/look/assets/product.css"

func TestTheStandInHasTheTokensOfTheProduct(t *testing.T) {
	t.Parallel()
	ours, theirs := tokens(t, sheet(t, "css/tokens.css")), tokens(t, standIn(t))
	if ours != theirs {
		at := 0
		for o := strings.Split(ours, "\n"); at < len(o) && strings.HasPrefix(theirs, strings.Join(o[:at+1], "\n")); {
			at++
		}
		t.Errorf("the tokens differ from line %d of :root on: copy them from web/css/tokens.css to %s", at+1, path.Base(standInSheet))
	}
}

func TestTheStandInHasTheRulesOfTheProduct(t *testing.T) {
	t.Parallel()
	ours := map[string][]string{}
	err := fs.WalkDir(web.Files, "css", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for _, r := range rules("", sheet(t, name)) {
			ours[r.selector] = append(ours[r.selector], r.says)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	theirs := rules("", standIn(t))
	if len(theirs) < 100 {
		t.Fatalf("%d rules were read of %s", len(theirs), standInSheet)
	}
	for _, r := range theirs {
		if r.selector != ":root" && !slices.Contains(ours[r.selector], r.says) { // the tokens are told of above
			t.Errorf("product.css of the stand-in says of %s\n\t%s\nour style sheets say\n\t%s\ncopy the rule there, or move it to pages.css beside it where the product has it no more", r.selector, r.says, strings.Join(ours[r.selector], "\n\t"))
		}
	}
}

func sheet(t *testing.T, name string) string {
	t.Helper()
	raw, err := fs.ReadFile(web.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func standIn(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(standInSheet)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// tokens are the rule of :root.
func tokens(t *testing.T, css string) string {
	t.Helper()
	_, after, begun := strings.Cut(css, ":root {")
	block, _, ended := strings.Cut(after, "\n}")
	if !begun || !ended {
		t.Fatal("there is no block of tokens")
	}
	return block
}

type rule struct{ selector, says string }

var (
	comment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	spaces  = regexp.MustCompile(`\s+`)
)

// rules are the rules of a style sheet, those in a media or container query under its words too.
func rules(within, css string) (out []rule) {
	css = comment.ReplaceAllString(css, "")
	for {
		head, rest, ok := strings.Cut(css, "{")
		if !ok {
			return out
		}
		end, depth := 0, 1
		for ; end < len(rest) && depth > 0; end++ {
			switch rest[end] {
			case '{':
				depth++
			case '}':
				depth--
			}
		}
		selector, body := within+words(head), rest[:end-1]
		if strings.Contains(body, "{") {
			out = append(out, rules(selector+" ", body)...)
		} else {
			out = append(out, rule{selector, words(body)})
		}
		css = rest[end:]
	}
}

func words(s string) string { return strings.TrimSpace(spaces.ReplaceAllString(s, " ")) }
