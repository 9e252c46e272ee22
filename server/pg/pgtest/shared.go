package pgtest

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is what a test program knows of the shared PostgreSQL.
type server struct {
	admin    string // the owner's address of the database "postgres"
	template string
	lease    *os.File // held shared for the life of this program: the keeper waits for it
}

// shared finds or starts the server, once for this program.
var shared = sync.OnceValues(func() (*server, error) {
	home, err := homeFolder()
	if err != nil {
		return nil, err
	}
	s := &server{}
	if s.lease, err = locked(filepath.Join(home, "lease"), syscall.LOCK_SH); err != nil {
		return nil, err
	}
	if s.admin, err = findOrStart(home); err != nil {
		return nil, err
	}
	s.template, err = ensureTemplate(s.admin)
	return s, err
})

// findOrStart asks the server that the state file names; when that is gone it
// starts another. One program at a time does this.
func findOrStart(home string) (string, error) {
	turn, err := locked(filepath.Join(home, "turn"), syscall.LOCK_EX)
	if err != nil {
		return "", err
	}
	defer turn.Close()
	if raw, err := os.ReadFile(stateFile(home)); err == nil && answers(string(raw)) {
		return string(raw), nil
	}
	return startKeeper(home)
}

func stateFile(home string) string { return filepath.Join(home, "address") }

// answers says whether the server lives. A dead one refuses at once; a live one may
// have much to do, and must not be taken for dead: who starts another clears its folder.
func answers(dsn string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return false
	}
	return conn.Close(ctx) == nil
}

// startKeeper runs this very program again as the keeper, in a session of its
// own: it outlives us, because other test programs use its server.
func startKeeper(home string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find this test program: %w", err)
	}
	out, in, err := os.Pipe()
	if err != nil {
		return "", fmt.Errorf("make a pipe to the keeper: %w", err)
	}
	defer out.Close()
	cmd := exec.CommandContext(context.Background(), self) //nolint:gosec // G204: ourselves
	cmd.Env = append(os.Environ(), keeperEnv+"="+home)
	cmd.ExtraFiles = []*os.File{in}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = cmd.Start()
	if err := errors.Join(err, in.Close()); err != nil {
		return "", fmt.Errorf("start the keeper: %w", err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("the keeper ended without a word: %w", errors.Join(err, cmd.Wait()))
	}
	said, dsn, _ := strings.Cut(strings.TrimSpace(line), " ")
	if said != "ready" {
		return "", errors.New(dsn)
	}
	return dsn, cmd.Process.Release()
}

// homeFolder is one per user and checkout, below the system's temporary folder.
func homeFolder() (string, error) {
	_, file, _, _ := runtime.Caller(0)
	sum := sha256.Sum256([]byte(file))
	uid := os.Getuid()
	home := filepath.Join(os.TempDir(), "memberpulse-test-"+strconv.Itoa(uid)+"-"+hex.EncodeToString(sum[:5]))
	if err := os.Mkdir(home, 0o711); err != nil && !errors.Is(err, os.ErrExist) { //nolint:gosec // G301: the user that runs PostgreSQL passes through
		return "", fmt.Errorf("make the folder for the test server: %w", err)
	}
	info, err := os.Lstat(home)
	if err != nil {
		return "", fmt.Errorf("look at the folder for the test server: %w", err)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(owner.Uid) != uid || !info.IsDir() {
		return "", fmt.Errorf("%s belongs to somebody else: remove it, or set TMPDIR to a folder of yours", home)
	}
	return home, nil
}

// locked opens a file and waits for its lock, which lasts until it is closed.
func locked(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o600) //nolint:gosec // G304: our own folder
	if err != nil {
		return nil, fmt.Errorf("open a lock of the test server: %w", err)
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	return f, nil
}
