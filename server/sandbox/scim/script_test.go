package scim

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A script tells cases of SCIM as requests and what must come back; testdata/README.md has its words. Each case runs in a house
// of its own. What a script cannot say is a function of Go, which the script names.

type scriptCase struct {
	name  string
	steps [][]string // a step's first line is its verb; the others belong to it
}

var verb = regexp.MustCompile(`^(person|people|group|groups|run|GET|POST|PUT|PATCH|DELETE) `)

func readScript(t *testing.T, name string) []scriptCase {
	t.Helper()
	raw, err := fs.ReadFile(os.DirFS("testdata"), name)
	if err != nil {
		t.Fatal(err)
	}
	var cases []scriptCase
	for n, line := range strings.Split(string(raw), "\n") {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "== "); ok {
			cases = append(cases, scriptCase{name: title})
			continue
		}
		if line == "" || line[0] == '#' {
			continue
		}
		if len(cases) == 0 || len(cases[len(cases)-1].steps) == 0 && !verb.MatchString(line) {
			t.Fatalf("%s:%d: %q belongs to no request", name, n+1, line)
		}
		c := &cases[len(cases)-1]
		if verb.MatchString(line) {
			c.steps = append(c.steps, nil)
		}
		last := &c.steps[len(c.steps)-1]
		*last = append(*last, line)
	}
	return cases
}

// runScript runs a script of so many cases.
func runScript(t *testing.T, name string, count int, named map[string]func(*house)) {
	t.Helper()
	cases := readScript(t, name)
	if len(cases) != count {
		t.Errorf("%s has %d cases, want %d", name, len(cases), count)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := &actor{house: newHouse(t), named: named, kept: map[string]string{
				"user": userURN, "enterprise": enterpriseURN, "groupschema": groupURN, "listschema": listURN,
			}}
			for _, step := range c.steps {
				a.do(step)
			}
		})
	}
}

// actor plays a case: it remembers what was kept under a name.
type actor struct {
	*house
	named map[string]func(*house)
	kept  map[string]string
}

var keptName = regexp.MustCompile(`\$[a-z0-9]+`)

// filled is a text with what was kept in place of the names.
func (a *actor) filled(s string) string {
	return keptName.ReplaceAllStringFunc(s, func(name string) string {
		if v, ok := a.kept[name[1:]]; ok {
			return v
		}
		return name
	})
}

func (a *actor) do(step []string) {
	a.T.Helper()
	words := strings.Fields(a.filled(step[0]))
	switch words[0] {
	case "person":
		more := strings.SplitN(a.filled(step[0]), " ", 4)[3:]
		a.kept[words[1]] = a.addUser(words[2], more...)
	case "group":
		a.kept[words[1]] = a.addGroup(words[2], words[3:]...)
	case "people", "groups":
		n, err := strconv.Atoi(words[1])
		a.Must(err)
		for i := range n {
			if name := fmt.Sprintf(words[2], i); words[0] == "people" {
				a.addUser(name)
			} else {
				a.addGroup(name)
			}
		}
	case "run":
		fn := a.named[words[1]]
		if fn == nil {
			a.T.Fatalf("no function is named %s", words[1])
		}
		fn(a.house)
	default:
		a.request(step)
	}
}

// inPath are characters that a script writes plainly in an address.
var inPath = strings.NewReplacer(" ", "%20", `"`, "%22", "[", "%5B", "]", "%5D", "+", "%2B")

func (a *actor) request(step []string) {
	a.T.Helper()
	method, path, _ := strings.Cut(a.filled(step[0]), " ")
	var body, headers, wants []string
	for _, line := range step[1:] {
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line[0] == '{':
			body = append(body, a.filled(line))
		case word == "with":
			name, value, _ := strings.Cut(a.filled(rest), ": ")
			headers = append(headers, name, value)
		default:
			wants = append(wants, line)
		}
	}
	text := strings.Join(body, "")
	if method == "PATCH" && !strings.Contains(text, "Operations") {
		text = patchOp(body...)
	}
	from := a.Here()
	send := func() *reply { return a.house.do(method, inPath.Replace(path), text, headers...) }
	r := send()
	for _, want := range wants {
		if limit, timed := strings.CutPrefix(want, "within "); timed {
			a.holdTime(limit, send)
			continue
		}
		a.hold(r, a.filled(want), from) // what came may be kept, and held against
	}
}

// holdTime holds the quickest of some answers to a time: what a busy machine adds is not ours.
func (a *actor) holdTime(limit string, send func() *reply) {
	a.T.Helper()
	most, err := time.ParseDuration(limit)
	a.Must(err)
	quickest := time.Duration(math.MaxInt64)
	for range 5 {
		start := time.Now()
		send()
		quickest = min(quickest, time.Since(start))
	}
	if quickest > most {
		a.T.Errorf("took %s, want %s", quickest, limit)
	}
}

// hold checks one thing that a request must have come to.
func (a *actor) hold(r *reply, want string, from int) {
	a.T.Helper()
	word, rest, _ := strings.Cut(want, " ")
	switch word {
	case "answers":
		status, scimType, typed := strings.Cut(rest, " ")
		n, err := strconv.Atoi(status)
		a.Must(err)
		if r.want(n); typed {
			r.wantType(n, scimType)
		}
	case "tells":
		told := strings.Fields(rest)
		if got := a.Told(from); !slices.Equal(got, told) && (rest != "nothing" || got != nil) {
			a.T.Errorf("told %v, want %s", got, rest)
		}
	case "keep":
		name, path, _ := strings.Cut(rest, " ")
		a.kept[name] = fmt.Sprint(a.found(r, path))
	default:
		a.holdValue(r, word, rest)
	}
}

// found is a header, named with an @, or a place in the body.
func (a *actor) found(r *reply, path string) any {
	if name, ok := strings.CutPrefix(path, "@"); ok {
		return r.header.Get(name)
	}
	return r.at(path)
}

func (a *actor) holdValue(r *reply, path, rest string) {
	a.T.Helper()
	got := a.found(r, path)
	switch {
	case rest == "is there":
		if got == nil || got == "" {
			a.T.Errorf("no %s: %s", path, clip(r.raw))
		}
	case rest == "is absent":
		if got != nil && got != "" {
			a.T.Errorf("%s is %v", path, got)
		}
	case strings.HasPrefix(rest, "= "), strings.HasPrefix(rest, "≠ "):
		var want any
		if err := json.Unmarshal([]byte(rest[strings.Index(rest, " ")+1:]), &want); err != nil {
			a.T.Fatalf("%s %s: %v", path, rest, err)
		}
		if diff := cmp.Diff(want, got); (diff == "") != (rest[0] == '=') {
			a.T.Errorf("%s %s, but it is %v: %s", path, rest, got, clip(r.raw))
		}
	default:
		a.T.Fatalf("what does %q mean?", path+" "+rest)
	}
}
