package workos

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/workos/workos-go/v4/pkg/sso"
	"github.com/workos/workos-go/v4/pkg/usermanagement"
)

// BaseURL is where WorkOS's API is.
const BaseURL = "https://api.workos.com"

// Credentials are what one environment of WorkOS is reached with.
type Credentials struct {
	APIKey      string
	ClientID    string
	RedirectURI string
	BaseURL     string // "" is BaseURL
}

// Configured reports whether the credentials are all there.
func (c Credentials) Configured() bool {
	return c.APIKey != "" && c.ClientID != "" && c.RedirectURI != ""
}

// Options tune a client; the zero value is good for production.
type Options struct {
	Logger    *slog.Logger                                           // nil is silent
	Observe   func(operation string, status int, took time.Duration) // nil: nobody counts; status 0 is no answer
	Transport http.RoundTripper                                      // nil: a transport of its own
	Timeout   time.Duration                                          // 0: 15 s for a call with its repeats
	Now       func() time.Time                                       // nil: the system's
}

// Client asks one environment of WorkOS. It is made anew when credentials change (see Pool), never altered.
type Client struct {
	credentials Credentials
	base        string
	http        *http.Client
	sso         *sso.Client
	users       *usermanagement.Client
	options     Options
}

// New makes a client; it asks nothing yet.
func New(credentials Credentials, options Options) *Client {
	options = options.filled()
	base := strings.TrimRight(credentials.BaseURL, "/")
	if base == "" {
		base = BaseURL
	}
	hc := &http.Client{
		Timeout:   options.Timeout,
		Transport: &transport{base: options.Transport, logger: options.Logger, observe: options.Observe, now: options.Now, wait: wait},
		// The bearer key would travel along, to wherever the answer points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	users := usermanagement.NewClient(credentials.APIKey)
	users.Endpoint, users.HTTPClient = base, hc
	return &Client{
		credentials: credentials, base: base, http: hc, users: users, options: options,
		sso: &sso.Client{APIKey: credentials.APIKey, ClientID: credentials.ClientID, Endpoint: base, HTTPClient: hc},
	}
}

func (o Options) filled() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Observe == nil {
		o.Observe = func(string, int, time.Duration) {}
	}
	if o.Transport == nil {
		o.Transport = &http.Transport{
			Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second,
			TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 6 * time.Second, ForceAttemptHTTP2: true,
		}
	}
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// IsSandbox reports whether the API's host is another than WorkOS's own.
func (c *Client) IsSandbox() bool { return IsSandbox(c.base) }

// IsSandbox reports whether an API address is another than WorkOS's own.
func IsSandbox(base string) bool {
	u, err := url.Parse(base)
	return err != nil || (base != "" && u.Host != "api.workos.com")
}

// Credentials are those that the client was made with.
func (c *Client) Credentials() Credentials { return c.credentials }
