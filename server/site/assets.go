package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// asset is one file in the three shapes that browsers ask for. The plain one, which none of today's takes, is read when
// somebody does: held in memory, the browser program alone would be a fifth of what the server holds.
type asset struct {
	name, kind, hash string
	plain            func() ([]byte, error)
	br, zipped       []byte
}

// assets are the files by name.
type assets struct{ files map[string]*asset }

// readAssets bundles the styles, hashes everything, and compresses what the build has not.
func readAssets(files fs.FS) (*assets, error) {
	a := &assets{files: map[string]*asset{}}
	css, err := bundle(files)
	if err != nil {
		return nil, err
	}
	if err := a.add("app.css", css, nil, nil); err != nil {
		return nil, err
	}
	for _, name := range []string{"boot.js", "theme.js", "signin.js", "notfound.js"} {
		if err := a.read(own, "js/"+name, true); err != nil {
			return nil, err
		}
	}
	if err := a.read(files, "icons/mark.svg", true); err != nil {
		return nil, err
	}
	for _, name := range []string{"dist/wasm_exec.js", "dist/app.wasm"} {
		if err := a.read(files, name, false); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// bundle joins the style sheets in their order: tokens, base, one file per primitive, what the shell adds.
func bundle(files fs.FS) ([]byte, error) {
	names := []string{"css/tokens.css", "css/base.css"}
	parts, err := fs.Glob(files, "css/ui/*.css")
	if err != nil {
		return nil, err
	}
	slices.Sort(parts)
	var out bytes.Buffer
	for _, name := range append(append(names, parts...), "css/shell.css") {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		out.Write(data)
		out.WriteByte('\n')
	}
	return out.Bytes(), nil
}

// read takes a file with the twins that the build compressed; what is not required may be missing.
func (a *assets) read(files fs.FS, name string, required bool) error {
	plain, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) && !required {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	// A missing twin is made by add.
	br, _ := fs.ReadFile(files, name+".br")
	gz, _ := fs.ReadFile(files, name+".gz")
	if err := a.add(path.Base(name), plain, br, gz); err != nil {
		return err
	}
	a.files[path.Base(name)].plain = func() ([]byte, error) { return fs.ReadFile(files, name) }
	return nil
}

func (a *assets) add(name string, plain, br, gz []byte) error {
	var err error
	if br == nil {
		if br, err = brotlied(plain); err != nil {
			return fmt.Errorf("compress %s: %w", name, err)
		}
	}
	if gz == nil {
		if gz, err = gzipped(plain); err != nil {
			return fmt.Errorf("compress %s: %w", name, err)
		}
	}
	sum := sha256.Sum256(plain)
	a.files[name] = &asset{name: name, kind: kindOf(name), hash: hex.EncodeToString(sum[:8]), br: br, zipped: gz}
	a.files[name].plain = func() ([]byte, error) { return plain, nil }
	return nil
}

// url is an asset's address, "" if it does not exist.
func (a *assets) url(name string) string {
	f, ok := a.files[name]
	if !ok {
		return ""
	}
	return "/assets/" + f.hash + "/" + f.name
}

// ServeHTTP serves an asset at the address with its hash; an old hash is not there any more.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "An asset can only be read.", http.StatusMethodNotAllowed)
		return
	}
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/assets/"), "/")
	f, ok := a.files[name]
	if !ok || f.hash != hash {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "No such asset. Reload the page: this server has newer ones.", http.StatusNotFound)
		return
	}
	f.serve(w, r)
}

func (f *asset) serve(w http.ResponseWriter, r *http.Request) {
	body, encoding := f.br, "br"
	switch accepted := r.Header.Get("Accept-Encoding"); {
	case accepts(accepted, "br"):
	case accepts(accepted, "gzip"):
		body, encoding = f.zipped, "gzip"
	default:
		var err error
		if body, err = f.plain(); err != nil {
			http.Error(w, "This asset cannot be read. Reload the page.", http.StatusInternalServerError)
			return
		}
		encoding = ""
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	tag := `"` + f.hash + encoding + `"`
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the browser may be gone
}

// accepts reports whether a browser takes an encoding: named, and not with q=0.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			q := strings.ReplaceAll(params, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".wasm":
		return "application/wasm"
	}
	return "application/octet-stream"
}

func brotlied(data []byte) ([]byte, error) {
	quality := 9
	if len(data) > 1<<20 {
		quality = 5 // the build compresses large files better; this is for one that was compiled by hand
	}
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, quality)
	return closed(&out, w, data)
}

func gzipped(data []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	return closed(&out, w, data)
}

func closed(out *bytes.Buffer, w io.WriteCloser, data []byte) ([]byte, error) {
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
