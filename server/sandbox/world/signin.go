package world

// SSOFailure is WorkOS's code and message for a sign-in that failed.
type SSOFailure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type authEvent struct {
	Type      string      `json:"type"`
	Status    string      `json:"status"`
	IPAddress *string     `json:"ip_address"`
	UserAgent *string     `json:"user_agent"`
	UserID    *string     `json:"user_id"`
	Email     *string     `json:"email"`
	SSO       ssoSession  `json:"sso"`
	Error     *SSOFailure `json:"error,omitempty"`
}

type ssoSession struct {
	OrganizationID *string `json:"organization_id"`
	ConnectionID   *string `json:"connection_id"`
	SessionID      *string `json:"session_id"`
}

func ssoEvent(status string, g SSOGrant, organizationID, email string, failure *SSOFailure) authEvent {
	return authEvent{
		Type: "sso", Status: status, IPAddress: orNull(g.IPAddress), UserAgent: orNull(g.UserAgent), Email: orNull(email),
		SSO: ssoSession{OrganizationID: orNull(organizationID), ConnectionID: orNull(g.ConnectionID)}, Error: failure,
	}
}

// SSOStarted tells that somebody began to sign in by a connection.
func (w *World) SSOStarted(g SSOGrant, email string) error {
	return w.tell("authentication.sso_started", "started", g, email, nil)
}

// SSOFailed tells that a sign-in by a connection failed, and why.
func (w *World) SSOFailed(g SSOGrant, email string, why SSOFailure) error {
	return w.tell("authentication.sso_failed", "failed", g, email, &why)
}

func (w *World) tell(name, status string, g SSOGrant, email string, failure *SSOFailure) error {
	return w.do(name, func(t *tx) error {
		organizationID := ""
		if c, ok := get[*Connection](&w.store, g.ConnectionID); ok {
			organizationID = c.OrganizationID
		}
		t.emit(name, organizationID, "", ssoEvent(status, g, organizationID, email, failure))
		return nil
	})
}
