package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// usualPlaces are where packagers put the server's programs.
var usualPlaces = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/local/pgsql/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// ErrNoBinaries says that PostgreSQL is not installed, and how to mend that.
var ErrNoBinaries = errors.New("no PostgreSQL server found: install it (Debian: apt-get install postgresql), " +
	"or set MEMBERPULSE_PG_BIN to the folder that holds initdb and postgres")

// binaries is one installation: its folder and its major version.
type binaries struct {
	dir   string
	major int
}

func (b binaries) path(program string) string { return filepath.Join(b.dir, program) }

// findBinaries picks an installation. A named folder wins; else PATH, else the
// newest of the usual places. wanted, unless 0, is the version of an existing
// cluster, which no other version can open.
func findBinaries(ctx context.Context, named string, wanted int) (binaries, error) {
	var seen []string
	for _, dir := range candidates(named) {
		if !holdsServer(dir) {
			continue
		}
		major, err := majorVersion(ctx, dir)
		if err != nil {
			return binaries{}, err
		}
		if wanted == 0 || major == wanted {
			return binaries{dir: dir, major: major}, nil
		}
		seen = append(seen, strconv.Itoa(major))
	}
	switch {
	case len(seen) > 0:
		return binaries{}, fmt.Errorf("the database was made by PostgreSQL %d, and only version %s is installed: "+
			"install postgresql-%d, or remove the data folder to begin afresh", wanted, strings.Join(seen, ", "), wanted)
	case named != "":
		return binaries{}, fmt.Errorf("%s holds no initdb and postgres: correct MEMBERPULSE_PG_BIN, or unset it to search the usual places", named)
	default:
		return binaries{}, ErrNoBinaries
	}
}

func candidates(named string) []string {
	if named != "" {
		return []string{named}
	}
	var dirs []string
	if p, err := exec.LookPath("postgres"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			dirs = append(dirs, filepath.Dir(p))
		}
	}
	var usual []string
	for _, pattern := range usualPlaces {
		found, _ := filepath.Glob(pattern) // the only error is a bad pattern, and these are constants
		usual = append(usual, found...)
	}
	slices.SortStableFunc(usual, func(a, b string) int { return numberIn(b) - numberIn(a) })
	return append(dirs, usual...)
}

var digits = regexp.MustCompile(`\d+`)

func numberIn(path string) int {
	n, _ := strconv.Atoi(digits.FindString(path)) // no number sorts last
	return n
}

func holdsServer(dir string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		info, err := os.Stat(filepath.Join(dir, program))
		if err != nil || info.IsDir() {
			return false
		}
	}
	return true
}

func majorVersion(ctx context.Context, dir string) (int, error) {
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "-V").Output() //nolint:gosec // G204: the folder is the operator's choice
	if err != nil {
		return 0, fmt.Errorf("ask %s/postgres for its version: %w", dir, err)
	}
	major := numberIn(string(out))
	if major == 0 {
		return 0, fmt.Errorf("%s/postgres gives no version: %q", dir, out)
	}
	return major, nil
}
