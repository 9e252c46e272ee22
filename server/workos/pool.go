package workos

import (
	"sync/atomic"
	"time"

	"memberpulse/server/errs"
)

// Pool holds the client in force. Other credentials swap it; calls under way end on the one they began with.
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
		"The operator sets WORKOS_API_KEY, WORKOS_CLIENT_ID and WORKOS_WEBHOOK_SECRET in the environment and starts MemberPulse again.",
		time.Minute)
}
