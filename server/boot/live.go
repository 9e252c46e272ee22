package boot

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"slices"

	"memberpulse/server/access"
	"memberpulse/server/errs"
	"memberpulse/server/httpx"
	"memberpulse/server/live"
	"memberpulse/server/pg"
	"memberpulse/server/session"
	"memberpulse/shared"

	"github.com/uptrace/bun"
)

// putLive makes the hub, with what each topic shows.
func (p *Program) putLive(context.Context) error {
	p.hub = live.New(live.Config{
		DB: p.db, Now: p.cfg.Now, Logger: p.cfg.Logger,
		Rows: []shared.Topic{shared.TopicLog, shared.TopicAttempts},
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
	shared.TopicLog, shared.TopicAttempts, shared.TopicProgress, shared.TopicCounts, shared.TopicHealth,
	shared.TopicConnection, shared.TopicDirectory, shared.TopicOverview,
}

// liveRoute opens a stream to whoever is signed in, with the topics that they may see.
func (p *Program) liveRoute() httpx.Route {
	return httpx.Route{
		Method: http.MethodGet, Pattern: "/api/live", Capability: shared.AccessSignedIn, Stream: true,
		Summary: "What changes, as it changes: server-sent events", Handler: p.serveLive,
	}
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
		OrganizationID: organization, SessionID: caller.SessionID, Owner: owner,
		Topics: live.Topics(r.URL.Query().Get("topics"), can, liveTopics),
		Valid:  p.stillValid(caller, r.Header.Get("Authorization") != "", r),
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

// stillValid asks, while a stream is open, whether its caller would be let in again and may do the same. It does not
// count as use: a tab that nobody touches does not keep its session from growing idle.
func (p *Program) stillValid(caller access.Caller, byKey bool, r *http.Request) func(ctx context.Context) error {
	if byKey {
		return func(ctx context.Context) error {
			again, err := p.guard.Authenticate(r.WithContext(ctx))
			if err == nil && !again.SignedIn() {
				err = errs.Unauthenticated("signed_out", "The API key was revoked.", "Use another key.")
			}
			return err
		}
	}
	return func(ctx context.Context) error {
		return p.db.InPlatform(ctx, pg.SessionLookup, func(ctx context.Context, tx bun.Tx) error {
			return p.sessionHolds(ctx, tx, caller)
		})
	}
}

func (p *Program) sessionHolds(ctx context.Context, tx bun.Tx, caller access.Caller) error {
	s := session.Session{ID: caller.SessionID}
	now := p.cfg.Now().UTC()
	err := tx.QueryRowContext(ctx, `SELECT organization_id, kind, COALESCE(member_id, ''), COALESCE(platform_admin_id, ''), expires_at FROM sessions
		WHERE organization_id = ? AND id = ? AND ended_at IS NULL AND expires_at > ? AND seen_at > ?`,
		caller.OrganizationID, caller.SessionID, now, now.Add(-session.DefaultIdle)).
		Scan(&s.OrganizationID, &s.Kind, &s.MemberID, &s.PlatformAdminID, &s.ExpiresAt)
	over := errs.Unauthenticated("signed_out", "The session has ended.", "Sign in again.")
	if errors.Is(err, sql.ErrNoRows) {
		return over
	}
	if err != nil {
		return err
	}
	owner, err := p.resolve(ctx, tx, s)
	if err != nil {
		return err
	}
	again, ok := owner.(*access.Caller)
	if !ok || again == nil {
		return over
	}
	if !slices.Equal(again.Capabilities(), caller.Capabilities()) {
		return errs.Forbidden("capabilities_changed", "What this person may do has changed.", "Open the stream again.")
	}
	return nil
}
