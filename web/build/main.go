// Command build compiles the browser program into web/dist: app.wasm and wasm_exec.js with their compressed twins, and
// manifest.json with the hash of everything that went in. It does nothing while that hash stays the same, so it may run
// before every start of the server.
//
//	go run ./web/build              quick: brotli 5
//	go run ./web/build -quality 11  for a release; also refuses a program that is too large
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// budget is the most that a browser may have to download for the program, in bytes (brotli 11).
const budget = 1_600_000

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "build the browser program:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("build", flag.ContinueOnError)
	quality := flags.Int("quality", 5, "brotli quality, 0 to 11")
	force := flags.Bool("force", false, "build even if nothing changed")
	if err := flags.Parse(args); err != nil {
		return err
	}
	b, err := newBuild(ctx, *quality)
	if err != nil {
		return err
	}
	if !*force && b.fresh() {
		_, err := fmt.Fprintln(out, "web/dist is up to date")
		return err
	}
	if err := b.compile(ctx); err != nil {
		return err
	}
	sizes, err := b.pack()
	if err != nil {
		return err
	}
	if *quality == 11 && sizes.Brotli > budget {
		return fmt.Errorf("app.wasm is %d bytes with brotli, the budget is %d: look for a package that drags in much (go tool nm -size)", sizes.Brotli, budget)
	}
	_, err = fmt.Fprintf(out, "web/dist/app.wasm: %d bytes, gzip %d, brotli %d\n", sizes.Raw, sizes.Gzip, sizes.Brotli)
	return err
}
