package ui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJSONFoldsMarksAndKeepsOrder(t *testing.T) {
	t.Parallel()
	got := markup(JSON("Payload", []byte(`{"z":1,"a":{"deep":{"x":[1,2,3]}},"big":12345678901234567890,"none":[]}`), "a.deep.x"))
	for _, want := range []string{`12345678901234567890`, `class="is-hit"`, `3 items ]`, `[]`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if strings.Index(got, `&#34;z&#34;`) > strings.Index(got, `&#34;a&#34;`) {
		t.Error("the order of the keys changed")
	}
	if strings.Count(got, "<details open>") != 2 {
		t.Errorf("the parents of a marked field are not open: %s", got)
	}
}

func TestJSONShowsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string]string{"cut": `{"a":`, "text": `not json`, "too deep": strings.Repeat("[", 200)} {
		if got := markup(JSON("Payload", []byte(doc))); !strings.Contains(got, "<pre>") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestDiffOfMarksOnlyTheMiddle(t *testing.T) {
	t.Parallel()
	want, got := DiffOf("https://a/conn_1/acs", "https://a/staging/acs")
	if diff := cmp.Diff([]Part{{"https://a/", false}, {"conn_1", true}, {"/acs", false}}, want); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Part{{"https://a/", false}, {"staging", true}, {"/acs", false}}, got); diff != "" {
		t.Error(diff)
	}
	same, _ := DiffOf("x", "x")
	if diff := cmp.Diff([]Part{{"x", false}}, same); diff != "" {
		t.Error(diff)
	}
}

func TestChartTopsAreRound(t *testing.T) {
	t.Parallel()
	for top, want := range map[int]int{0: 2, 3: 4, 32: 40, 199: 200, 4700: 5000, 5000: 5000, 12345: 13000} {
		if got := roundTop([]Tick{{N: top}}); got != want {
			t.Errorf("roundTop(%d) = %d, want %d", top, got, want)
		}
	}
}
