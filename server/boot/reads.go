package boot

import (
	"context"

	"memberpulse/server/connection"
	"memberpulse/server/directory"
	"memberpulse/server/member"
	"memberpulse/server/settings"
	"memberpulse/server/workos"
)

// putReads makes the parts that answer what is asked of an organization's things.
func (p *Program) putReads(context.Context) error {
	p.members = member.New(p.db)
	p.directories = directory.New(p.db)
	p.connections = connection.New(p.db, p.cfg.Now)
	p.settings = settings.New(p.inForce, p.workos)
	return nil
}

// inForce are the credentials that the program works with now.
func (p *Program) inForce() settings.InForce {
	out := settings.InForce{WebhookSecrets: p.cfg.WorkOS.WebhookSecrets, PublicURL: p.cfg.PublicURL, RedirectIsSet: p.cfg.WorkOS.RedirectURI != ""}
	if client, err := p.workos.Client(); err == nil {
		out.Credentials = client.Credentials()
	} else {
		out.Credentials = workos.Credentials{BaseURL: p.cfg.WorkOS.BaseURL}
	}
	return out
}
