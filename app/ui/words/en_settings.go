package words

// The sentences of the settings of WorkOS.
const (
	Integrations       Key = "Integrations"
	WorkOSLead         Key = "The credentials that MemberPulse works with, and whether they work."
	CheckAgain         Key = "Check again"
	Checking           Key = "Checking"
	WorkOSNotConnected Key = "WorkOS is not connected yet"
	NothingUntilSet    Key = "Nobody can sign in and no directory is synced until the credentials are set."
	SetCredentials     Key = "whoever runs MemberPulse: set WORKOS_API_KEY, WORKOS_CLIENT_ID and WORKOS_WEBHOOK_SECRET, then start it again"
	Credentials        Key = "Credentials"
	CredentialsNote    Key = "what is in force, and from where"
	API                Key = "API"
	APIKey             Key = "API key"
	ClientID           Key = "Client ID"
	RedirectURI        Key = "Redirect URI"
	WebhookSecret      Key = "Webhook secret"
	WebhookEndpoint    Key = "Webhook endpoint"
	TheWebhookEndpoint Key = "webhook endpoint"
	SettingNotSet      Key = "not set"
	FromEnvironment    Key = "from the environment"
	FollowsAddress     Key = "follows the public address"
	SelfCheck          Key = "Self-check"
)
