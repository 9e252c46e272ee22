// Package load makes WorkOS-shaped events, the same for the same numbers, and sends them signed.
package load

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ID is an id in WorkOS's form, the same for the same prefix and number.
func ID(prefix string, i int) string {
	sum := sha256.Sum256([]byte(prefix + strconv.Itoa(i)))
	id := []byte("01J8")
	for k := 4; k < 26; k++ {
		id = append(id, alphabet[sum[k]&31])
	}
	return prefix + string(id)
}

var (
	firstNames  = []string{"Lela", "Veda", "Omar", "Ines", "Kofi", "Mira", "Jonas", "Aiko", "Ravi", "Zoe"}
	lastNames   = []string{"Block", "Torres", "Okafor", "Lindqvist", "Mensah", "Tanaka", "Novak", "Silva"}
	departments = []string{"Engineering", "Sales", "Finance", "Legal", "Support", "Marketing", "People", "Security"}
)

// Directory is whose events are made.
type Directory struct {
	ID, OrganizationID string
	Start              time.Time // the first event's time
	Salt               int       // keeps the ids of two bursts apart
}

func (d Directory) at(i int) string {
	return d.Start.Add(time.Duration(i) * 7 * time.Millisecond).UTC().Format("2006-01-02T15:04:05.000Z")
}

func (d Directory) user(i int) string {
	n := d.Salt + i
	first, last, department := firstNames[i%10], lastNames[i%8], departments[i/3%8]
	email := fmt.Sprintf("%s.%s%d@bench.example", strings.ToLower(first), strings.ToLower(last), n)
	return fmt.Sprintf(`{"object":"directory_user","id":"%s","directory_id":"%s","organization_id":"%s","idp_id":"00u%017d","email":"%s","first_name":"%s","last_name":"%s","name":"%s %s","emails":[{"primary":true,"type":"work","value":"%s"}],"username":"%s","job_title":"%s Specialist","state":"active","created_at":"%s","updated_at":"%s","role":{"slug":"member"},"roles":[{"slug":"member"}],"custom_attributes":{"department_name":"%s","job_title":"%s Specialist","cost_center":"CC-%d","employee_type":"Full Time","manager_email":"manager%d@bench.example","division_name":"Division %d"},"raw_attributes":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"%s","active":true,"displayName":"%s %s","name":{"givenName":"%s","familyName":"%s"},"title":"%s Specialist","locale":"en-US"}}`,
		ID("directory_user_", n), d.ID, d.OrganizationID, n, email, first, last, first, last, email, email, department, d.at(i), d.at(i),
		department, department, i%90, i%200, i%12, email, first, last, first, last, department)
}

func (d Directory) group(i int) string {
	n := d.Salt + i
	return fmt.Sprintf(`{"object":"directory_group","id":"%s","directory_id":"%s","organization_id":"%s","idp_id":"g%08x","name":"Group %d","created_at":"%s","updated_at":"%s","raw_attributes":{"displayName":"Group %d"}}`,
		ID("directory_group_", n), d.ID, d.OrganizationID, n, n, d.at(i), d.at(i), n)
}

func (d Directory) event(i int, name, data string) Event {
	id := ID("event_", d.Salt*10+i)
	return Event{ID: id, Name: name, Body: fmt.Appendf(nil, `{"object":"event","id":"%s","event":"%s","created_at":"%s","data":%s,"context":{}}`, id, name, d.at(i), data)}
}

// Event is one event as it is sent.
type Event struct {
	ID, Name string
	Body     []byte
}

// People are n dsync.user.created events.
func (d Directory) People(n int) []Event {
	out := make([]Event, n)
	for i := range out {
		out[i] = d.event(i, "dsync.user.created", d.user(i))
	}
	return out
}

// FirstSync is what a directory sends when it is connected: people, groups, memberships (four a person).
func (d Directory) FirstSync(people, groups int) []Event {
	out := d.People(people)
	for g := range groups {
		out = append(out, d.event(len(out), "dsync.group.created", d.group(g)))
	}
	for k := range 4 * people {
		data := fmt.Sprintf(`{"directory_id":"%s","user":%s,"group":%s}`, d.ID, d.user(k%people), d.group((k/people+k*7)%groups))
		out = append(out, d.event(len(out), "dsync.group.user_added", data))
	}
	return out
}

// Sign is WorkOS's signature header for a body.
func Sign(secret string, at time.Time, body []byte) string {
	stamp := strconv.FormatInt(at.UnixMilli(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return "t=" + stamp + ", v1=" + hex.EncodeToString(mac.Sum(nil))
}
