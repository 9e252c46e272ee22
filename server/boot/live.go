package boot

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/server/signin"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// putLive makes the hub, with what each topic shows.
func (p *Program) putLive(context.Context) error {
	p.hub = live.New(live.Config{
		DB: p.db, Now: p.cfg.Now, Logger: p.cfg.Logger, Grants: p.liveGrants,
		Rows: shared.RowTopics,
		States: map[shared.Topic]live.State{
			shared.TopicCounts:     p.health.LiveCounts,
			shared.TopicHealth:     p.health.LiveChecks,
			shared.TopicProgress:   p.liveProgress,
			shared.TopicConnection: p.liveConnections,
			shared.TopicDirectory:  p.liveDirectories,
		},
		Platform: map[shared.Topic]live.State{
			shared.TopicOverview: p.health.LivePlatform,
			shared.TopicHealth:   p.health.LiveChecks,
		},
	})
	p.parts = append(p.parts, part{"live", p.hub.Run})
	return nil
}

var liveTopics = []shared.Topic{
	shared.TopicLog, shared.TopicAttempts, shared.TopicProblems, shared.TopicProgress, shared.TopicCounts, shared.TopicHealth,
	shared.TopicConnection, shared.TopicDirectory, shared.TopicOverview,
}

// topicNames are the words that a stream may be asked for: what every stream tells of itself may be asked for too.
func topicNames() []string {
	return httpx.Words(append(slices.Clone(liveTopics), shared.TopicSessionEnded, shared.TopicResync))
}

// liveRoute opens a stream to whoever is signed in, with the topics that they may see.
func (p *Program) liveRoute() httpx.Route {
	return httpx.Route{
		Method: http.MethodGet, Pattern: "/api/live", Capability: shared.AccessSignedIn, Stream: true,
		Summary: "What changes, as it changes: server-sent events", Handler: p.serveLive,
	}.Takes(append(live.Resume(), access.OfOrganization,
		httpx.Param{Name: "topics", OneOf: topicNames(), Many: true, About: "Which of the topics, joined by commas; one that the caller may not see is left out."})...)
}

func (p *Program) serveLive(w http.ResponseWriter, r *http.Request) error {
	caller := access.From(r.Context())
	organization, all, err := p.liveScope(caller, r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodHead {
		w.Header().Set("Content-Type", "text/event-stream")
		return nil // a look; a stream without a body would never end
	}
	can := func(t shared.Topic) bool {
		return caller.Can(shared.TopicCapability(t)) && (all || t != shared.TopicOverview)
	}
	owner := caller.SessionID
	if owner == "" {
		owner = caller.APIKeyID
	}
	return p.hub.Serve(w, r, live.Viewer{
		OrganizationID: organization, Owner: owner,
		Session: live.Session{OrganizationID: caller.OrganizationID, ID: caller.SessionID},
		Grant:   grant(caller.Capabilities()),
		Topics:  live.Topics(httpx.QueryOf(r).Get("topics"), can, liveTopics),
		Valid:   p.keyHolds(r),
	})
}

// liveScope finds whose stream is asked for. An admin link has none but the platform's, which shows it nothing and
// ends with its session; an organization that is not there is told as such.
func (p *Program) liveScope(caller access.Caller, r *http.Request) (organization string, all bool, err error) {
	if caller.Kind == access.Setup {
		return "", true, nil
	}
	organization, all, err = caller.Scope(r)
	if err != nil || all || organization == caller.OrganizationID {
		return organization, all, err
	}
	err = p.db.InOrganization(r.Context(), organization, func(ctx context.Context, tx bun.Tx) error {
		there, err := tx.NewSelect().Table("organizations").Where("id = ?", organization).Exists(ctx)
		if err == nil && !there {
			err = errs.NotFound()
		}
		return err
	})
	return organization, false, err
}

// keyHolds asks, while a stream is open that a key opened, whether the key would be let in again. That a session holds is
// asked for all streams at once: see liveGrants.
func (p *Program) keyHolds(r *http.Request) func(ctx context.Context) error {
	if r.Header.Get("Authorization") == "" {
		return nil
	}
	return func(ctx context.Context) error {
		again, err := p.guard.Authenticate(r.WithContext(ctx))
		if err == nil && !again.SignedIn() {
			err = errs.Unauthenticated("signed_out", "The API key was revoked.", "Use another key.")
		}
		return err
	}
}

// liveGrants tells which of the sessions that have open streams hold, and what they allow now.
func (p *Program) liveGrants(ctx context.Context, sessions []live.Session) (map[string]string, error) {
	organizations, ids := make([]string, 0, len(sessions)), make([]string, 0, len(sessions))
	for _, s := range sessions {
		organizations, ids = append(organizations, s.OrganizationID), append(ids, s.ID)
	}
	out := map[string]string{}
	err := p.db.InPlatform(ctx, pg.SessionLookup, func(ctx context.Context, _ bun.Tx) error {
		open, err := p.sessions.Open(ctx, organizations, ids)
		if err != nil {
			return err
		}
		allowed, err := access.Allowed(ctx, open, signin.IsPlatformAdmin(p.cfg.PlatformAdmins))
		if err != nil {
			return err
		}
		clear(out) // a transaction may run again
		for id, capabilities := range allowed {
			out[id] = grant(capabilities)
		}
		return nil
	})
	return out, err
}

func grant(capabilities []shared.Capability) string {
	words := make([]string, len(capabilities))
	for i, c := range capabilities {
		words[i] = string(c)
	}
	return strings.Join(words, " ")
}
