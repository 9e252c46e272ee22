package browser

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"

	"memberpulse/e2e/program"
)

// Violation is a rule of axe that the page breaks.
type Violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Where  []string `json:"where"`
}

func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s at %v", v.ID, v.Impact, v.Help, v.Where)
}

// Axe asks axe-core what is wrong with the page, serious and critical faults only.
func (w *Window) Axe() []Violation {
	w.t.Helper()
	script, err := os.ReadFile(filepath.Join(program.Root(), "e2e", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		w.t.Fatalf("axe-core is not installed: run `make test`, which installs it (%v)", err)
	}
	Act(w, "load axe", chromedp.Evaluate[Nothing](string(script)+";undefined"))
	return Eval[[]Violation](w, `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations
		.filter(v => v.impact === "serious" || v.impact === "critical")
		.map(v => ({id: v.id, impact: v.impact, help: v.help, where: v.nodes.slice(0, 5).map(n => n.target.join(" "))})))`)
}

// MustPassAxe fails the test for every serious or critical fault.
func (w *Window) MustPassAxe(what string) {
	w.t.Helper()
	for _, v := range w.Axe() {
		w.t.Errorf("%s: axe: %s", what, v)
	}
}

// Picture writes a PNG of the whole page to e2e/out.
func (w *Window) Picture(name string) {
	w.t.Helper()
	png := Act(w, "take a picture", chromedp.FullScreenshot(100))
	dir := filepath.Join(program.Root(), "e2e", "out")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		w.t.Fatal(err)
	}
}
