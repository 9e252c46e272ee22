package main

import (
	"strings"
	"testing"
)

const framework1 = `package app

import (
	"net/http"
	"strings"
)

// Server is what only the server needs.
type Server struct{ http.Handler }

func (s Server) keep() {}

// keep is what the browser needs.
func keep(s string) string { return strings.TrimSpace(s) }
`

func TestTrimmingKeepsTheNamedFunctionsAndTheirImports(t *testing.T) {
	t.Parallel()
	got, err := keepOnly("resource.go", []byte(framework1), []string{"keep"})
	if err != nil {
		t.Fatal(err)
	}
	if s := string(got); strings.Contains(s, "net/http") || strings.Contains(s, "Server") || !strings.Contains(s, `"strings"`) || !strings.Contains(s, "func keep(") {
		t.Error(s)
	}
}

func TestTrimmingFailsWhenTheFrameworkChanged(t *testing.T) {
	t.Parallel()
	if _, err := keepOnly("resource.go", []byte(framework1), []string{"gone"}); err == nil {
		t.Error("a function that is not there was not missed")
	}
}

func TestCompressionRoundTrips(t *testing.T) {
	t.Parallel()
	br, gz, err := compressed([]byte(strings.Repeat("member pulse ", 1000)), 5)
	if err != nil || len(br) == 0 || len(gz) == 0 || len(br) > 1000 {
		t.Errorf("br %d, gz %d, err %v", len(br), len(gz), err)
	}
}
