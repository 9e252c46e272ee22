package world

import (
	"crypto/sha256"
	"encoding/base64"
	"time"
)

// How long what is handed out lives.
const (
	CodeLife   = 10 * time.Minute
	TokenLife  = 10 * time.Minute
	LinkLife   = 5 * time.Minute
	PortalLife = time.Hour
)

// grants are what lives for minutes only, in memory: codes, tokens and links. A restart ends them all, as their time would.
type grants struct {
	sso     map[string]timed[SSOGrant]
	authkit map[string]timed[AuthKitGrant]
	tokens  map[string]timed[SSOGrant]
	pending map[string]timed[AuthKitGrant]
	refresh map[string]AuthKitGrant
	links   map[string]timed[PortalSession]
	portals map[string]timed[PortalSession]
}

type timed[T any] struct {
	value T
	until time.Time
}

func newGrants() grants {
	return grants{
		sso: map[string]timed[SSOGrant]{}, authkit: map[string]timed[AuthKitGrant]{}, tokens: map[string]timed[SSOGrant]{},
		pending: map[string]timed[AuthKitGrant]{}, refresh: map[string]AuthKitGrant{}, links: map[string]timed[PortalSession]{},
		portals: map[string]timed[PortalSession]{},
	}
}

// hand gives a value out under a new secret, and forgets those whose time is over.
func hand[T any](w *World, m map[string]timed[T], prefix string, value T, life time.Duration) string {
	now := w.now()
	for k, v := range m {
		if !now.Before(v.until) {
			delete(m, k)
		}
	}
	key := prefix + Secret(32)
	m[key] = timed[T]{value, now.Add(life)}
	return key
}

// take gives back what a secret stands for. Once says that it works this one time.
func take[T any](w *World, m map[string]timed[T], key string, once bool) (T, bool) {
	v, ok := m[key]
	if once {
		delete(m, key)
	}
	if !ok || !w.now().Before(v.until) {
		var zero T
		return zero, false
	}
	return v.value, true
}

// SSOGrant is who signed in by single sign-on.
type SSOGrant struct {
	ConnectionID, PersonID, RedirectURI string
	IPAddress, UserAgent                string
}

// AuthKitGrant is who signed in by AuthKit. OrganizationID is empty until it is known.
type AuthKitGrant struct {
	UserID, OrganizationID, RedirectURI string
	CodeChallenge                       string // S256; empty when the client sent none
	IPAddress, UserAgent                string
	SessionID                           string
}

func refused(code, message string) error {
	return &Error{Kind: Invalid, Code: code, Message: message}
}

var errGrant = refused("invalid_grant", "The code is not valid: it has expired or has already been used.")

// IssueSSOCode gives out a code for a person who signed in by a connection: 10 minutes, once. The first sign-in of a
// connection that is being validated makes it active.
func (w *World) IssueSSOCode(g SSOGrant) (string, error) {
	var code string
	err := w.do("sso.code", func(t *tx) error {
		c, err := find[*Connection](w, "connection", g.ConnectionID)
		if err != nil {
			return err
		}
		p, err := find[*Person](w, "person", g.PersonID)
		if err != nil {
			return err
		}
		if c.State != "active" && c.State != "validating" {
			return refused("connection_unlinked", "The connection is not active.")
		}
		if c.OrganizationID != p.OrganizationID || !p.Active {
			return refused("access_denied", "The identity provider does not let this person in.")
		}
		if c.State == "validating" {
			state := "active"
			if _, err := t.updateConnection(c, ConnectionChange{State: &state}); err != nil {
				return err
			}
		}
		if _, ok := get[*Profile](&w.store, c.ID+" "+p.IDPID); !ok {
			t.put(&Profile{ID: t.id("prof", w.stamp()), ConnectionID: c.ID, IDPID: p.IDPID})
		}
		code = hand(w, w.grants.sso, "", g, CodeLife)
		return nil
	})
	return code, err
}

// RedeemSSOCode turns a code into the profile and an access token for it.
func (w *World) RedeemSSOCode(code string) (view ProfileView, token string, err error) {
	err = w.do("sso.token", func(t *tx) error {
		g, ok := take(w, w.grants.sso, code, true)
		if !ok {
			return errGrant
		}
		if view, ok = w.profile(g); !ok {
			return errGrant
		}
		token = hand(w, w.grants.tokens, "", g, TokenLife)
		t.emit("authentication.sso_succeeded", view.OrganizationID, "", ssoEvent("succeeded", g, view.OrganizationID, view.Email, nil))
		return nil
	})
	return view, token, err
}

// ProfileOf is the profile that an access token was given out for.
func (w *World) ProfileOf(token string) (ProfileView, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	g, ok := take(w, w.grants.tokens, token, false)
	if !ok {
		return ProfileView{}, false
	}
	return w.profile(g)
}

