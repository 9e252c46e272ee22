package telemetry

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Metrics are the program's figures. Labels take values from our own code alone;
// an organization or a person is never one.
type Metrics struct {
	Registry *prometheus.Registry

	WebhookReceived       *prometheus.CounterVec // result: stored, duplicate, refused, unavailable
	WebhookVerifyFailures *prometheus.CounterVec // reason
	WebhookSkew           prometheus.Histogram   // milliseconds between WorkOS's clock and ours
	InboxDepth            prometheus.Gauge       // pending events
	InboxOldest           prometheus.Gauge       // age of the oldest pending event
	InboxDead             prometheus.Gauge       // events that gave up
	Apply                 prometheus.Histogram   // one batch
	ApplyConflicts        *prometheus.CounterVec // kind: stale, dup
	EventsCursorLag       prometheus.Gauge       // how far the Events API's cursor is behind
	EventsRecovered       prometheus.Counter     // events that webhooks missed
	DeprovisionLockout    prometheus.Histogram   // from the event's receipt to the end of the sessions
	StreamClients         prometheus.Gauge
	StreamDropped         prometheus.Counter
	StreamResync          prometheus.Counter
	WorkOSRequests        *prometheus.CounterVec // code
	Logins                *prometheus.CounterVec // result
	AuthzDenied           *prometheus.CounterVec // reason
	CrossOrgAttempts      prometheus.Counter
	SecretDecryptFailures prometheus.Counter
	Panics                prometheus.Counter

	requests *prometheus.CounterVec   // route, status
	duration *prometheus.HistogramVec // route
}

// quick is for what takes milliseconds, up to a few seconds.
var quick = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// NewMetrics makes all of them, with Go's own and the process's, in a registry of
// their own.
func NewMetrics() *Metrics {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mk := maker{r}
	return &Metrics{
		Registry:              r,
		WebhookReceived:       mk.counters("webhook_received_total", "Webhook requests, by what became of them.", "result"),
		WebhookVerifyFailures: mk.counters("webhook_verify_failures_total", "Webhook requests whose signature did not hold.", "reason"),
		WebhookSkew:           mk.histogram("webhook_skew_ms", "Difference of WorkOS's clock and ours.", []float64{100, 1000, 5000, 15000, 60000, 180000}),
		InboxDepth:            mk.gauge("inbox_depth", "Events that wait to be applied."),
		InboxOldest:           mk.gauge("inbox_oldest_seconds", "Age of the oldest event that waits."),
		InboxDead:             mk.gauge("inbox_quarantined", "Events that gave up and wait for a person."),
		Apply:                 mk.histogram("apply_seconds", "Time to apply one batch of events.", quick),
		ApplyConflicts:        mk.counters("apply_conflicts_total", "Events that changed nothing, by why.", "kind"),
		EventsCursorLag:       mk.gauge("events_cursor_lag_seconds", "How far the cursor of the Events API is behind."),
		EventsRecovered:       mk.counter("events_recovered_total", "Events that the Events API brought and no webhook had."),
		DeprovisionLockout:    mk.histogram("deprovision_lockout_seconds", "From the receipt of a removal to the end of the person's sessions.", quick),
		StreamClients:         mk.gauge("sse_clients", "Open live streams."),
		StreamDropped:         mk.counter("sse_dropped_total", "Live streams that were too slow and were sent back to the stored rows."),
		StreamResync:          mk.counter("sse_resync_total", "Live streams that were told to load anew."),
		WorkOSRequests:        mk.counters("workos_requests_total", "Calls to WorkOS, by status.", "code"),
		Logins:                mk.counters("login_total", "Sign-ins, by how they ended.", "result"),
		AuthzDenied:           mk.counters("authz_denied_total", "Requests refused, by why.", "reason"),
		CrossOrgAttempts:      mk.counter("cross_org_attempts_total", "Requests for another organization's resources."),
		SecretDecryptFailures: mk.counter("secret_decrypt_failures_total", "Sealed values that did not open."),
		Panics:                mk.counter("panics_total", "Handlers and workers that panicked."),
		requests:              mk.counters("http_requests_total", "Requests, by route and status.", "route", "status"),
		duration:              mk.histograms("http_request_seconds", "Time to answer, by route.", quick, "route"),
	}
}

// ObserveRequest counts a request under its route's name, as httpx reports it.
// What has no route counts as one.
func (m *Metrics) ObserveRequest(route string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}

// CountPanic is what httpx calls for each.
func (m *Metrics) CountPanic() { m.Panics.Inc() }

// WatchPool shows how long requests have waited for a database connection.
func (m *Metrics) WatchPool(waited func() time.Duration) {
	m.Registry.MustRegister(prometheus.NewCounterFunc(
		prometheus.CounterOpts{Name: "db_pool_wait_seconds", Help: "Time spent waiting for a database connection, in all."},
		func() float64 { return waited().Seconds() },
	))
}

// maker registers what it makes.
type maker struct{ r *prometheus.Registry }

func (m maker) counter(name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	m.r.MustRegister(c)
	return c
}

func (m maker) counters(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	m.r.MustRegister(c)
	return c
}

func (m maker) gauge(name, help string) prometheus.Gauge {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	m.r.MustRegister(g)
	return g
}

func (m maker) histogram(name, help string, buckets []float64) prometheus.Histogram {
	h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets})
	m.r.MustRegister(h)
	return h
}

func (m maker) histograms(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
	m.r.MustRegister(h)
	return h
}
