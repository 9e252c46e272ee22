package event

import (
	"errors"
	"fmt"
	"net/http"

	"memberpulse/server/errs"
	"memberpulse/server/workos"
)

const largestBody = 2 << 20

// Receive takes a webhook: it checks the signature on the raw bytes, stores them, and answers 200 after the commit.
// What it says is only that the event is safe; applying comes after.
func (e *Engine) Receive(w http.ResponseWriter, r *http.Request) error {
	err := e.receive(w, r)
	e.figures.Received(receivedAs(err))
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

func (e *Engine) receive(w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength > largestBody {
		return tooLarge()
	}
	body, weight, err := e.gate.read(w, r)
	defer e.gate.give(weight)
	if err != nil {
		return unread(err)
	}
	if err := e.gate.enter(); err != nil {
		return err
	}
	defer e.gate.leave()
	secrets, err := e.secrets(r.Context())
	if err != nil {
		return fmt.Errorf("read the webhook secrets: %w", err)
	}
	now := e.now()
	header := r.Header.Get(workos.SignatureHeader)
	if err := workos.Verify(header, body, secrets, now); err != nil {
		if errs.Is(err, errs.KindUnauthenticated) {
			e.figures.Unsigned(errs.Of(err).Code)
		}
		return err
	}
	if signed, ok := workos.SignedAt(header); ok {
		e.figures.Skewed(now.Sub(signed).Abs())
	}
	d := &delivery{envelope: read(body, now), body: body, source: sourceWebhook, receivedAt: now}
	return e.committer.store(r.Context(), d)
}

// unread says why a body could not be read.
func unread(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return tooLarge()
	case errs.KindOf(err) != errs.KindInternal:
		return err
	}
	return errs.Invalid("body_broken_off", "The request broke off before its body was complete.",
		"WorkOS delivers the event again by itself.").Because(err)
}

func tooLarge() error {
	return errs.TooLarge("A webhook may be at most 2 MiB.",
		"The operator asks WorkOS about events of this size; they are read from the Events API meanwhile.")
}

// receivedAs is the word of a request's end in the metrics.
func receivedAs(err error) string {
	switch {
	case err == nil:
		return "stored"
	case errs.Is(err, errs.KindUnauthenticated):
		return "bad_signature"
	case errs.Is(err, errs.KindTooLarge):
		return "too_large"
	case errs.HasCode(err, "inbox_busy"):
		return "busy"
	case errs.Is(err, errs.KindUnavailable):
		return "unavailable"
	}
	return "failed"
}
