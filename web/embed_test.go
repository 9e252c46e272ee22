package web_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"memberpulse/app/ui"
	"memberpulse/web"
)

func TestEveryIconIsInTheSprite(t *testing.T) {
	t.Parallel()
	sprite, err := fs.ReadFile(web.Files, "icons/sprite.svg")
	if err != nil {
		t.Fatal(err)
	}
	var drawn []string
	for _, m := range regexp.MustCompile(`<symbol id="i-([a-z-]+)"`).FindAllStringSubmatch(string(sprite), -1) {
		drawn = append(drawn, m[1])
	}
	for _, name := range ui.Icons {
		if !slices.Contains(drawn, name) {
			t.Errorf("the sprite has no %q", name)
		}
	}
	for _, name := range drawn {
		if !slices.Contains(ui.Icons, name) {
			t.Errorf("ui.Icons does not list %q", name)
		}
	}
}

func TestColorsStandInTheTokensOnly(t *testing.T) {
	t.Parallel()
	hex := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
	err := fs.WalkDir(web.Files, "css", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		css, err := fs.ReadFile(web.Files, path)
		if err != nil {
			return err
		}
		for _, found := range hex.FindAllString(string(css), -1) {
			if found != "#fff" { // on the danger fill, white in both themes
				t.Errorf("%s writes the color %s", path, found)
			}
		}
		if strings.Contains(string(css), "http://") || strings.Contains(string(css), "https://") || strings.Contains(string(css), "@import") {
			t.Errorf("%s loads something from elsewhere", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
