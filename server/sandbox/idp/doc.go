// Package idp is the sandbox's side of a sign-in that people see: WorkOS's
// authorize addresses, the page on which a person says who they are, and the way
// back to the application with a code or with one of WorkOS's error codes.
//
// It promises: nobody is sent to an address that is not registered; every other
// refusal goes back to the application with the state it sent; the pages are
// plain forms without script; what a person may do is decided when the form
// comes back, never by what the page showed. SAML and OIDC themselves are not
// simulated: the sandbox is the identity provider and the service provider in
// one.
package idp
