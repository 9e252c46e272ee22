package world

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// journal is the append-only file of commands, one JSON line each.
type journal struct {
	file *os.File
	size int64
}

// entry is one line: what one command did.
type entry struct {
	Command string       `json:"cmd"`
	At      Time         `json:"at"`
	Ops     []entryOp    `json:"ops,omitempty"`
	Events  []entryEvent `json:"events,omitempty"`
}

type entryOp struct {
	Kind string          `json:"k"`
	Gone bool            `json:"gone,omitempty"`
	Row  json.RawMessage `json:"v"`
}

type entryEvent struct {
	ID             string          `json:"id"`
	Name           string          `json:"n"`
	OrganizationID string          `json:"o,omitempty"`
	DirectoryID    string          `json:"d,omitempty"`
	At             Time            `json:"at"`
	Body           json.RawMessage `json:"b"`
}

// openJournal takes the journal of a folder for this process alone and replays it. A last line that a kill tore is cut off.
func openJournal(dir string, replay func([]byte) error) (*journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the sandbox's data folder: %w", err)
	}
	path := filepath.Join(dir, "sandbox.jsonl")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // #nosec G304 -- the operator names the folder
	if err != nil {
		return nil, fmt.Errorf("open the sandbox's journal: %w", err)
	}
	j := &journal{file: file}
	if err := j.start(replay); err != nil {
		return nil, errors.Join(fmt.Errorf("replay the sandbox's journal %s: %w", path, err), file.Close())
	}
	return j, nil
}

func (j *journal) start(replay func([]byte) error) error {
	if err := syscall.Flock(int(j.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil { // #nosec G115 -- a descriptor fits
		return fmt.Errorf("another sandbox uses this folder; stop it or take another folder: %w", err)
	}
	in := bufio.NewReaderSize(j.file, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break // what has no line end was never confirmed to anyone
		}
		if err != nil {
			return err
		}
		if err := replay(bytes.TrimSuffix(line, []byte("\n"))); err != nil {
			if _, more := in.Peek(1); errors.Is(more, io.EOF) {
				break // torn, though its end reached the disk
			}
			return fmt.Errorf("byte %d: %w", j.size, err)
		}
		j.size += int64(len(line))
	}
	if err := j.file.Truncate(j.size); err != nil {
		return fmt.Errorf("cut off the torn end: %w", err)
	}
	_, err := j.file.Seek(j.size, io.SeekStart)
	return err
}

// append writes one line. What could only be written in part is taken back, so that the next line starts clean.
func (j *journal) append(line []byte) error {
	n, err := j.file.Write(line)
	if err != nil {
		_, seekErr := j.file.Seek(j.size, io.SeekStart)
		return errors.Join(fmt.Errorf("write the sandbox's journal: %w", err), j.file.Truncate(j.size), seekErr)
	}
	j.size += int64(n)
	return nil
}

// close lets go of the folder by name: closing the file alone leaves it taken for as long as a program that another goroutine
// is starting holds a copy of the file, from its fork to its exec.
func (j *journal) close() error {
	return errors.Join(syscall.Flock(int(j.file.Fd()), syscall.LOCK_UN), j.file.Close()) // #nosec G115 -- a descriptor fits
}

// write puts a finished command into the journal.
func (w *World) write(name string, t *tx) error {
	if w.journal == nil {
		return nil
	}
	e := entry{Command: name, At: Time{w.last}, Ops: make([]entryOp, 0, len(t.ops)), Events: make([]entryEvent, 0, len(t.events))}
	for _, o := range t.ops {
		raw, err := Encode(o.row)
		if err != nil {
			return fmt.Errorf("write a %s into the journal: %w", o.row.kind(), err)
		}
		e.Ops = append(e.Ops, entryOp{Kind: o.row.kind(), Gone: o.gone, Row: raw})
	}
	for _, v := range t.events {
		e.Events = append(e.Events, entryEvent{
			ID: v.ID, Name: v.Name, OrganizationID: v.OrganizationID, DirectoryID: v.DirectoryID, At: Time{v.CreatedAt}, Body: v.Body,
		})
	}
	line, err := encodeEntry(e)
	if err != nil {
		return err
	}
	return w.journal.append(line)
}

// encodeEntry keeps the events' bytes as they are: a poisoned one is JSON too, but must come back to the byte.
func encodeEntry(e entry) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return nil, fmt.Errorf("write a command into the journal: %w", err)
	}
	return buf.Bytes(), nil
}

func (w *World) replay(line []byte) error {
	var e entry
	if err := json.Unmarshal(line, &e); err != nil {
		return err
	}
	ops := make([]op, 0, len(e.Ops))
	for _, o := range e.Ops {
		empty, ok := decoders[o.Kind]
		if !ok {
			return fmt.Errorf("unknown kind %q: written by a newer version", o.Kind)
		}
		r := empty()
		if err := json.Unmarshal(o.Row, r); err != nil {
			return fmt.Errorf("read a %s: %w", o.Kind, err)
		}
		ops = append(ops, op{row: r, gone: o.Gone})
	}
	for _, o := range ops {
		w.place(o)
		w.mint.seen(o.row.key(), e.At.Time)
	}
	for _, v := range e.Events {
		w.mint.seen(v.ID, e.At.Time)
		w.events = append(w.events, &Event{
			ID: v.ID, Name: v.Name, OrganizationID: v.OrganizationID, DirectoryID: v.DirectoryID,
			CreatedAt: v.At.UTC(), Body: v.Body, Seq: len(w.events), Bulk: bulk(e.Command, len(e.Events)),
		})
	}
	if e.At.After(w.last) {
		w.last = e.At.UTC()
	}
	return nil
}
