// Command fanout is a peer of the live stream: a server that publishes each event to whoever watches, through a library
// used plainly, as its own examples use it. It publishes from within, so that it is measured without what brings events
// to it.
//
//	GET  /events?stream=S                      the stream, of server-sent events
//	POST /publish?stream=S&n=N&every=DURATION  publishes the body N times, and answers when, in Unix nanoseconds
//
// It says where it listens, and ends with its standard input.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

// library is what fans out.
type library struct {
	subscribe http.HandlerFunc
	publish   func(stream string, i int, data []byte) error
}

var libraries = map[string]func() (library, error){"r3labs/sse": r3labs, "Mercure": viaMercure}

func main() {
	name := flag.String("library", "r3labs/sse", "r3labs/sse or Mercure")
	flag.Parse()
	failed := make(chan error, 1)
	go func() { failed <- serve(*name) }()
	go func() {
		_, err := io.Copy(io.Discard, os.Stdin) // ends with whoever started it
		failed <- err
	}()
	if err := <-failed; err != nil {
		slog.Error("the peer stopped", "error", err)
		os.Exit(1)
	}
}

func serve(name string) error {
	start, ok := libraries[name]
	if !ok {
		return fmt.Errorf("no library %q", name)
	}
	lib, err := start()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /events", lib.subscribe)
	mux.HandleFunc("POST /publish", lib.publishAll)
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, l.Addr())
	return (&http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}).Serve(l)
}

// publishAll publishes at an even pace.
func (l library) publishAll(w http.ResponseWriter, r *http.Request) {
	stream := r.FormValue("stream")
	n, err := strconv.Atoi(r.FormValue("n"))
	every, errEvery := time.ParseDuration(r.FormValue("every"))
	data, errBody := io.ReadAll(r.Body)
	if err != nil || errEvery != nil || errBody != nil {
		http.Error(w, "stream, n, every and a body", http.StatusBadRequest)
		return
	}
	sent := make([]int64, n)
	timer := time.NewTimer(0)
	defer timer.Stop()
	start := time.Now()
	for i := range sent {
		if wait := time.Until(start.Add(time.Duration(i) * every)); wait > 0 {
			timer.Reset(wait)
			<-timer.C
		}
		sent[i] = time.Now().UnixNano()
		if err := l.publish(stream, i, data); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	if err := json.NewEncoder(w).Encode(sent); err != nil {
		slog.Error("nobody hears what was published", "error", err)
	}
}
