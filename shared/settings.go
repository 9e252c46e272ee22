package shared

import "time"

// WorkOSSettings says which credentials are in force. Secrets never travel back.
type WorkOSSettings struct {
	APIBaseURL    string        `json:"api_base_url"`
	Sandbox       bool          `json:"sandbox"`
	Configured    bool          `json:"configured"`
	APIKey        SecretSetting `json:"api_key"`
	ClientID      Setting       `json:"client_id"`
	RedirectURI   Setting       `json:"redirect_uri"`
	WebhookSecret SecretSetting `json:"webhook_secret"`
	WebhookURL    string        `json:"webhook_url"`
	Checks        []HealthCheck `json:"checks"`
}

// Setting is a value and where it came from.
type Setting struct {
	Value  string `json:"value"`
	Source string `json:"source"` // environment | saved | default | none
}

// SecretSetting tells that a secret is there, by its last four characters.
type SecretSetting struct {
	Set       bool       `json:"set"`
	LastFour  string     `json:"last_four"`
	Source    string     `json:"source"`
	UpdatedAt *time.Time `json:"updated_at"`
}
