package world

import "slices"

// PortalIntents are what an Admin Portal link may be for.
var PortalIntents = []string{"sso", "dsync", "audit_logs", "log_streams", "domain_verification", "certificate_renewal", "bring_your_own_key"}

// PortalSession is an Admin Portal that was opened, or the link to one.
type PortalSession struct {
	OrganizationID, Intent, ReturnURL, SuccessURL string
}

// CreatePortalLink gives the token of a link to the Admin Portal: 5 minutes, and it opens once.
func (w *World) CreatePortalLink(s PortalSession) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, err := find[*Organization](w, "organization", s.OrganizationID); err != nil {
		return "", err
	}
	if s.Intent != "" && !slices.Contains(PortalIntents, s.Intent) {
		return "", invalid("intent", "invalid_intent", "The intent is not one of WorkOS's Admin Portal intents.")
	}
	return hand(w, w.grants.links, "", s, LinkLife), nil
}

// OpenPortalLink takes a link's token, once, and gives the token of the session that the pages go on with, for an hour.
func (w *World) OpenPortalLink(token string) (PortalSession, string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, ok := take(w, w.grants.links, token, true)
	if !ok {
		return PortalSession{}, "", &Error{Kind: Expired, Code: "link_expired", Message: "This Admin Portal link has expired or was already used."}
	}
	return s, hand(w, w.grants.portals, "", s, PortalLife), nil
}

// PortalSession is an opened portal by its session's token.
func (w *World) PortalSession(token string) (PortalSession, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, ok := take(w, w.grants.portals, token, false)
	if !ok {
		return PortalSession{}, &Error{Kind: Expired, Code: "session_expired", Message: "This Admin Portal session is over."}
	}
	return s, nil
}
