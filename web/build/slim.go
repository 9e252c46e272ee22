package main

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const framework = "github.com/maxence-charriere/go-app/v10"

// kept names, per file of the framework, the declarations that the browser needs. The rest of these files is its HTTP
// handler, which drags net/http into the program: a quarter of what the browser would download, and never run there.
var kept = map[string][]string{
	"http.go":     {},
	"resource.go": {"clientResourceResolver", "remoteLocation", "webLocation", "resolveOGResource"},
	"wasm.go":     {"wasmExecJS"},
}

// written are files of our own in place of the framework's. It can keep states encrypted in the browser's storage,
// which we never do (nothing of a tenant is stored there), and it names tabs by UUIDs; both bring in crypto and SQL.
var written = map[string]string{
	"pkg/app/crypto.go": `package app

import "github.com/maxence-charriere/go-app/v10/pkg/errors"

func encrypt(string, []byte) ([]byte, error) { return nil, errors.New("this build keeps no encrypted states") }

func decrypt(string, []byte) ([]byte, error) { return nil, errors.New("this build keeps no encrypted states") }
`,
	"pkg/uuid/uuid.go": `// Package uuid names tabs; its names are no secrets.
package uuid

import (
	"math/rand/v2"
	"strconv"
)

// NewString is a name that no other tab has.
func NewString() string {
	return strconv.FormatUint(rand.Uint64(), 36) + strconv.FormatUint(rand.Uint64(), 36)
}
`,
}

// slimModule makes a copy of the framework without its server half, and a go.mod that uses it; the tree's own go.mod
// stays as it is, so that vet, tests and the server see the framework as it was released.
func (b *build) slimModule(ctx context.Context) (modfile string, err error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", framework)
	cmd.Dir = b.root
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("find %s: %w", framework, err)
	}
	from, to := strings.TrimSpace(string(out)), b.path(scratch, "go-app")
	if err := os.RemoveAll(to); err != nil {
		return "", err
	}
	if err := copyPackage(from, to); err != nil {
		return "", err
	}
	for name, source := range written {
		if err := write(filepath.Join(to, filepath.FromSlash(name)), []byte(source)); err != nil {
			return "", err
		}
	}
	return b.replacedModfile(to)
}

func (b *build) replacedModfile(to string) (string, error) {
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(b.path(name))
		if err != nil {
			return "", err
		}
		if name == "go.mod" {
			data = append(data, []byte("\nreplace "+framework+" => "+strconv.Quote(filepath.ToSlash(to))+"\n")...)
		}
		if err := write(b.path(scratch, name), data); err != nil {
			return "", err
		}
	}
	return b.path(scratch, "go.mod"), nil
}

func copyPackage(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if rel != "." && !strings.HasPrefix(rel, "pkg") {
				return fs.SkipDir
			}
			return nil
		}
		if rel != "go.mod" && (!strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go")) {
			return nil
		}
		data, err := os.ReadFile(path) //nolint:gosec // the module's own files
		if err != nil {
			return err
		}
		if names, trimmed := kept[filepath.Base(rel)]; trimmed && filepath.Dir(rel) == filepath.Join("pkg", "app") {
			if data, err = keepOnly(rel, data, names); err != nil {
				return fmt.Errorf("trim %s: %w", rel, err)
			}
		}
		data = bytes.ReplaceAll(data, []byte(`"github.com/google/uuid"`), []byte(`"`+framework+`/pkg/uuid"`))
		return write(filepath.Join(to, rel), data)
	})
}

// keepOnly drops every declaration but the named functions, and the imports that only those used.
func keepOnly(name string, src []byte, names []string) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var decls []ast.Decl
	used := map[string]bool{}
	found := 0
	for _, d := range file.Decls {
		f, isFunc := d.(*ast.FuncDecl)
		if !isFunc || f.Recv != nil || !slices.Contains(names, f.Name.Name) {
			continue
		}
		found++
		decls = append(decls, f)
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := s.X.(*ast.Ident); ok {
					used[id.Name] = true
				}
			}
			return true
		})
	}
	if found != len(names) {
		return nil, fmt.Errorf("has %d of the functions %v: the framework changed, look again at what the browser needs", found, names)
	}
	return printed(fset, file, decls, used)
}

func printed(fset *token.FileSet, file *ast.File, decls []ast.Decl, used map[string]bool) ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "package %s\n\n", file.Name.Name)
	for _, imp := range file.Imports {
		path, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			return nil, err
		}
		if used[path[strings.LastIndexByte(path, '/')+1:]] {
			fmt.Fprintf(&out, "import %q\n", path)
		}
	}
	for _, d := range decls {
		out.WriteString("\n")
		if err := format.Node(&out, fset, d); err != nil {
			return nil, err
		}
		out.WriteString("\n")
	}
	return format.Source(out.Bytes())
}
