package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Words for people have a letter, a space and a letter in them, begin as a sentence does, or are a piece to be glued.
var (
	peoples = regexp.MustCompile(`\pL \pL|^\p{Lu}\p{Ll}|^ \pL|\pL $`)
	letters = regexp.MustCompile(`\pL{2}`)
)

// classList is the shape of a list of CSS classes, of which one has a part or a kind: no sentence has those signs.
var classList = regexp.MustCompile(`^[a-z0-9 _-]*(--|__)[a-z0-9 _-]*$`)

// samples are files of demonstration: what a gallery shows stands in it.
var samples = []string{"ui/gallery.go", "ui/gallery_parts.go", "page/gallery/page.go"}

// products are files that name products, which are called the same in every language.
var products = []string{"part/browser.go", "part/provider.go"}

// itself is what this program is called, whole and in the two colors of its mark.
var itself = []string{"MemberPulse", "Member", "Pulse"}

// seen are the attributes that people see or hear.
var seen = []string{"title", "alt", "placeholder", "aria-label", "aria-description", "aria-valuetext", "aria-roledescription"}

// told are the functions whose words go to developers, and computers the ones that talk to the browser.
var (
	told      = []string{"app.Logf", "panic", "errors.New", "fmt.Errorf", "ui.Safely", "Safely", "handle"}
	computers = []string{"Get", "Set", "Call", "MustCompile"}
)

func TestWhatPeopleReadStandsInTheCatalogue(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	for _, file := range parsed(t, fset, "../..") {
		path, err := filepath.Rel("../..", fset.Position(file.Pos()).Filename)
		if err != nil {
			t.Fatal(err)
		}
		if file.Name.Name == "words" || slices.Contains(samples, path) || slices.Contains(products, path) {
			continue
		}
		for _, l := range inline(file) {
			t.Errorf("%s: %s is for people: give it a name in app/ui/words", fset.Position(l.Pos()), l.Value)
		}
	}
}

// inline are the literals of a file that are words for people.
func inline(file *ast.File) (found []*ast.BasicLit) {
	var above []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			above = above[:len(above)-1]
			return true
		}
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING && forPeople(l, above) {
			found = append(found, l)
		}
		above = append(above, n)
		return true
	})
	return found
}

// forPeople reports whether a literal is shown, by its shape and by what it stands in, the nearest last.
func forPeople(l *ast.BasicLit, above []ast.Node) bool {
	text, err := strconv.Unquote(l.Value)
	if err != nil || slices.Contains(itself, text) || classList.MatchString(text) {
		return false
	}
	if !peoples.MatchString(text) && (!drawn(above) || !letters.MatchString(text)) {
		return false
	}
	inside := ast.Node(l)
	for _, n := range slices.Backward(above) {
		if unseen(n, inside) {
			return false
		}
		if _, function := n.(*ast.FuncLit); function {
			break // what it stands in is not said of what happens within
		}
		inside = n
	}
	return true
}

// drawn reports whether a literal is an argument of Text: shown, whatever its shape.
func drawn(above []ast.Node) bool {
	call, ok := above[len(above)-1].(*ast.CallExpr)
	if !ok {
		return false
	}
	_, name := callee(call)
	return name == "Text"
}

// unseen reports whether what stands inside n at this place is never shown: it is imported, a tag, compared, looked up,
// told to developers or to the browser, a class, or an attribute that nobody sees.
func unseen(n, inside ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.Field:
		return true
	case *ast.BinaryExpr:
		return n.Op == token.EQL || n.Op == token.NEQ
	case *ast.CaseClause:
		return slices.ContainsFunc(n.List, func(e ast.Expr) bool { return e == inside })
	case *ast.IndexExpr:
		return n.Index == inside
	case *ast.KeyValueExpr:
		return n.Key == inside
	case *ast.CallExpr:
		at := slices.IndexFunc(n.Args, func(e ast.Expr) bool { return e == inside })
		whole, name := callee(n)
		switch {
		case at < 0:
			return false
		case slices.Contains(told, whole), slices.Contains(computers, name):
			return true
		case name == "Attr":
			return !slices.ContainsFunc(seen, func(s string) bool { return strings.HasPrefix(source(n.Args[0]), s) })
		}
		return name == "el" && at == 1 || name == "svg" && at == 1 || name == "div" && at == 0 || name == "classes"
	}
	return false
}

// callee is the name of what is called, as it is written and without what it belongs to.
func callee(call *ast.CallExpr) (whole, name string) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name, f.Name
	case *ast.SelectorExpr:
		if x, plain := f.X.(*ast.Ident); plain {
			return x.Name + "." + f.Sel.Name, f.Sel.Name
		}
		return f.Sel.Name, f.Sel.Name
	}
	return "", ""
}

func source(e ast.Expr) string {
	if l, ok := e.(*ast.BasicLit); ok {
		return strings.Trim(l.Value, `"`)
	}
	return ""
}

func TestWordsForPeopleAreToldFromTheRest(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		`ui.P(ui.Text("nothing waits"))`:                   true,
		`ui.Text("shown")`:                                 true,
		`ui.Button("Undo").OnClick(nil)`:                   true,
		`words.Count(n) + " of " + m`:                      true,
		`map[string]string{"dead": "Given up"}`:            true,
		`el("a", "link").Attr("title", "Go there")`:        true,
		`ui.Safely("x", func() { ui.Text("Go there") })`:   true,
		`el("a", "link link--out", nil)`:                   false,
		`div("push row")`:                                  false,
		`el("a", "").Attr("rel", "noopener noreferrer")`:   false,
		`key == "Escape"`:                                  false,
		`map[string]int{"azure scim v2.0": 1}`:             false,
		`errors.New("nobody reads this")`:                  false,
		`app.Window().Get("EventSource")`:                  false,
		`ui.Icon("arrow-up")`:                              false,
		`svg("path", "").Attr("d", "M2 22h116 L0 1")`:      false,
		`ui.Brand("MemberPulse")`:                          false,
		`handle("menu "+name, func() { ui.Text("··· ") })`: false,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "a.go", "package a\nvar x = "+code, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(inline(file)) > 0; got != want {
			t.Errorf("%s is words for people: %v", code, got)
		}
	}
}
