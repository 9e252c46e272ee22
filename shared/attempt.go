package shared

import "time"

// SignInAttempt is one try to sign in, with its stages.
type SignInAttempt struct {
	ID             string        `json:"id"`
	OrganizationID string        `json:"organization_id"`
	Method         string        `json:"method"` // sso authkit admin_link
	Status         string        `json:"status"` // in_progress succeeded refused timed_out
	Code           string        `json:"code"`
	Title          string        `json:"title"`
	Detail         string        `json:"detail"`
	Actor          string        `json:"actor"` // who must act, as those who look on say it
	Action         string        `json:"action"`
	Email          string        `json:"email"`
	MemberID       string        `json:"member_id"`
	MemberName     string        `json:"member_name"` // of the member, or of the one whose address it is
	ConnectionID   string        `json:"connection_id"`
	ConnectionName string        `json:"connection_name"`
	IP             string        `json:"ip"`
	UserAgent      string        `json:"user_agent"`
	Expected       string        `json:"expected"`
	Received       string        `json:"received"`
	Stages         []SignInStage `json:"stages"`
	StartedAt      time.Time     `json:"started_at"`
	FinishedAt     *time.Time    `json:"finished_at"`
}

// SignInStage is a step of an attempt: started, returned, exchanged, matched, session.
type SignInStage struct {
	Stage  string    `json:"stage"`
	State  string    `json:"state"` // done failed skipped
	Detail string    `json:"detail"`
	At     time.Time `json:"at"`
}

// Discovery answers how an address signs in. It is alike for addresses that nobody knows.
type Discovery struct {
	Method string `json:"method"` // sso | authkit
	URL    string `json:"url"`
}

// DiscoverRequest asks how an address signs in.
type DiscoverRequest struct {
	Email string `json:"email"`
}

// LogoutAnswer tells where the browser goes after signing out.
type LogoutAnswer struct {
	RedirectURL string `json:"redirect_url"`
}

// APIKey is a key as it is listed: the key itself is shown once, when it is made.
type APIKey struct {
	ID             string     `json:"id"`
	Name           string     `json:"name"`
	OrganizationID string     `json:"organization_id"`
	Role           Role       `json:"role"`
	LastFour       string     `json:"last_four"`
	CreatedAt      time.Time  `json:"created_at"`
	LastUsedAt     *time.Time `json:"last_used_at"`
	RevokedAt      *time.Time `json:"revoked_at"`
}
