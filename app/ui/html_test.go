package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

var (
	tagPattern  = regexp.MustCompile(`<([a-z0-9]+)((?: [a-zA-Z-]+(?:="(?:[^"\\]|\\.)*")?)*)>`)
	attrPattern = regexp.MustCompile(` [a-zA-Z-]+(?:="(?:[^"\\]|\\.)*")?`)
)

// markup is what a primitive draws, on one line, attributes in alphabetical order (go-app keeps them in a map).
func markup(v app.UI) string {
	html := app.HTMLString(v)
	html = tagPattern.ReplaceAllStringFunc(html, func(tag string) string {
		parts := tagPattern.FindStringSubmatch(tag)
		attrs := attrPattern.FindAllString(parts[2], -1)
		slices.Sort(attrs)
		return "<" + parts[1] + strings.Join(attrs, "") + ">"
	})
	lines := strings.Split(html, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimLeft(l, " ")
	}
	return strings.Join(lines, "")
}

func TestPrimitivesDrawTheClassesAndRolesOfTheLook(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		draw app.UI
		want string
	}{
		"button": {
			Button("Save").Primary().OnClick(func(app.Context) {}),
			`<button class="button button--primary" disabled="false" type="button">Save</button>`,
		},
		"busy button says its verb": {
			Button("Save").Busy(true, "Saving"),
			`<button aria-busy class="button" disabled="false" type="button">Saving</button>`,
		},
		"blocked button names its reason": {
			Button("Apply").Disabled(true).Why("why"),
			`<button aria-describedby="why" class="button" disabled type="button">Apply</button>`,
		},
		"button that leads away": {
			Button("Map").Small().Href("/settings/roles"),
			`<a class="button button--small" href="/settings/roles">Map</a>`,
		},
		"icon button keeps its name": {
			Button("More").Quiet().Icon("more").IconOnly(),
			`<button aria-label="More" class="button button--quiet button--icon" disabled="false" type="button"><svg aria-hidden class="icon"><use href="#i-more"></use></svg></button>`,
		},
		"outcome": {Outcome("parked"), `<span class="status status--parked">parked</span>`},
		"badge":   {Badge("Draft 3", ToneWarn), `<span class="badge badge--warn">Draft 3</span>`},
		"facets": {
			Facets("Outcome", FacetLink{Label: "All", Count: 1312, Href: "/activity", Current: true}),
			`<nav aria-label="Outcome" class="facets"><a aria-current class="facet" href="/activity">All <span class="facet__count">1,312</span></a></nav>`,
		},
		"progress": {
			Progress("People").Of(500, 10000),
			`<div class="progress"><span class="progress__label">People</span><span class="progress__count"><b>500</b>of 10,000</span><progress aria-label="People" class="progress__bar" max="10000" value="500"></progress></div>`,
		},
		"progress without a total has no value": {
			Progress("Counting").Of(0, 0),
			`<div class="progress"><span class="progress__label">Counting</span><span class="progress__count">total not known yet</span><progress aria-label="Counting" class="progress__bar"></progress></div>`,
		},
		"banner": {
			Banner(ToneBad, "Nobody can sign in").Cause("The certificate ended.").Actor("you").Alert(),
			`<div class="banner banner--bad" role="alert"><svg aria-hidden class="icon"><use href="#i-bad"></use></svg><p class="banner__title">Nobody can sign in</p><p class="banner__cause">The certificate ended.</p><div class="banner__foot"><span class="actor"><svg aria-hidden class="icon"><use href="#i-person"></use></svg><span class="actor__label">Who acts</span>you</span></div></div>`,
		},
		"facts leave empty ones out": {
			Facts(F("Plan", "Business"), F("Department", "")),
			`<dl class="facts"><dt>Plan</dt><dd>Business</dd></dl>`,
		},
		"step": {
			Stepper("Steps", Step{"Details", "", StepBad}, Step{"Test", "", StepNow}),
			`<ol aria-label="Steps" class="stepper"><li class="stepper__step stepper__step--bad"><span class="stepper__mark"></span><span class="stepper__name">Details</span></li><li aria-current="step" class="stepper__step"><span class="stepper__mark"></span><span class="stepper__name">Test</span></li></ol>`,
		},
		"diff": {
			Diff(FieldChange{Field: "state", Was: "active", Is: ""}),
			`<table class="diff"><thead><tr><th scope="col">Field</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody><tr><th scope="row">state</th><td class="diff__was">active</td><td class="diff__same">nothing</td></tr></tbody></table>`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, markup(c.draw)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFieldTellsItsFault(t *testing.T) {
	t.Parallel()
	got := markup(Field("domain", "Domain").Required().Value("x").Hint("One domain.").Error("No such domain."))
	for _, want := range []string{
		`data-state="error"`, `aria-invalid`, `aria-describedby="domain-note"`, `for="domain"`, `id="domain-note"`, `No such domain.`, `aria-required`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if strings.Contains(got, "One domain.") {
		t.Error("a hint stands beside a message")
	}
}

func TestTableShowsRowsOrOneState(t *testing.T) {
	t.Parallel()
	table := func() *TableView {
		return Table("People", Col("Person").Title().Sorts("name", "A to Z", "Z to A"), Col("Changed").Num().Leaves(1)).
			Sort("name", true, func(key string, descending bool) string { return "/people?order=" + key })
	}
	rows := []TableRow{{ID: "dm_1", Cells: []app.UI{MainLink("Ann", "/people/dm_1"), Text("2 h")}}}

	full := markup(table().Rows(rows).News(14, func(app.Context) {}))
	for _, want := range []string{`id="row-dm_1"`, `aria-sort="descending"`, `href="/people?order=name"`, `14 new`, `class="is-num is-p1"`, `class="link--row" href="/people/dm_1"`, `scope="col"`} {
		if !strings.Contains(full, want) {
			t.Errorf("no %s in %s", want, full)
		}
	}
	empty := markup(table().Rows(rows).State(Empty("Nobody yet", "People come with the first sync.")))
	if strings.Contains(empty, "row-dm_1") || !strings.Contains(empty, `colspan="2"`) || !strings.Contains(empty, "Nobody yet") {
		t.Errorf("a state does not replace the rows: %s", empty)
	}
	bones := markup(table().Loading(3))
	if strings.Count(bones, "skeleton ") != 6 || !strings.Contains(bones, "aria-busy") {
		t.Errorf("loading: %s", bones)
	}
}

// Where its headings are not shown, a table that sorts has a choice of the same ways; with nothing to sort it has none.
func TestATableSortsWithoutItsHeadings(t *testing.T) {
	t.Parallel()
	table := func() *TableView {
		return Table("People", Col("Person").Sorts("name", "A to Z", "Z to A"), Col("Roles"), Col("Changed").Sorts("changed", "newest first", "oldest first"))
	}
	sorted := table().Sort("name", true, func(string, bool) string { return "/people" })
	got := markup(sorted)
	for _, want := range []string{
		"Sort by", `value="name">Person, A to Z<`, `selected value="-name">Person, Z to A<`,
		`value="changed">Changed, newest first<`, `value="-changed">Changed, oldest first<`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	for name, none := range map[string]*TableView{"nothing sorts it": table(), "it is empty": sorted.State(Empty("Nobody yet", ""))} {
		if got := markup(none); strings.Contains(got, "Sort by") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestLinksCarryNoProgram(t *testing.T) {
	t.Parallel()
	for href, want := range map[string]string{
		"/people": "/people", "https://x.example": "https://x.example", "?a=b": "?a=b", "mailto:a@b.c": "mailto:a@b.c",
		"javascript:alert(1)": "#", " JavaScript:alert(1)": "#", "data:text/html,x": "#", "//evil.example": "#", `/\evil.example`: "#", "": "#", "vbscript:x": "#",
	} {
		if got := SafeHref(href); got != want {
			t.Errorf("SafeHref(%q) = %q, want %q", href, got, want)
		}
	}
}

func TestTextIsEscaped(t *testing.T) {
	t.Parallel()
	if got := markup(B(`"><img src=x onerror=alert(1)>`)); strings.Contains(got, "<img") {
		t.Error(got)
	}
}

func TestABrokenRegionLeavesANotice(t *testing.T) {
	t.Parallel()
	got := markup(Region(func() app.UI { panic("broken") }))
	if !strings.Contains(got, "This part of the page broke") {
		t.Error(got)
	}
}

func TestChildrenSurviveASecondRender(t *testing.T) {
	t.Parallel()
	card := Card("List").Body(Each([]string{"a", "b"}, func(s string) app.UI { return B(s) }), If(false, func() app.UI { return B("no") }), B("c"))
	first, second := markup(card.Render()), markup(card.Render())
	if first != second || !strings.Contains(first, "<b>c</b>") {
		t.Errorf("first %s\nsecond %s", first, second)
	}
}
