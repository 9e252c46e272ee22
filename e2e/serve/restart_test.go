package serve

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"memberpulse/e2e/program"
)

// What stands against the program while it stops.
const (
	senders = 32
	screens = 50
	people  = 10 // who have them open: one may have six
)

// screen is an open page: it reads rows, and comes back where it was when it is cut.
type screen struct {
	mu      sync.Mutex
	seen    map[string]int // by event
	last    string         // the last id
	cuts    int            // streams that the server ended, by its stop
	resumed int            // streams that began behind a row and brought more of them
	lost    int            // times it was told to read all anew
	wrong   map[int]int    // refusals other than 503
}

func (s *screen) rows() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.seen)
}

func (s *screen) has(events []string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, id := range events {
		if s.seen[id] > 0 {
			n++
		}
	}
	return n
}

// compare counts the events that it has not, and those that it has more than once.
func (s *screen) compare(events []string) (lost, twice int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range events {
		switch n := s.seen[id]; {
		case n == 0:
			lost++
		case n > 1:
			twice++
		}
	}
	return lost, twice
}

func (s *screen) note(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, part := range strings.Split(line, `"event_id":"`)[1:] {
		event, _, _ := strings.Cut(part, `"`)
		s.seen[event]++
	}
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, how time.Duration) {
	timer := time.NewTimer(how)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// read follows the stream until it ends: by the server, unless ctx ended first.
func (s *screen) read(ctx context.Context, address, key string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Last-Event-ID", s.last)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		if resp.StatusCode != http.StatusServiceUnavailable {
			s.wrong[resp.StatusCode]++
		}
		return
	}
	had := s.rows()
	s.follow(bufio.NewReader(resp.Body))
	if had > 0 && s.rows() > had {
		s.resumed++
	}
	if ctx.Err() == nil {
		s.cuts++
	}
}

func (s *screen) follow(in *bufio.Reader) {
	id := ""
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "id:"):
			id = strings.TrimSpace(line[3:])
		case strings.HasPrefix(line, "data:"):
			s.note(line)
		case line == "event: resync":
			s.lost++
		case line == "" && id != "":
			s.last = id
		}
	}
}

// sent counts what senders were answered.
type sent struct {
	mu       sync.Mutex
	accepted []string
	away     int // times that nobody was there, or that it said 503
	wrong    map[int]int
}

func (s *sent) answered(id string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch status {
	case http.StatusOK:
		s.accepted = append(s.accepted, id)
	case 0, http.StatusServiceUnavailable:
		s.away++
	default:
		s.wrong[status]++
	}
}

func (s *sent) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.accepted)
}

// A stop while webhooks pour in and screens are open: what was acknowledged is there, nobody gets another refusal than 503,
// and every screen has every row exactly once.
func TestAStopUnderLoadLosesNothing(t *testing.T) {
	f := newField(t)
	watching, stopWatching := context.WithCancel(t.Context())
	defer stopWatching()
	open, pages := openScreens(watching, t, f)

	sending, stopSending := context.WithCancel(t.Context())
	defer stopSending()
	answers, load := pourIn(sending, t, f)
	program.Until(t, "webhooks pour in, onto every screen", 2*time.Minute, func() bool {
		return answers.count() > 500 && !slices.ContainsFunc(open, func(s *screen) bool { return s.rows() == 0 })
	})
	began := time.Now()
	f.Server.Stop()
	if code, took := f.Server.ExitCode(), time.Since(began); code != 0 || took > 15*time.Second {
		t.Errorf("the stop ended with %d after %s", code, took)
	}
	before := answers.count()
	f.StartServer(t)
	program.Until(t, "webhooks pour in again", 2*time.Minute, func() bool { return answers.count() > before+300 })
	stopSending()
	load.Wait()
	if len(answers.wrong) > 0 {
		t.Errorf("refused otherwise than by 503: %v", answers.wrong)
	}
	if answers.away == 0 {
		t.Error("no sender met the stop: it was not under load")
	}

	untilApplied(t, f, answers.accepted)
	program.Until(t, "every screen has every row", 2*time.Minute, func() bool {
		return !slices.ContainsFunc(open, func(s *screen) bool { return s.has(answers.accepted) < len(answers.accepted) })
	})
	stopWatching()
	pages.Wait()
	for i, s := range open {
		if lost, twice := s.compare(answers.accepted); lost+twice+s.lost+len(s.wrong) > 0 {
			t.Errorf("screen %d: %d rows lost, %d twice, told to read anew %d times, refused otherwise than by 503: %v", i, lost, twice, s.lost, s.wrong)
		}
		if s.cuts == 0 || s.resumed == 0 {
			t.Errorf("screen %d: cut %d times by the stop, and went on behind a row %d times", i, s.cuts, s.resumed)
		}
	}
	t.Logf("%d acknowledged, %d tries met the stop, %d screens", len(answers.accepted), answers.away, len(open))
}

// openScreens opens pages that come back whenever they are cut, until ctx ends.
func openScreens(ctx context.Context, t *testing.T, f *field) ([]*screen, *sync.WaitGroup) {
	t.Helper()
	var keys [people]string
	for i := range keys {
		keys[i] = program.APIKey(t, f.Env(), "ROLE_CLIENT_ADMIN", f.org) //nolint:contextcheck // a command of its own, before the screens open
	}
	open, pages := make([]*screen, screens), &sync.WaitGroup{}
	for i := range open {
		open[i] = &screen{seen: map[string]int{}, wrong: map[int]int{}, last: "0"}
		pages.Go(func() {
			for ctx.Err() == nil {
				open[i].read(ctx, f.URL+"/api/live?topics=log", keys[i%people])
				pause(ctx, 50*time.Millisecond)
			}
		})
	}
	return open, pages
}

// pourIn sends new people from all senders at once, until ctx ends.
func pourIn(ctx context.Context, t *testing.T, f *field) (*sent, *sync.WaitGroup) {
	t.Helper()
	const body = `{"id":%q,"event":"dsync.user.created","created_at":"2026-11-20T09:00:00.000Z","data":{"object":"directory_user","id":"directory_user_%s","directory_id":%q,
		"organization_id":%q,"idp_id":%q,"email":"%s@field.example","state":"active","first_name":"Ada","last_name":"Load","custom_attributes":{},"raw_attributes":{},
		"created_at":"2026-11-20T09:00:00.000Z","updated_at":"2026-11-20T09:00:00.000Z"}}`
	directory, secret := f.directory(t), f.secret(t) //nolint:contextcheck // asked before anything pours in
	answers, load := &sent{wrong: map[int]int{}}, &sync.WaitGroup{}
	var next atomic.Int64
	for range senders {
		load.Go(func() {
			for ctx.Err() == nil {
				name := fmt.Sprintf("load%06d", next.Add(1))
				id := "event_" + name
				status, err := f.deliver(context.WithoutCancel(ctx), fmt.Sprintf(body, id, name, directory, f.org, name, name), secret)
				if err != nil {
					status = 0
				}
				answers.answered(id, status)
				pause(ctx, 20*time.Millisecond)
			}
		})
	}
	return answers, load
}

// untilApplied waits until every event is applied.
func untilApplied(t *testing.T, f *field, events []string) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), f.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close(context.WithoutCancel(t.Context())) }() // PostgreSQL ends with the test
	program.Until(t, "all that was acknowledged is applied", 2*time.Minute, func() bool {
		applied := 0
		if err := db.QueryRow(t.Context(), `SELECT count(*) FROM events WHERE id = ANY($1) AND outcome = 'applied'`, events).Scan(&applied); err != nil {
			t.Fatal(err)
		}
		return applied == len(events)
	})
}
