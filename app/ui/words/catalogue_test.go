package words

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// verb is one place in a sentence where a value goes.
var verb = regexp.MustCompile(`%(?:\[(\d+)\])?(.)`)

// takes is how many values a sentence is filled with, and whether each of its verbs can be.
func takes(sentence string) (values int, fine bool) {
	indexed, seen := map[bool]bool{}, map[int]bool{}
	for _, m := range verb.FindAllStringSubmatch(sentence, -1) {
		if m[2] == "%" && m[1] == "" {
			continue
		}
		at := len(seen) + 1
		if m[1] != "" {
			at, _ = strconv.Atoi(m[1])
		}
		indexed[m[1] != ""] = true
		seen[at] = true
		values = max(values, at)
		if m[2] != "s" && m[2] != "d" {
			return values, false
		}
	}
	if values == 0 {
		return 0, !strings.Contains(sentence, "%%") // said as it stands
	}
	whole := !strings.Contains(verb.ReplaceAllString(sentence, ""), "%")
	return values, whole && len(indexed) < 2 && len(seen) == values
}

// sentences are the catalogue's, by the name of their constant.
func sentences(t *testing.T) map[string]string {
	t.Helper()
	fset := token.NewFileSet()
	files := parsed(t, fset, ".")
	says := types.Config{Error: func(error) {}} // what is imported is of no interest here
	pkg, _ := says.Check("words", fset, files, nil)
	out := map[string]string{}
	for _, name := range pkg.Scope().Names() {
		c, isConst := pkg.Scope().Lookup(name).(*types.Const)
		if isConst && c.Type() == pkg.Scope().Lookup("Key").Type() {
			out[name] = constant.StringVal(c.Val())
		}
	}
	if len(out) < 40 {
		t.Fatalf("only %d sentences were found", len(out))
	}
	return out
}

// parsed are the files under a folder that are no tests.
func parsed(t *testing.T, fset *token.FileSet, root string) []*ast.File {
	t.Helper()
	var files []*ast.File
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		files = append(files, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestEverySentenceStandsOnceAndCanBeFilled(t *testing.T) {
	t.Parallel()
	said := map[string]string{}
	for name, sentence := range sentences(t) {
		if other := said[sentence]; other != "" {
			t.Errorf("%s and %s both say %q: let one of them serve both", name, other, sentence)
		}
		said[sentence] = name
		if _, fine := takes(sentence); !fine {
			t.Errorf("%s cannot be filled: %q", name, sentence)
		}
		if sentence == "" || sentence != strings.TrimSpace(sentence) {
			t.Errorf("%s is a piece to be glued, not a sentence: %q", name, sentence)
		}
	}
}

func TestEverySentenceIsSaidWithTheValuesItTakes(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	all, used := sentences(t), map[string]bool{}
	for _, file := range parsed(t, fset, "../..") {
		within := file.Name.Name == "words"
		ast.Inspect(file, func(n ast.Node) bool {
			if v, declares := n.(*ast.ValueSpec); declares && within && v.Names[0].IsExported() && all[v.Names[0].Name] != "" {
				return false
			}
			if name := named(n, within); all[name] != "" {
				used[name] = true
			}
			call, isCall := n.(*ast.CallExpr)
			if !isCall || !fills(call.Fun, within) || len(call.Args) == 0 || call.Ellipsis.IsValid() {
				return true
			}
			sentence := all[named(call.Args[0], within)]
			if values, _ := takes(sentence); sentence != "" && values != len(call.Args)-1 {
				t.Errorf("%s: %q takes %d values and is given %d", fset.Position(call.Pos()), sentence, values, len(call.Args)-1)
			}
			return true
		})
	}
	for name := range all {
		if !used[name] {
			t.Errorf("nothing says %s", name)
		}
	}
}

// fills reports whether a function fills a sentence: words.Say and ui.Said with values, ui.Sentence with elements.
func fills(f ast.Expr, within bool) bool {
	if s, ok := f.(*ast.SelectorExpr); ok && (s.Sel.Name == "Sentence" || s.Sel.Name == "Said") {
		return true
	}
	return named(f, within) == "Say"
}

// named is what a node names of this package: words.Name elsewhere, Name within.
func named(n ast.Node, within bool) string {
	switch n := n.(type) {
	case *ast.Ident:
		if within {
			return n.Name
		}
	case *ast.SelectorExpr:
		if x, plain := n.X.(*ast.Ident); plain && x.Name == "words" {
			return n.Sel.Name
		}
	}
	return ""
}

func TestASentenceTakesTheValuesThatItsVerbsName(t *testing.T) {
	t.Parallel()
	for sentence, want := range map[string]int{"": 0, "done": 0, "all of it: 100%": 0, "100%% of %s": 1, "%s of %s": 2, "%[2]s of %[1]d": 2, "%[1]s, and %[1]s again": 1} {
		if got, fine := takes(sentence); got != want || !fine {
			t.Errorf("%q takes %d values, want %d", sentence, got, want)
		}
	}
	for _, sentence := range []string{"100% of %s", "%s and %[1]s", "%[2]s alone", "%z", "%s is half a %", "100%% of it"} {
		if _, fine := takes(sentence); fine {
			t.Errorf("%q passes as well-formed", sentence)
		}
	}
}
