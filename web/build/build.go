package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
)

const (
	dist    = "web/dist"
	scratch = ".cache/wasm"
)

// terse keeps the compiler from inlining in the screens: 3 % less to download, and nobody sees the difference.
const terse = "memberpulse/app/...=-l"

// sources are what the program is made of; a change anywhere in them builds it anew.
var sources = []string{"app", "shared", "web/build", "go.mod", "go.sum"}

type sizes struct{ Raw, Gzip, Brotli int }

type manifest struct {
	Inputs  string `json:"inputs"`
	Quality int    `json:"quality"`
	Wasm    string `json:"wasm"`
	Sizes   sizes  `json:"sizes"`
}

type build struct {
	root    string
	inputs  string
	quality int
}

func newBuild(ctx context.Context, quality int) (*build, error) {
	gomod, err := goEnv(ctx, "GOMOD")
	if err != nil {
		return nil, err
	}
	b := &build{root: filepath.Dir(gomod), quality: quality}
	b.inputs, err = b.hashInputs()
	return b, err
}

func (b *build) path(parts ...string) string {
	return filepath.Join(append([]string{b.root}, parts...)...)
}

// hashInputs covers names and contents, and the compiler, since wasm and wasm_exec.js must come from the same one.
func (b *build) hashInputs() (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, runtime.Version())
	for _, source := range sources {
		err := filepath.WalkDir(b.path(source), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || skipped(path) {
				return err
			}
			data, err := os.ReadFile(path) //nolint:gosec // the paths come from walking our own tree
			if err != nil {
				return err
			}
			fmt.Fprintln(sum, path, len(data))
			_, err = sum.Write(data)
			return err
		})
		if err != nil {
			return "", fmt.Errorf("read %s: %w", source, err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func skipped(path string) bool {
	return strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/testdata/")
}

// fresh reports whether dist was built from these inputs, with at least this quality.
func (b *build) fresh() bool {
	data, err := os.ReadFile(b.path(dist, "manifest.json"))
	if err != nil {
		return false
	}
	var m manifest
	if json.Unmarshal(data, &m) != nil || m.Inputs != b.inputs || m.Quality < b.quality {
		return false
	}
	for _, name := range []string{"app.wasm", "app.wasm.br", "app.wasm.gz", "wasm_exec.js"} {
		if _, err := os.Stat(b.path(dist, name)); err != nil {
			return false
		}
	}
	return true
}

func (b *build) compile(ctx context.Context) error {
	modfile, err := b.slimModule(ctx)
	if err != nil {
		return fmt.Errorf("slim go-app: %w", err)
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-modfile="+modfile, "-trimpath", "-ldflags=-s -w", "-gcflags="+terse, "-o", b.path(dist, "app.wasm"), "./app") //nolint:gosec // fixed arguments
	cmd.Dir = b.root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("compile ./app: %w", err)
	}
	return b.copyRuntime(ctx)
}

func (b *build) copyRuntime(ctx context.Context) error {
	goroot, err := goEnv(ctx, "GOROOT")
	if err != nil {
		return err
	}
	js, err := os.ReadFile(filepath.Join(goroot, "lib", "wasm", "wasm_exec.js")) //nolint:gosec // the compiler's own directory
	if err != nil {
		return fmt.Errorf("read the compiler's wasm_exec.js: %w", err)
	}
	return write(b.path(dist, "wasm_exec.js"), js)
}

// pack compresses once, at build time, and leaves the manifest last: a broken build is never fresh.
func (b *build) pack() (sizes, error) {
	wasm, err := os.ReadFile(b.path(dist, "app.wasm"))
	if err != nil {
		return sizes{}, err
	}
	br, gz, err := compressed(wasm, b.quality)
	if err != nil {
		return sizes{}, fmt.Errorf("compress app.wasm: %w", err)
	}
	s := sizes{len(wasm), len(gz), len(br)}
	sum := sha256.Sum256(wasm)
	m, err := json.MarshalIndent(manifest{b.inputs, b.quality, hex.EncodeToString(sum[:8]), s}, "", "  ")
	if err != nil {
		return s, err
	}
	for name, data := range map[string][]byte{"app.wasm.br": br, "app.wasm.gz": gz} {
		if err := write(b.path(dist, name), data); err != nil {
			return s, err
		}
	}
	return s, write(b.path(dist, "manifest.json"), append(m, '\n'))
}

func compressed(data []byte, quality int) (br, gz []byte, err error) {
	var b, g bytes.Buffer
	bw := brotli.NewWriterOptions(&b, brotli.WriterOptions{Quality: quality, LGWin: 24})
	if _, err := bw.Write(data); err != nil {
		return nil, nil, err
	}
	if err := bw.Close(); err != nil {
		return nil, nil, err
	}
	level := gzip.BestCompression
	if quality < 9 {
		level = gzip.DefaultCompression
	}
	gw, err := gzip.NewWriterLevel(&g, level)
	if err != nil {
		return nil, nil, err
	}
	if _, err := gw.Write(data); err != nil {
		return nil, nil, err
	}
	return b.Bytes(), g.Bytes(), gw.Close()
}

func goEnv(ctx context.Context, name string) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", name).Output() //nolint:gosec // a fixed name
	if err != nil {
		return "", fmt.Errorf("go env %s: %w", name, err)
	}
	value := strings.TrimSpace(string(out))
	if value == "" || slices.Contains([]string{os.DevNull, "off"}, value) {
		return "", fmt.Errorf("go env %s is empty: run this inside the module", name)
	}
	return value, nil
}

// write replaces a file whole, so that a reader never sees half of it.
func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // build output, meant to be read
		return err
	}
	if err := os.WriteFile(path+".new", data, 0o644); err != nil { //nolint:gosec // build output, meant to be read
		return err
	}
	return os.Rename(path+".new", path)
}
