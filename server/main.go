// Command memberpulse is MemberPulse: the server, its database's migrations, the browser's program and a stand-in for
// WorkOS in one binary.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"memberpulse/server/boot"
)

// version is set by the build; a build without it tells the commit.
var version string

// collectAt lets the heap grow to two and a half times of what lives before it is cleared: less work in a burst
// for a few MiB. GOGC in the environment wins.
const collectAt = 150

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run runs one command. It answers 0, 1 where the command failed, and 2 where it was not understood.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	env := boot.Env{Getenv: getenv, ReadFile: os.ReadFile, Stdout: stdout, Stderr: stderr, Version: versionOf()}
	err := boot.Command(ctx, env, args)
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "memberpulse: "+err.Error())
	var misused *boot.UsageError
	if errors.As(err, &misused) {
		return 2
	}
	return 1
}

func versionOf() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "development"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return "development"
}
