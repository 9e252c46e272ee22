package localpg

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// sharedHome is where the data goes when the unprivileged user cannot reach the
// folder asked for: a checkout below /root, mostly.
const sharedHome = "/var/lib/memberpulse"

// DataDir makes a data folder and returns where it is. It is dir itself, except
// that root gets a folder below /var/lib/memberpulse, named by the checkout's
// path, where the user that runs PostgreSQL cannot reach dir. It answers alike
// for every process of one checkout, so that all of them find the running demo.
func DataDir(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the data folder %s: %w", dir, err)
	}
	acc, err := runAccount()
	if err != nil {
		return "", err
	}
	if !acc.canReach(abs) {
		abs = filepath.Join(sharedHome, checkoutHash(abs))
	}
	return abs, acc.makeDir(abs)
}

// checkoutHash names the checkout that a default data folder lies in; a folder
// of another name stands for itself.
func checkoutHash(abs string) string {
	if filepath.Base(abs) == ".data" {
		abs = filepath.Dir(abs)
	}
	sum := sha256.Sum256([]byte(abs))
	return hex.EncodeToString(sum[:6])
}

// makeDir makes a folder that only the account (and root) can open. One that
// belongs to another user is not taken away from them.
func (a account) makeDir(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil { //nolint:gosec // G301: parents stay passable, the folder itself is 0700
		return fmt.Errorf("make the folder above %s: %w", dir, err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("make the data folder: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("look at the data folder: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("the data folder %s is not a folder: move it away, or set MEMBERPULSE_DATA_DIR to another", dir)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Errorf("the owner of %s cannot be told on this system", dir)
	}
	if uid := int(owner.Uid); uid != a.uid {
		if !a.dropped || uid != 0 {
			return fmt.Errorf("the data folder %s belongs to user id %d, and PostgreSQL would run as %s: "+
				"run as that user, remove the folder, or set MEMBERPULSE_DATA_DIR to another", dir, uid, a.name)
		}
		return a.give(dir)
	}
	return nil
}
