package boot_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"memberpulse/server/boot"
)

func env(vars map[string]string) (boot.Env, *bytes.Buffer) {
	var out bytes.Buffer
	return boot.Env{
		Getenv: func(name string) string { return vars[name] }, ReadFile: os.ReadFile, Stdout: &out, Stderr: &out, Version: "test",
	}, &out
}

func TestServeNamesEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	e, _ := env(map[string]string{
		"MEMBERPULSE_ADDR": "nowhere", "MEMBERPULSE_SECRET_KEY": "short", "MEMBERPULSE_PLATFORM_ADMINS": "not an address",
		"WORKOS_API_KEY": "sk_test_x", "MEMBERPULSE_PUBLIC_URL": "https://id.example.com/path",
	})
	err := boot.Command(t.Context(), e, []string{"serve"})
	if err == nil {
		t.Fatal("serve began")
	}
	for _, variable := range []string{
		"DATABASE_URL", "MEMBERPULSE_ADDR", "MEMBERPULSE_SECRET_KEY", "MEMBERPULSE_PLATFORM_ADMINS",
		"WORKOS_CLIENT_ID", "WORKOS_WEBHOOK_SECRET", "MEMBERPULSE_PUBLIC_URL",
	} {
		if !strings.Contains(err.Error(), variable) {
			t.Errorf("%s is not named in:\n%v", variable, err)
		}
	}
	if strings.Contains(err.Error(), "sk_test_x") {
		t.Errorf("a secret is told:\n%v", err)
	}
}

func TestCommandsThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"fly"}, {"serve", "now"}, {"api-key"}, {"api-key", "create", "--colour", "red"}, {"version", "--long"}} {
		e, _ := env(nil)
		var misused *boot.UsageError
		if err := boot.Command(t.Context(), e, args); !errors.As(err, &misused) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestHelpListsTheCommands(t *testing.T) {
	t.Parallel()
	e, out := env(nil)
	if err := boot.Command(t.Context(), e, nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"demo", "serve", "migrate", "sandbox", "api-key create", "admin-link", "doctor", "version"} {
		if !strings.Contains(out.String(), "\n  "+name) {
			t.Errorf("%s is not in:\n%s", name, out)
		}
	}
}

func TestToolsWithoutADatabaseSayWhatToDo(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for _, args := range [][]string{{"migrate"}, {"admin-link"}, {"doctor"}, {"api-key", "create", "--role", "ROLE_MEMBER", "--name", "x"}} {
		e, out := env(map[string]string{"MEMBERPULSE_DATA_DIR": dir + "/data"})
		err := boot.Command(t.Context(), e, args)
		if err == nil || !strings.Contains(err.Error()+out.String(), "memberpulse demo") {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
}
