package boot_test

import (
	"net"
	"path/filepath"
	"strings"
	"testing"

	"memberpulse/server/boot"
)

// taken is an address that somebody else listens at.
func taken(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

func TestADemoWhoseAddressIsTakenSaysSoBeforeItStartsAnything(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{"MEMBERPULSE_ADDR", "MEMBERPULSE_SANDBOX_ADDR", "MEMBERPULSE_OPS_ADDR"} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			dir := folder(t)
			vars := map[string]string{
				"MEMBERPULSE_DATA_DIR": dir, "MEMBERPULSE_ADDR": "127.0.0.1:0", "MEMBERPULSE_SANDBOX_ADDR": "127.0.0.1:0", "MEMBERPULSE_OPS_ADDR": "127.0.0.1:0",
			}
			vars[variable] = taken(t)
			e, out := env(vars)
			wantOneTaken(t, boot.Command(t.Context(), e, []string{"demo"}), variable, vars[variable])
			if begun, err := filepath.Glob(filepath.Join(dir, "postgres*")); err != nil || len(begun) > 0 || strings.Contains(out.String(), "starting") {
				t.Errorf("the demo began: %v %v\n%s", begun, err, out)
			}
		})
	}
}

func TestServeWhoseAddressIsTakenSaysSoBeforeItAsksForTheDatabase(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{"MEMBERPULSE_ADDR", "MEMBERPULSE_OPS_ADDR"} {
		vars := map[string]string{ //nolint:gosec // G101: made up
			"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "MEMBERPULSE_PUBLIC_URL": "http://127.0.0.1:8080",
			"MEMBERPULSE_SECRET_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
			"MEMBERPULSE_ADDR":       "127.0.0.1:0", "MEMBERPULSE_OPS_ADDR": "127.0.0.1:0",
		}
		vars[variable] = taken(t)
		e, _ := env(vars)
		wantOneTaken(t, boot.Command(t.Context(), e, []string{"serve"}), variable, vars[variable])
	}
}

// wantOneTaken expects one line, that names the address and says what to do.
func wantOneTaken(t *testing.T, err error, variable, addr string) {
	t.Helper()
	if err == nil {
		t.Fatalf("%s: it began at a taken address", variable)
	}
	text := err.Error()
	if !strings.Contains(text, addr+" is taken: stop the program that has it, or set "+variable+" to another address") || strings.Contains(text, "\n") {
		t.Errorf("%s: %s", variable, text)
	}
}
