package viewer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// viewer is one open stream.
type viewer struct {
	conn net.Conn
	resp *http.Response

	mu      sync.Mutex
	reads   Reads // nil: nobody counts
	seen    int
	arrived []time.Time // of each event, as far as seen
	frames  int
	bytes   int
}

func ask(conn net.Conn, addr, path string, header http.Header) error {
	var request bytes.Buffer
	fmt.Fprintf(&request, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n", path, addr)
	if err := header.Write(&request); err != nil {
		return err
	}
	request.WriteString("\r\n")
	_, err := conn.Write(request.Bytes())
	return err
}

func open(ctx context.Context, addr, path string, header http.Header) (*viewer, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	if err := ask(conn, addr, path, header); err != nil {
		return nil, fmt.Errorf("ask for %s: %w", path, errors.Join(err, conn.Close()))
	}
	resp, err := http.ReadResponse(bufio.NewReaderSize(conn, 4096), nil) //nolint:bodyclose // it lives as long as its connection, which Close closes
	if err == nil && resp.StatusCode != http.StatusOK {
		err = errors.New(resp.Status)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, errors.Join(err, conn.Close()))
	}
	return &viewer{conn: conn, resp: resp}, nil
}

func (v *viewer) begin(events int, reads Reads) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.reads, v.seen, v.frames, v.bytes, v.arrived = reads, 0, 0, 0, make([]time.Time, events)
}

func (v *viewer) soFar() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.seen
}

// read reads frames until the connection ends.
func (v *viewer) read() {
	body := bufio.NewReaderSize(v.resp.Body, 4096)
	var line, topic, data []byte
	size := 0
	for {
		line = line[:0]
		for {
			part, err := body.ReadSlice('\n')
			line = append(line, part...)
			if err == nil {
				break
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				return
			}
		}
		size += len(line)
		line = line[:len(line)-1]
		switch name, value, _ := bytes.Cut(line, []byte(": ")); {
		case len(line) == 0:
			if len(data) > 0 {
				v.frame(topic, data, size)
			}
			topic, data, size = topic[:0], data[:0], 0
		case string(name) == "data":
			data = append(data, value...)
		case string(name) == "event":
			topic = append(topic, value...)
		}
	}
}

func (v *viewer) frame(topic, data []byte, size int) {
	now := time.Now()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.reads == nil {
		return
	}
	v.frames++
	v.bytes += size
	seen := v.reads(v.seen, topic, data)
	for i := v.seen; i < min(seen, len(v.arrived)); i++ {
		v.arrived[i] = now
	}
	v.seen = max(v.seen, seen)
}
