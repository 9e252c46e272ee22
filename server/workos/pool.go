package workos

import (
	"sync/atomic"
	"time"

	"memberpulse/server/errs"
)

// Pool holds the client in force. Saving other credentials swaps it; calls under way end on the one they began with.
type Pool struct {
	current atomic.Pointer[Client]
}

// NewPool starts with a client, or with nil while nothing is configured.
func NewPool(c *Client) *Pool {
	p := &Pool{}
	p.current.Store(c)
	return p
}

// Swap puts another client in force; nil takes it away.
func (p *Pool) Swap(c *Client) { p.current.Store(c) }

// Client is the one in force.
func (p *Pool) Client() (*Client, error) {
	if c := p.current.Load(); c != nil {
		return c, nil
	}
	return nil, errs.Unavailable("workos_not_configured",
		"MemberPulse has no WorkOS credentials yet.",
		"The operator saves the API key, client id and webhook secret in Platform Settings > Integrations > WorkOS (`memberpulse admin-link` opens it).",
		time.Minute)
}
