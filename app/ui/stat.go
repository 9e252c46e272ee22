package ui

import (
	"math"
	"strconv"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Stats sets stat tiles in one frame.
func Stats(tiles ...app.UI) app.UI { return el("div", "stats", tiles...) }

// StatView is a tile: label, figure, note, ticks or meter.
type StatView struct {
	app.Compo
	P statProps
}

type statProps struct {
	label, figure, unit, href string
	note                      []app.UI
	below                     app.UI
	loading                   bool
}

// Stat makes a tile.
func Stat(label words.Key, figure string) *StatView {
	return &StatView{P: statProps{label: words.Say(label), figure: figure}}
}

// StatLoading is the shape of a tile that comes.
func StatLoading(label words.Key) *StatView {
	return &StatView{P: statProps{label: words.Say(label), loading: true}}
}

// Unit adds the small words behind the figure: of 1,500.
func (s *StatView) Unit(unit string) *StatView { s.P.unit = unit; return s }

// Note says what the figure is made of.
func (s *StatView) Note(text string) *StatView { s.P.note = []app.UI{Text(text)}; return s }

// NoteOf says it with a status or a time.
func (s *StatView) NoteOf(kids ...app.UI) *StatView { s.P.note = flat(kids); return s }

// Ticks draws the sparkline under it.
func (s *StatView) Ticks(label string, ticks []Tick) *StatView {
	s.P.below = Ticks(label, ticks)
	return s
}

// Meter draws how much of the total is used.
func (s *StatView) Meter(label string, n, total int) *StatView {
	s.P.below = el("progress", "stat__meter").Attr("value", strconv.Itoa(n)).Attr("max", strconv.Itoa(max(total, 1))).Attr("aria-label", label)
	return s
}

// Href makes the label a link to the screen behind the figure.
func (s *StatView) Href(href string) *StatView { s.P.href = href; return s }

// Render draws it.
func (s *StatView) Render() app.UI {
	p := s.P
	if p.loading {
		return el("div", "stat", el("span", "stat__label", Text(p.label)), el("span", "skeleton skeleton--figure skeleton--gap"), el("span", "skeleton skeleton--80 skeleton--gap"))
	}
	label := Text(p.label)
	if p.href != "" {
		label = LinkOf(p.href, Text(p.label))
	}
	figure := []app.UI{Text(p.figure)}
	if p.unit != "" {
		figure = append(figure, el("span", "stat__unit", Text(" "+p.unit)))
	}
	kids := []app.UI{el("span", "stat__label", label), el("span", "stat__figure", figure...)}
	if len(p.note) > 0 {
		kids = append(kids, el("span", "stat__note", p.note...))
	}
	return el("div", "stat", append(kids, p.below)...)
}

// Tick is one span of time in a sparkline.
type Tick struct {
	N     int
	Tone  Tone // a hue only if something went wrong in it; ToneRun is the span that is not over yet
	Wrong int  // how many of N went wrong: that part alone is tinted; zero tints the whole bar
}

// Ticks draws a sparkline; the label says in words what the hues show.
func Ticks(label string, ticks []Tick) app.UI { return drawTicks("ticks", label, ticks, 20, 4, 2.5) }

// Strip draws the ticks of a whole span over a log, with words above and an axis below.
func Strip(head []app.UI, label string, ticks []Tick, axis ...string) app.UI {
	kids := []app.UI{
		el("figcaption", "strip__head", head...),
		drawTicks("ticks ticks--strip", label, ticks, 48, 5, 3),
	}
	if len(axis) > 0 {
		kids = append(kids, chartAxis("chart__x", axis))
	}
	return el("figure", "strip", kids...)
}

// Swatch is one entry of a chart's key.
func Swatch(word words.Key, tone Tone) app.UI {
	suffix := map[Tone]string{ToneBad: "bad", ToneWarn: "warn", ToneRun: "now"}[tone]
	return el("span", classes("chart__swatch", prefixed("chart__swatch--", suffix)), Said(word))
}

// Key is a chart's key at the end of its line.
func Key(swatches ...app.UI) app.UI { return el("span", "chart__key push", swatches...) }

func drawTicks(class, label string, ticks []Tick, height, step, width float64) app.UI {
	top := 1
	for _, t := range ticks {
		top = max(top, t.N)
	}
	rects := make([]app.UI, 0, len(ticks))
	for i, t := range ticks {
		h, x := max(2, height*float64(t.N)/float64(top)), float64(i)*step
		if t.Wrong > 0 && t.Wrong < t.N { // what went wrong stands on top of what went well
			h, part := parted(h, height*float64(t.Wrong)/float64(top))
			rects = append(rects, rect("", x, height-h, width, h), rect(tickClass(t), x, height-h, width, part))
			continue
		}
		rects = append(rects, rect(tickClass(t), x, height-h, width, h))
	}
	wide := max(step*float64(len(ticks))-step+width, 1)
	return svg("svg", class, rects...).Attr("viewBox", "0 0 "+num(wide)+" "+num(height)).
		Attr("preserveAspectRatio", "none").Attr("role", "img").Attr("aria-label", label)
}

// parted is the height of a bar of two hues, and of the one on top: each is high enough to be seen, whatever the scale.
func parted(whole, part float64) (h, top float64) {
	h = max(whole, 2*least)
	return h, min(max(part, least), h-least)
}

func tickClass(t Tick) string {
	switch t.Tone {
	case ToneBad:
		return "ticks__bad"
	case ToneWarn:
		return "ticks__warn"
	case ToneRun:
		return "ticks__now"
	case Plain, ToneOK:
	}
	return when(t.N == 0, "ticks__none")
}

func rect(class string, x, y, w, h float64) app.UI {
	return svg("rect", class).Attr("x", num(x)).Attr("y", num(y)).Attr("width", num(w)).Attr("height", num(h))
}

func num(f float64) string { return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64) }
