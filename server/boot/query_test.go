package boot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// Handlers read the query by httpx.QueryOf, which knows what the route declares: so the description of the API has every
// parameter that anything reads.
func TestNobodyReadsTheQueryPastTheTableOfRoutes(t *testing.T) {
	t.Parallel()
	read := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		name := filepath.ToSlash(path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == "../sandbox" || name == "../httpx"): // somebody else's, and the reader itself
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		read++
		ast.Inspect(file, func(n ast.Node) bool {
			at, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of, _ := at.X.(*ast.SelectorExpr)
			ofURL := of != nil && of.Sel.Name == "URL"
			if ofURL && (at.Sel.Name == "Query" || at.Sel.Name == "RawQuery") || at.Sel.Name == "FormValue" || at.Sel.Name == "Form" {
				t.Errorf("%s reads %s itself: read it by httpx.QueryOf, and declare it with the route's Takes", name, at.Sel.Name)
			}
			return true
		})
		return nil
	})
	if err != nil || read < 100 {
		t.Errorf("read %d files, error %v", read, err)
	}
}
