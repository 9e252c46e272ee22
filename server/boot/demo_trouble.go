package boot

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"memberpulse/server/workos"
)

// workosTime is how WorkOS writes a time.
const workosTime = "2006-01-02T15:04:05.000Z"

// makeTrouble brings an organization into a state that needs its admin: changes that say not whose they are, and
// memberships of a group that never comes. What is in trouble already is left alone.
func (d *demonstration) makeTrouble(ctx context.Context, f demoFile) error {
	for _, o := range demoOrganizations {
		if !o.trouble {
			continue
		}
		at := slices.IndexFunc(f.Directories, func(x demoDirectory) bool { return x.OrganizationID == organizationOf(f, o) })
		if at < 0 {
			continue
		}
		directory := f.Directories[at]
		counts, err := d.program.health.Counts(ctx, directory.OrganizationID)
		if err != nil {
			return err
		}
		if counts.Dead == 0 {
			if err := d.spoil(ctx, directory); err != nil {
				return fmt.Errorf("deliver changes of nobody: %w", err)
			}
		}
		if counts.Parked == 0 {
			if err := d.park(ctx, directory); err != nil {
				return fmt.Errorf("deliver a membership without its group: %w", err)
			}
		}
	}
	return d.settle(ctx)
}

// organizationOf is the id of an organization, by those who sign in to it.
func organizationOf(f demoFile, o demoOrganization) string {
	for _, s := range f.SignIns {
		if strings.HasSuffix(s.Email, "@"+o.domain) {
			return s.OrganizationID
		}
	}
	return ""
}

// spoil sends changes that do not say whose they are, signed as WorkOS would: they are given up at once.
func (d *demonstration) spoil(ctx context.Context, directory demoDirectory) error {
	at := now().UTC()
	for _, title := range []string{"Night Shift Lead", "Fleet Supervisor"} {
		err := d.deliver(ctx, "dsync.user.updated", at, map[string]any{
			"object": "directory_user", "directory_id": directory.DirectoryID, "organization_id": directory.OrganizationID, "state": "active",
			"custom_attributes": map[string]string{"job_title": title}, "raw_attributes": map[string]any{},
			"created_at": at.Format(workosTime), "updated_at": at.Format(workosTime),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// park sends memberships of a group that nobody knows, as WorkOS would, signed with the endpoint's secret.
func (d *demonstration) park(ctx context.Context, directory demoDirectory) error {
	var users struct {
		Data []json.RawMessage `json:"data"`
	}
	if err := d.world.call(ctx, http.MethodGet, "/directory_users?limit=2&directory="+url.QueryEscape(directory.DirectoryID), nil, &users); err != nil {
		return err
	}
	at := now().UTC()
	group := map[string]any{
		"object": "directory_group", "id": "directory_group_" + ulid(at), "idp_id": "night-shift", "directory_id": directory.DirectoryID,
		"organization_id": directory.OrganizationID, "name": "Night Shift", "created_at": at.Format(workosTime), "updated_at": at.Format(workosTime),
		"raw_attributes": map[string]any{},
	}
	for _, user := range users.Data {
		err := d.deliver(ctx, "dsync.group.user_added", at, map[string]any{"directory_id": directory.DirectoryID, "user": user, "group": group})
		if err != nil {
			return err
		}
	}
	return nil
}

// deliver sends a signed event to this server.
func (d *demonstration) deliver(ctx context.Context, name string, at time.Time, data map[string]any) error {
	body, err := json.Marshal(map[string]any{"id": "event_" + ulid(at), "event": name, "created_at": at.Format(workosTime), "data": data})
	if err != nil {
		return fmt.Errorf("encode an event: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.cfg.PublicURL+"/webhooks/workos", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("deliver an event: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(workos.SignatureHeader, workos.SignatureOf(body, d.cfg.WorkOS.WebhookSecrets[0], now()))
	res, err := d.world.client.Do(req)
	if err != nil {
		return fmt.Errorf("deliver an event: %w", err)
	}
	if err := res.Body.Close(); err != nil {
		return fmt.Errorf("deliver an event: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("deliver an event: the server answered %d", res.StatusCode)
	}
	return nil
}

// ulid is an id in the order of time, as WorkOS's are.
func ulid(at time.Time) string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var out [26]byte
	ms := at.UnixMilli()
	for i := 9; i >= 0; i-- {
		out[i] = digits[ms&31]
		ms >>= 5
	}
	random := make([]byte, 16)
	rand.Read(random) // never fails: it ends the program instead
	for i := range 16 {
		out[10+i] = digits[random[i]&31]
	}
	return string(out[:])
}
