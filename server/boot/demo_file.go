package boot

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"memberpulse/server/config"
	"memberpulse/shared"
)

// demoFileName is where a demo tells of itself, in its data folder.
const demoFileName = "demo.json"

// demoFile is what programs need to use a running demo.
type demoFile struct {
	URL           string          `json:"url"`
	SandboxURL    string          `json:"sandbox_url"`
	SandboxAPIKey string          `json:"sandbox_api_key"`
	DatabaseURL   string          `json:"database_url"`
	WebhookSecret string          `json:"webhook_secret"`
	Directories   []demoDirectory `json:"directories"`
	SignIns       []demoSignIn    `json:"sign_ins"`
}

// demoDirectory is where an identity provider pushes to.
type demoDirectory struct {
	DirectoryID    string `json:"directory_id"`
	OrganizationID string `json:"organization_id"`
	SCIMEndpoint   string `json:"scim_endpoint"`
	SCIMToken      string `json:"scim_token"`
}

// demoSignIn is somebody who can sign in.
type demoSignIn struct {
	Email          string        `json:"email"`
	OrganizationID string        `json:"organization_id"`
	Roles          []shared.Role `json:"roles"`
	How            string        `json:"how"` // sso | authkit
}

// anyPort ends a listen address that takes a port that is free.
const anyPort = ":0"

// address is where the demo listens: what the environment says, unless that leaves it open.
func (f demoFile) address(cfg config.Config, getenv func(string) string) string {
	asked := strings.TrimSpace(getenv(publicDoor))
	u, err := url.Parse(f.URL)
	if err != nil || u.Port() == "" || cfg.PublicURL != "" || asked != "" && !strings.HasSuffix(asked, anyPort) {
		return cfg.Addr
	}
	return u.Host
}

// operators are the addresses of those who run the demo.
func (f demoFile) operators() (emails []string) {
	for _, s := range f.SignIns {
		if slices.Contains(s.Roles, shared.RolePlatformAdmin) {
			emails = append(emails, shared.FoldEmail(s.Email))
		}
	}
	return emails
}

// write prints the file, as one line, and keeps it in the data folder, for the owner's eyes only: it holds secrets.
func (f demoFile) write(dir string, stdout io.Writer) error {
	raw, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode what the demo tells of itself: %w", err)
	}
	raw = append(raw, '\n')
	if err := writePrivate(filepath.Join(dir, demoFileName), raw); err != nil {
		return err
	}
	_, err = stdout.Write(raw)
	return err
}

// writePrivate replaces a file whole, readable by its owner alone.
func writePrivate(path string, content []byte) error {
	temporary := path + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("replace %s: %w", path, err)
	}
	err := os.WriteFile(temporary, content, 0o600)
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