// ProfileView is a profile.
type ProfileView struct {
	Object           string         `json:"object"`
	ID               string         `json:"id"`
	OrganizationID   string         `json:"organization_id"`
	ConnectionID     string         `json:"connection_id"`
	ConnectionType   string         `json:"connection_type"`
	IDPID            string         `json:"idp_id"`
	Email            string         `json:"email"`
	FirstName        *string        `json:"first_name"`
	LastName         *string        `json:"last_name"`
	Name             *string        `json:"name"`
	Role             Role           `json:"role"`
	Roles            []Role         `json:"roles"`
	Groups           []string       `json:"groups,omitempty"`
	CustomAttributes map[string]any `json:"custom_attributes"`
	RawAttributes    struct{}       `json:"raw_attributes"`
}

func (w *World) profile(g SSOGrant) (ProfileView, bool) {
	c, ok := get[*Connection](&w.store, g.ConnectionID)
	p, ok2 := get[*Person](&w.store, g.PersonID)
	if !ok || !ok2 {
		return ProfileView{}, false
	}
	row, ok := get[*Profile](&w.store, c.ID+" "+p.IDPID)
	if !ok {
		return ProfileView{}, false
	}
	role := Role{or(p.RoleSlug, "member")}
	v := ProfileView{
		Object: "profile", ID: row.ID, OrganizationID: c.OrganizationID, ConnectionID: c.ID, ConnectionType: c.Type, IDPID: p.IDPID,
		Email: p.Email, FirstName: orNull(p.FirstName), LastName: orNull(p.LastName), Name: orNull(fullName(p.FirstName, p.LastName)),
		Role: role, Roles: []Role{role}, Groups: p.Groups, CustomAttributes: p.Attributes,
	}
	if v.CustomAttributes == nil {
		v.CustomAttributes = map[string]any{}
	}
	return v, true
}

// IssueAuthKitCode gives out a code for a user who signed in by AuthKit: 10 minutes, once.
func (w *World) IssueAuthKitCode(g AuthKitGrant) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, err := find[*User](w, "user", g.UserID); err != nil {
		return "", err
	}
	return hand(w, w.grants.authkit, "", g, CodeLife), nil
}

// RedeemAuthKitCode turns a code into who signed in. The verifier must fit the challenge that the sign-in began with.
func (w *World) RedeemAuthKitCode(code, verifier string) (AuthKitGrant, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	g, ok := take(w, w.grants.authkit, code, true)
	if !ok {
		return AuthKitGrant{}, errGrant
	}
	if g.CodeChallenge != "" {
		sum := sha256.Sum256([]byte(verifier))
		if base64.RawURLEncoding.EncodeToString(sum[:]) != g.CodeChallenge {
			return AuthKitGrant{}, refused("invalid_grant", "The code_verifier does not fit the code_challenge that the sign-in began with.")
		}
	}
	return g, nil
}

// Pend keeps a sign-in that still has to choose an organization, under a token.
func (w *World) Pend(g AuthKitGrant) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return hand(w, w.grants.pending, "", g, CodeLife)
}

// Pending takes such a sign-in up again, once.
func (w *World) Pending(token string) (AuthKitGrant, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return take(w, w.grants.pending, token, true)
}

// BeginAuthKitSession ends a sign-in: it tells of it and gives out the refresh token.
func (w *World) BeginAuthKitSession(g AuthKitGrant, method string) (User, AuthKitGrant, string, error) {
	var out User
	var refresh string
	err := w.do("session.create", func(t *tx) error {
		old, err := find[*User](w, "user", g.UserID)
		if err != nil {
			return err
		}
		at := w.stamp()
		u := *old
		u.LastSignInAt = at
		t.put(&u)
		g.SessionID = t.id("session", at)
		t.emit("session.created", g.OrganizationID, "", sessionEvent{
			Object: "session", ID: g.SessionID, UserID: u.ID, OrganizationID: g.OrganizationID, IPAddress: orNull(g.IPAddress),
			UserAgent: orNull(g.UserAgent), AuthMethod: method, Status: "active", ExpiresAt: Time{at.Add(30 * 24 * time.Hour)}, CreatedAt: at, UpdatedAt: at,
		})
		refresh = Secret(25)
		w.grants.refresh[refresh] = g
		out = u
		return nil
	})
	return out, g, refresh, err
}

// Refresh takes a refresh token, once, and gives the next one.
func (w *World) Refresh(token string) (g AuthKitGrant, next string, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if g, ok = w.grants.refresh[token]; !ok {
		return g, "", false
	}
	delete(w.grants.refresh, token)
	next = Secret(25)
	w.grants.refresh[next] = g
	return g, next, true
}

type sessionEvent struct {
	Object         string  `json:"object"`
	ID             string  `json:"id"`
	UserID         string  `json:"user_id"`
	OrganizationID string  `json:"organization_id,omitempty"`
	IPAddress      *string `json:"ip_address"`
	UserAgent      *string `json:"user_agent"`
	AuthMethod     string  `json:"auth_method"`
	Status         string  `json:"status"`
	ExpiresAt      Time    `json:"expires_at"`
	EndedAt        *Time   `json:"ended_at"`
	CreatedAt      Time    `json:"created_at"`
	UpdatedAt      Time    `json:"updated_at"`
}
