package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"memberpulse/server/sandbox"
	"memberpulse/server/sandbox/world"
)

// TestABurstIsDeliveredWhole makes a first sync of 1,000 people; SANDBOX_BURST takes another count.
func TestABurstIsDeliveredWhole(t *testing.T) {
	t.Parallel()
	count := 1000
	if n, err := strconv.Atoi(os.Getenv("SANDBOX_BURST")); err == nil {
		count = n
	}
	r := start(t, sandbox.Config{DataDir: t.TempDir()})
	directory := r.directory()
	var got atomic.Int64
	sink := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { got.Add(1) }))
	t.Cleanup(sink.Close)
	r.must("POST", "/webhook_endpoints", fmt.Sprintf(`{"endpoint_url":%q,"events":[%s]}`, sink.URL, dsync))
	begin := time.Now()
	made := r.must("POST", "/_sandbox/bursts", fmt.Sprintf(`{"directory_id":%q,"count":%d}`, directory, count))
	took := time.Since(begin)
	out := r.must("GET", "/_sandbox/idle?wait=300", "")
	want := count + max(1, count/50) + 4*count
	if out["idle"] != true || got.Load() != int64(want) || made["events"] != float64(want) {
		t.Errorf("%d delivered of %d, made %v", got.Load(), want, made)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	t.Logf("%d events: made in %s, delivered in %s, heap %d MB", want, took, time.Since(begin), m.HeapAlloc>>20)
	_, raw := r.raw("GET", "/_sandbox/ledger?directory_id="+directory, "")
	var l world.Ledger
	if err := json.Unmarshal(raw, &l); err != nil {
		t.Fatal(err)
	}
	if d := l.Directories[0]; len(d.Users) != count || len(d.Groups) != max(1, count/50) || len(d.Memberships) != 4*count {
		t.Errorf("the ledger has %d users, %d groups and %d memberships", len(d.Users), len(d.Groups), len(d.Memberships))
	}
}
