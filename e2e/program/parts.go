package program

import (
	"os"
	"path/filepath"
	"strings"

	"memberpulse/server/localpg"
)

// Parts are PostgreSQL, the sandbox and a server as processes apart.
type Parts struct {
	Dir         string
	DatabaseURL string
	Sandbox     *Sandbox
	SandboxProc *Child
	Server      *Child
	URL         string

	env []string
	pg  *localpg.Server
}

// StartParts runs PostgreSQL, an empty sandbox, and `memberpulse serve` with its webhook endpoint registered there.
func StartParts(t T, env ...string) *Parts {
	t.Helper()
	dir, err := os.MkdirTemp("", "memberpulse-parts-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL's user must pass through
		t.Fatal(err)
	}
	t.Cleanup(func() { removeAll(t, dir) }) // runs after the processes were stopped
	p := &Parts{Dir: dir}
	p.pg, err = localpg.Start(t.Context(), localpg.Options{Dir: filepath.Join(dir, "pg"), Database: "memberpulse", BinDir: os.Getenv("MEMBERPULSE_PG_BIN")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.pg.Stop(); err != nil {
			t.Logf("stop PostgreSQL: %v", err)
		}
	})
	p.DatabaseURL = p.pg.DSN("memberpulse")

	sandboxAddr, addr := FreeAddr(t), FreeAddr(t)
	p.URL = "http://" + addr
	p.Sandbox = &Sandbox{URL: "http://" + sandboxAddr, Key: "sk_test_sandbox"}
	p.SandboxProc = start(t, []string{"MEMBERPULSE_SANDBOX_ADDR=" + sandboxAddr, "MEMBERPULSE_DATA_DIR=" + filepath.Join(dir, "sandbox")}, nil, "sandbox")
	p.SandboxProc.AwaitReady(t, p.Sandbox.URL+"/_sandbox/", patience)

	var endpoint struct {
		Secret string `json:"secret"`
	}
	p.Sandbox.Call(t, "POST", "/webhook_endpoints", map[string]any{"endpoint_url": p.URL + "/webhooks/workos", "events": HandledEvents}, &endpoint)
	p.Sandbox.Call(t, "POST", "/user_management/redirect_uris", map[string]any{"uri": p.URL + "/auth/callback/workos"}, nil)
	p.env = append([]string{
		"DATABASE_URL=" + p.DatabaseURL, "MEMBERPULSE_ADDR=" + addr, "MEMBERPULSE_PUBLIC_URL=" + p.URL, "MEMBERPULSE_OPS_ADDR=off",
		"MEMBERPULSE_SECRET_KEY=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
		"WORKOS_API_KEY=" + p.Sandbox.Key, "WORKOS_CLIENT_ID=client_sandbox", "WORKOS_WEBHOOK_SECRET=" + endpoint.Secret,
		"WORKOS_REDIRECT_URI=" + p.URL + "/auth/callback/workos", "WORKOS_API_BASE_URL=" + p.Sandbox.URL,
	}, env...)
	p.StartServer(t)
	return p
}

// StartServer runs `memberpulse serve` (again).
func (p *Parts) StartServer(t T) {
	t.Helper()
	p.Server = start(t, p.env, nil, "serve")
	p.Server.AwaitReady(t, p.URL+"/readyz", patience)
}

// Env is what the server runs with, for other commands beside it.
func (p *Parts) Env() []string { return p.env }

// HandledEvents are the events that the product subscribes to.
var HandledEvents = strings.Fields(`dsync.activated dsync.deleted
	dsync.user.created dsync.user.updated dsync.user.deleted
	dsync.group.created dsync.group.updated dsync.group.deleted dsync.group.user_added dsync.group.user_removed
	connection.activated connection.deactivated connection.deleted
	connection.saml_certificate_renewed connection.saml_certificate_renewal_required
	organization.created organization.updated organization.deleted
	organization_domain.created organization_domain.updated organization_domain.deleted organization_domain.verified organization_domain.verification_failed
	organization_membership.created organization_membership.updated organization_membership.deleted
	user.created user.updated user.deleted`)
