package boot

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"memberpulse/server/workos"
)

// putWorkOS makes the client of WorkOS, if the environment holds credentials. Without them the program runs in set-up
// mode: nobody can sign in but by an admin link.
func (p *Program) putWorkOS(context.Context) error {
	p.workos = workos.NewPool(nil)
	if p.cfg.WorkOS.IsSet() {
		p.workos.Swap(p.client(workos.Credentials{
			APIKey: p.cfg.WorkOS.APIKey, ClientID: p.cfg.WorkOS.ClientID,
			RedirectURI: p.cfg.Redirect(), BaseURL: p.cfg.WorkOS.BaseURL,
		}))
	}
	return nil
}

func (p *Program) client(credentials workos.Credentials) *workos.Client {
	return workos.New(credentials, workos.Options{Logger: p.cfg.Logger, Now: p.cfg.Now, Observe: p.countWorkOS})
}

func (p *Program) countWorkOS(_ string, status int, _ time.Duration) {
	code := "no answer"
	if http.StatusText(status) != "" {
		code = strconv.Itoa(status)
	}
	p.metrics.WorkOSRequests.WithLabelValues(code).Inc()
}

// webhookSecrets are those that a webhook may be signed with.
func (p *Program) webhookSecrets(context.Context) ([]string, error) {
	return p.cfg.WorkOS.WebhookSecrets, nil
}

// sandbox reports whether the API in force is another's than WorkOS's own.
func (p *Program) sandbox() bool {
	client, err := p.workos.Client()
	return err == nil && client.IsSandbox()
}
