package workos

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
	"github.com/workos/workos-go/v4/pkg/usermanagement"
	"github.com/workos/workos-go/v4/pkg/workos_errors"

	"memberpulse/server/errs"
)

// AuthKitAuthorization is what a sign-in by AuthKit starts with.
type AuthKitAuthorization struct {
	OrganizationID string // "": AuthKit asks, where the person belongs to several
	State          string
	CodeChallenge  string // S256
	LoginHint      string
}

// Authenticated is who AuthKit says signed in.
type Authenticated struct {
	User           User
	OrganizationID string // "" for somebody of no organization
	Method         string // SSO Password MagicAuth GoogleOAuth …
	SessionID      string // WorkOS's, for signing out there
	Impersonated   bool
}

// Choice asks which of several organizations is meant. Pending is a secret.
type Choice struct {
	Pending       string
	Organizations []Organization
	User          User
}

// AuthKitAuthorizationURL is where the browser goes to sign in by AuthKit.
func (c *Client) AuthKitAuthorizationURL(a AuthKitAuthorization) (string, error) {
	opts := usermanagement.GetAuthorizationURLOpts{
		ClientID: c.credentials.ClientID, RedirectURI: c.credentials.RedirectURI, Provider: "authkit", State: a.State,
		OrganizationID: a.OrganizationID, CodeChallenge: a.CodeChallenge, CodeChallengeMethod: "S256", LoginHint: a.LoginHint,
	}
	if a.OrganizationID != "" {
		opts.Provider = "" // exactly one selector
	}
	u, err := c.users.GetAuthorizationURL(opts)
	if err != nil {
		return "", fmt.Errorf("build the AuthKit authorization URL: %w", err)
	}
	return u.String(), nil
}

// AuthenticateWithCode spends a code. Who belongs to several organizations gets a choice instead.
func (c *Client) AuthenticateWithCode(ctx context.Context, code, verifier, ip, userAgent string) (*Authenticated, *Choice, error) {
	ctx, x := withExchange(ctx, "user_management.authenticate")
	answer, err := c.users.AuthenticateWithCode(ctx, usermanagement.AuthenticateWithCodeOpts{
		ClientID: c.credentials.ClientID, Code: code, CodeVerifier: verifier, IPAddress: ip, UserAgent: userAgent,
	})
	if err == nil {
		return readAuthenticated(answer), nil, nil
	}
	if choice := choiceFrom(err); choice != nil {
		return nil, choice, nil
	}
	return nil, nil, authKitFault(x, err)
}

// AuthenticateWithOrganizationSelection goes on with the organization that was chosen.
func (c *Client) AuthenticateWithOrganizationSelection(ctx context.Context, pending, organizationID, ip, userAgent string) (*Authenticated, error) {
	ctx, x := withExchange(ctx, "user_management.authenticate")
	answer, err := c.users.AuthenticateWithOrganizationSelection(ctx, usermanagement.AuthenticateWithOrganizationSelectionOpts{
		ClientID: c.credentials.ClientID, PendingAuthenticationToken: pending, OrganizationID: organizationID, IPAddress: ip, UserAgent: userAgent,
	})
	if err != nil {
		return nil, authKitFault(x, err)
	}
	return readAuthenticated(answer), nil
}

// AuthKitLogoutURL ends WorkOS's own session and comes back to returnTo.
func (c *Client) AuthKitLogoutURL(sessionID, returnTo string) (string, error) {
	u, err := c.users.GetLogoutURL(usermanagement.GetLogoutURLOpts{SessionID: sessionID, ReturnTo: returnTo})
	if err != nil {
		return "", fmt.Errorf("build the AuthKit logout URL: %w", err)
	}
	return u.String(), nil
}

func readAuthenticated(a usermanagement.AuthenticateResponse) *Authenticated {
	return &Authenticated{
		User: readUser(a.User), OrganizationID: a.OrganizationID, Method: string(a.AuthenticationMethod),
		SessionID: sessionOf(a.AccessToken), Impersonated: a.Impersonator != nil,
	}
}

func readUser(u usermanagement.User) User {
	return User{ID: u.ID, Email: u.Email, EmailVerified: u.EmailVerified, FirstName: u.FirstName, LastName: u.LastName}
}

// sessionOf reads the sid of an access token. Its signature is not checked: it came from WorkOS itself, and serves
// only to sign out there.
func sessionOf(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	return gjson.GetBytes(claims, "sid").String()
}

func choiceFrom(err error) *Choice {
	var required *workos_errors.OrganizationSelectionRequiredError
	if !errors.As(err, &required) {
		return nil
	}
	choice := &Choice{Pending: required.PendingAuthenticationToken, User: readUser(required.User)}
	for _, o := range required.Organizations {
		choice.Organizations = append(choice.Organizations, Organization{ID: o.ID, Name: o.Name})
	}
	return choice
}

// authKitFault names the specials: they are types of their own, which do not unwrap to the plain error.
func authKitFault(x *exchange, err error) error {
	f := faultOfSDK(x, err)
	var (
		email   *workos_errors.EmailVerificationRequiredError
		enroll  *workos_errors.MFAEnrollmentError
		mfa     *workos_errors.MFAChallengeError
		sso     *workos_errors.SSORequiredError
		methods *workos_errors.OrganizationAuthenticationMethodsRequiredError
	)
	switch {
	case errors.As(err, &email):
		f.Code = workos_errors.EmailVerificationRequiredCode
	case errors.As(err, &enroll):
		f.Code = workos_errors.MFAEnrollmentCode
	case errors.As(err, &mfa):
		f.Code = workos_errors.MFAChallengeCode
	case errors.As(err, &sso):
		f.Code = workos_errors.SSORequiredCode
	case errors.As(err, &methods):
		f.Code = workos_errors.OrganizationAuthenticationMethodsRequiredCode
	default:
		return told(f)
	}
	return errs.Forbidden(f.Code, "WorkOS asks for more before it signs this person in.",
		"The person signs in again and does what WorkOS asks for.").Because(f)
}
