package errs_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"memberpulse/server/errs"
)

func TestKindSurvivesWrapping(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("open page: %w", fmt.Errorf("read directory directory_1: %w", errs.NotFound().Because(errors.New("no rows"))))
	if got := errs.KindOf(err); got != errs.KindNotFound {
		t.Errorf("kind is %v after two wraps, want not_found", got)
	}
	for _, want := range []string{"open page", "read directory directory_1", "no rows"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the log line lacks %q: %s", want, err)
		}
	}
}

func TestForeignErrorIsInternalAndKeepsItsCauseToItself(t *testing.T) {
	t.Parallel()
	cause := errors.New("dial tcp 10.0.0.7:5432: refused")
	e := errs.Of(fmt.Errorf("save: %w", cause))
	if e.Kind != errs.KindInternal || !errors.Is(e, cause) {
		t.Fatalf("got %v with cause %v", e.Kind, errors.Unwrap(e))
	}
	for _, said := range []string{e.Title, e.Detail, e.Action} {
		if strings.Contains(said, "10.0.0.7") {
			t.Errorf("the client would read the cause: %q", said)
		}
	}
}

func TestNilStaysNil(t *testing.T) {
	t.Parallel()
	if errs.Of(nil) != nil || errs.Is(nil, errs.KindInternal) {
		t.Error("nil became an error")
	}
}

func TestCodeIsFoundInChain(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("start: %w", errs.Invalid("no_connection", "none", "choose one"))
	if !errs.HasCode(err, "no_connection") || errs.HasCode(err, "other") {
		t.Error("HasCode does not tell codes apart")
	}
}
