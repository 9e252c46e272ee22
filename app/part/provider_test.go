package part

import "testing"

func TestATypeIsSaidAsPeopleSayIt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"okta scim v2.0": "Okta, SCIM 2.0", "gsuite directory": "Google Workspace", "rippling scim v2.0": "Rippling SCIM 2.0", "": "Unknown provider",
	} {
		if got := DirectoryType(in); got != want {
			t.Errorf("directory %q: got %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"OktaSAML": "Okta, SAML", "AzureSAML": "Microsoft Entra ID, SAML", "GenericOIDC": "OpenID Connect", "AppleOAuth": "Apple, OAuth",
		"TestIdp": "TestIdp", "": "Unknown provider",
	} {
		if got := ConnectionType(in); got != want {
			t.Errorf("connection %q: got %q, want %q", in, got, want)
		}
	}
}
