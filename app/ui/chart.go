package ui

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/ui/words"
)

const (
	chartWide, chartHigh = 600.0, 112.0
	least                = 3.0 // of a part that must be seen
)

// Bars draws a bar chart; the label is the sentence that says what it shows, axis the words under it.
func Bars(label string, bars []Tick, axis ...string) app.UI {
	top := roundTop(bars)
	step := chartWide / float64(max(len(bars), 1))
	kids := chartLines()
	for i, b := range bars {
		h, x := chartHigh*float64(b.N)/float64(top), float64(i)*step
		class := map[Tone]string{ToneBad: "chart__bad", ToneWarn: "chart__warn", ToneRun: "chart__now"}[b.Tone]
		if b.Wrong > 0 && b.Wrong < b.N {
			h, part := parted(h, chartHigh*float64(b.Wrong)/float64(top))
			kids = append(kids, rect("", x, chartHigh-h, step*0.6, h), rect(class, x, chartHigh-h, step*0.6, part))
			continue
		}
		kids = append(kids, rect(class, x, chartHigh-h, step*0.6, h))
	}
	return chart(label, kids, top, axis)
}

// Line draws a line chart over its area.
func Line(label string, points []int, axis ...string) app.UI {
	ticks := make([]Tick, len(points))
	for i, n := range points {
		ticks[i] = Tick{N: n}
	}
	top := roundTop(ticks)
	for _, n := range points {
		if n == top { // a line along the edge is read as the edge
			top = roundTop([]Tick{{N: top + 1}})
			break
		}
	}
	path := linePath(points, top)
	kids := []app.UI{svg("path", "chart__area").Attr("d", path+"L"+num(chartWide)+" "+num(chartHigh)+"L0 "+num(chartHigh)+"Z")}
	kids = append(kids, chartLines()...)
	kids = append(kids, svg("path", "chart__line").Attr("d", path))
	return chart(label, kids, top, axis)
}

func linePath(points []int, top int) string {
	var b strings.Builder
	step := chartWide / float64(max(len(points)-1, 1))
	for i, n := range points {
		b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0])
		b.WriteString(num(float64(i)*step) + " " + num(chartHigh-chartHigh*float64(n)/float64(top)))
	}
	if len(points) == 0 {
		return "M0 " + num(chartHigh)
	}
	return b.String()
}

func chart(label string, plot []app.UI, top int, axis []string) app.UI {
	kids := []app.UI{
		svg("svg", "chart__plot", plot...).Attr("viewBox", "0 0 600 112").Attr("preserveAspectRatio", "none").
			Attr("role", "img").Attr("aria-label", label),
		chartAxis("chart__y", []string{words.Count(top), words.Count(top / 2), "0"}),
	}
	if len(axis) > 0 {
		kids = append(kids, chartAxis("chart__x", axis))
	}
	return el("figure", "chart", kids...)
}

func chartAxis(class string, said []string) app.UI {
	kids := make([]app.UI, len(said))
	for i, s := range said {
		kids[i] = el("span", "", Text(s))
	}
	return el("div", class, kids...).Attr("aria-hidden", "true")
}

func chartLines() []app.UI {
	lines := make([]app.UI, 0, 3)
	for _, y := range []float64{0, chartHigh / 2, chartHigh} {
		lines = append(lines, svg("line", "").Attr("x1", "0").Attr("x2", num(chartWide)).Attr("y1", num(y)).Attr("y2", num(y)))
	}
	return lines
}

// roundTop is the next even figure of one or two leading digits, so that the half of it is a whole number too.
func roundTop(bars []Tick) int {
	top := 2
	for _, b := range bars {
		top = max(top, b.N)
	}
	unit := 1
	for top/unit >= 20 {
		unit *= 10
	}
	rounded := (top + unit - 1) / unit * unit
	if rounded%2 != 0 {
		rounded += unit
	}
	return rounded
}
