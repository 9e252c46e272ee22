package ui

import (
	"slices"
	"strconv"
	"strings"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Column is one column of a table. Make it with Col and say how it behaves.
type Column struct {
	label, head, cell string
	labeled           bool
	sorts             *sorting
}

// Col makes a column with its heading.
func Col(label words.Key) Column { return Column{label: words.Say(label)} }

// Title is the cell that names the row; on phones it takes the whole line.
func (c Column) Title() Column { c.cell = classes(c.cell, "is-title"); return c }

// Fill takes what the other columns leave and cuts with an ellipsis.
func (c Column) Fill() Column { c.cell = classes(c.cell, "is-fill"); return c }

// Fit is as wide as its longest cell.
func (c Column) Fit() Column { c.cell = classes(c.cell, "is-fit"); return c }

// Dim is for times and ids.
func (c Column) Dim() Column { c.cell = classes(c.cell, "dim"); return c }

// Num aligns figures at the right.
func (c Column) Num() Column {
	c.head, c.cell = classes(c.head, "is-num"), classes(c.cell, "is-num")
	return c
}

// Actions holds buttons at the end of the row.
func (c Column) Actions() Column { c.cell = classes(c.cell, "is-actions"); return c }

// Verdict holds a state with a sentence; on phones it takes a whole line.
func (c Column) Verdict() Column { c.cell = classes(c.cell, "is-verdict"); return c }

// End stands top right on phones: the state beside the name.
func (c Column) End() Column { c.cell = classes(c.cell, "is-end"); return c }

// Lead stands first on phones.
func (c Column) Lead() Column { c.cell = classes(c.cell, "is-lead"); return c }

// Leaves says when the column falls away as the frame narrows: 3 first, then 2, 1, 0.
func (c Column) Leaves(order int) Column {
	class := "is-p" + strconv.Itoa(order)
	c.head, c.cell = classes(c.head, class), classes(c.cell, class)
	return c
}

// Labeled repeats the heading before the value in stacked rows.
func (c Column) Labeled() Column { c.labeled = true; return c }

// Sorts makes the heading a link that sorts by key; up says how the rows stand then, and down how they do turned round.
func (c Column) Sorts(key string, up, down words.Key) Column {
	c.sorts = &sorting{key, up, down}
	return c
}

// TableRow is one row: a stable id and one cell per column. The title cell holds a RowLink where the row leads somewhere.
type TableRow struct {
	ID       string
	Selected bool
	Mark     string // added, changed or removed
	Cells    []app.UI
	day      string // the row names a day and has no cells: see ByDay
}

// TableView is a table in its frame, with bar, rows or a state, and foot. Rows that come and go move neither what is read
// nor the keyboard.
type TableView struct {
	app.Compo
	P tableProps

	rewinds bool   // the reader asked for newer rows or for another page: they begin at the top once they are there
	back    func() // puts the keyboard and what is read back once the rows are drawn
}

type tableProps struct {
	label      string
	columns    []Column
	rows       []TableRow
	bar, foot  []app.UI
	state      app.UI
	bones      int
	busy       bool
	news       string
	showNews   func(app.Context)
	sorted     string
	descending bool
	sortHref   func(key string, descending bool) string
}

// Table makes a table; the label names it for screen readers.
func Table(label words.Key, columns ...Column) *TableView {
	return &TableView{P: tableProps{label: words.Say(label), columns: columns}}
}

// Rows sets the rows.
func (t *TableView) Rows(rows []TableRow) *TableView { t.P.rows = rows; return t }

// FacetBar sets facets above the head.
func (t *TableView) FacetBar(facets app.UI) *TableView {
	t.P.bar = flat([]app.UI{facets})
	return t
}

// ByTime reports whether the rows stand under the days that they are of.
func (t *TableView) ByTime() bool {
	return slices.ContainsFunc(t.P.rows, func(r TableRow) bool { return r.day != "" })
}

// Foot sets what stands under the rows: Pager, or words.
func (t *TableView) Foot(kids ...app.UI) *TableView { t.P.foot = flat(kids); return t }

// State shows Empty, NoMatch, FailedState or Locked in place of the rows; nil shows the rows.
func (t *TableView) State(state app.UI) *TableView { t.P.state = state; return t }

// Loading shows the shape of n rows that come.
func (t *TableView) Loading(n int) *TableView { t.P.bones = n; return t }

// Busy says that newer rows are being fetched while the old ones stay.
func (t *TableView) Busy(busy bool) *TableView { t.P.busy = busy; return t }

// News shows how many live rows have gathered; a press inserts them.
func (t *TableView) News(n int, show func(app.Context)) *TableView {
	t.P.news, t.P.showNews = when(n > 0, words.Say(words.New, words.Count(n))), show
	return t
}

// NewsSaid offers in words to read the list again, where what has come cannot be counted.
func (t *TableView) NewsSaid(said string, read func(app.Context)) *TableView {
	t.P.news, t.P.showNews = said, read
	return t
}

// Sort says by which key the rows stand, and which address sorts by another.
func (t *TableView) Sort(key string, descending bool, href func(key string, descending bool) string) *TableView {
	t.P.sorted, t.P.descending, t.P.sortHref = key, descending, href
	return t
}

// OnUpdate keeps the keyboard and what is read in their places, whatever rows are drawn next.
func (t *TableView) OnUpdate(ctx app.Context) {
	if app.IsServer {
		return
	}
	frame := t.JSValue()
	switch {
	case t.rewinds && !t.P.busy && t.P.bones == 0:
		t.rewinds = false
		ctx.Defer(func(app.Context) { rewind(frame) })
	case t.back == nil: // else they are remembered already, from before the rows were drawn
		t.back = placeIn(frame)
		ctx.Defer(func(app.Context) {
			t.back()
			t.back = nil
		})
	}
}

// Render draws it.
func (t *TableView) Render() app.UI {
	p := t.P
	grid := app.UI(el("table", classes("table__grid", when(p.state != nil && p.bones == 0, "table__grid--told")), t.head(), el("tbody", "", t.body()...)))
	var kids []app.UI
	if len(p.bar) > 0 {
		kids = append(kids, el("div", "table__bar table__bar--facets", p.bar...))
	}
	kids = append(kids, t.sorter(), t.newsSlot(), grid)
	if len(p.foot) > 0 {
		kids = append(kids, el("div", "table__foot", p.foot...).OnClick(handle("pages", t.turned)))
	}
	e := el("section", "table table--stack", kids...).Attr("aria-label", p.label)
	if p.busy || p.bones > 0 {
		e.Attr("aria-busy", "true")
	}
	return e
}

func (t *TableView) head() app.UI {
	cells := make([]app.UI, len(t.P.columns))
	for i, c := range t.P.columns {
		cells[i] = t.heading(c)
	}
	return el("thead", "", el("tr", "", cells...))
}

func (t *TableView) heading(c Column) app.UI {
	label := Text(c.label)
	th := el("th", c.head, label).Attr("scope", "col")
	if c.sorts == nil || t.P.sortHref == nil {
		return th
	}
	descending := false
	if c.sorts.key == t.P.sorted {
		descending = !t.P.descending
		th.Attr("aria-sort", map[bool]string{true: "descending", false: "ascending"}[t.P.descending])
	}
	return th.Body(el("a", "table__sort", label, Icon("sort")).Attr("href", SafeHref(t.P.sortHref(c.sorts.key, descending))))
}

func (t *TableView) body() []app.UI {
	p := t.P
	if p.bones > 0 {
		return t.boneRows()
	}
	if p.state != nil {
		return []app.UI{el("tr", "is-whole", t.span("", p.state))}
	}
	kids := make([]app.UI, len(p.rows))
	for i, r := range p.rows {
		kids[i] = t.row(r)
	}
	return kids
}

func (t *TableView) span(class string, kid app.UI) app.UI {
	return el("td", class, kid).Attr("colspan", strconv.Itoa(len(t.P.columns)))
}

func (t *TableView) row(r TableRow) app.UI {
	if r.day != "" {
		return t.dayRow(r.day)
	}
	cells := make([]app.UI, 0, len(r.Cells))
	for i, cell := range r.Cells {
		if i >= len(t.P.columns) {
			break
		}
		c := t.P.columns[i]
		td := el("td", c.cell, cell)
		if c.labeled {
			td.Attr("data-label", c.label)
		}
		cells = append(cells, td)
	}
	return attr(el("tr", classes(when(r.Selected, "is-selected"), prefixed("is-", r.Mark)), cells...), "id", prefixed("row-", r.ID))
}

// boneRows has the shape of the rows that come: short bars where cells are as wide as their content.
func (t *TableView) boneRows() []app.UI {
	widths := []int{60, 40, 80, 60, 40, 25}
	rows := make([]app.UI, t.P.bones)
	for i := range rows {
		cells := make([]app.UI, len(t.P.columns))
		for j, c := range t.P.columns {
			bone := Bone(0)
			if !strings.Contains(c.cell, "is-fit") && !strings.Contains(c.cell, "is-num") {
				bone = Bone(widths[(i+j)%len(widths)])
			}
			cells[j] = el("td", c.cell, bone)
		}
		rows[i] = el("tr", "", cells...).Attr("aria-hidden", "true")
	}
	return rows
}

// Main is the name in a row with a sub line under it.
func Main(main string, sub ...app.UI) app.UI { return mainCell(Text(main), sub) }

// MainLink is the name in a row, linked for the whole row, with a sub line under it.
func MainLink(main, href string, sub ...app.UI) app.UI {
	return mainCell(RowLink(href, Text(main)), sub)
}

func mainCell(main app.UI, sub []app.UI) app.UI {
	kids := []app.UI{el("span", "table__main", main)}
	if len(sub) > 0 {
		kids = append(kids, el("span", "table__sub", sub...))
	}
	return el("div", "", kids...)
}
