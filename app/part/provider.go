package part

import (
	"strings"

	"memberpulse/app/ui/words"
)

var directoryTypes = map[string]string{
	"azure scim v2.0": "Microsoft Entra ID, SCIM 2.0", "okta scim v2.0": "Okta, SCIM 2.0", "gsuite directory": "Google Workspace",
	"onelogin scim v2.0": "OneLogin, SCIM 2.0", "jump cloud scim v2.0": "JumpCloud, SCIM 2.0", "generic scim v2.0": "SCIM 2.0",
}

// DirectoryType is WorkOS's word for a directory's type, as people say it.
func DirectoryType(t string) string {
	if name, ok := directoryTypes[t]; ok {
		return name
	}
	if t == "" {
		return words.Say(words.UnknownProvider)
	}
	return strings.ToUpper(t[:1]) + strings.ReplaceAll(t[1:], "scim v2.0", "SCIM 2.0")
}

var connectionTypes = map[string]string{
	"AzureSAML": "Microsoft Entra ID, SAML", "ADFSSAML": "AD FS, SAML", "GenericSAML": "SAML", "GenericOIDC": "OpenID Connect",
	"GoogleSAML": "Google Workspace, SAML", "GoogleOAuth": "Google, OAuth", "MicrosoftOAuth": "Microsoft, OAuth", "JumpCloudSAML": "JumpCloud, SAML",
}

// ConnectionType is WorkOS's word for a connection's type, as people say it.
func ConnectionType(t string) string {
	if name, ok := connectionTypes[t]; ok {
		return name
	}
	for end, said := range map[string]string{"SAML": ", SAML", "OIDC": ", OpenID Connect", "OAuth": ", OAuth"} {
		if name, ok := strings.CutSuffix(t, end); ok && name != "" {
			return name + said
		}
	}
	if t == "" {
		return words.Say(words.UnknownProvider)
	}
	return t
}
