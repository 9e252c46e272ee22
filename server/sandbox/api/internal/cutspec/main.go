// Command cutspec cuts what the sandbox's tests check out of WorkOS's OpenAPI description: names, types, enums and required
// fields of the answers of the endpoints that the sandbox serves, and of all events, without a word of prose.
//
//	go run ./server/sandbox/api/internal/cutspec openapi.yaml > server/sandbox/api/testdata/workos-schemas.json
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"gopkg.in/yaml.v3"
)

// served are the paths whose answers are kept.
var served = strings.Fields(`/organizations /organizations/{id} /organizations/external_id/{external_id}
	/authorization/organizations/{organizationId}/roles /authorization/roles
	/organization_domains /organization_domains/{id} /organization_domains/{id}/verify
	/connections /connections/{id} /directories /directories/{id} /directory_users /directory_users/{id} /directory_groups /directory_groups/{id}
	/user_management/users /user_management/users/{id} /user_management/organization_memberships /user_management/organization_memberships/{id}
	/user_management/organization_memberships/{id}/deactivate /user_management/organization_memberships/{id}/reactivate
	/user_management/redirect_uris /user_management/redirect_uris/{id} /events /webhook_endpoints /webhook_endpoints/{id}
	/portal/generate_link /sso/token /sso/profile /sso/jwks/{clientId} /user_management/authenticate`)

// kept are the words of a schema that say what is valid.
var kept = map[string]bool{
	"type": true, "const": true, "enum": true, "properties": true, "required": true, "items": true, "additionalProperties": true,
	"oneOf": true, "allOf": true, "anyOf": true, "$ref": true, "format": true, "maxLength": true, "maxProperties": true, "maxItems": true,
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "cutspec:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("give the path of the OpenAPI description")
	}
	raw, err := os.ReadFile(args[0]) //nolint:gosec // the developer names the file
	if err != nil {
		return fmt.Errorf("read the description: %w", err)
	}
	var spec struct {
		Paths      map[string]map[string]operation `yaml:"paths"`
		Components struct {
			Schemas map[string]any `yaml:"schemas"`
		} `yaml:"components"`
	}
	if err := yaml.Unmarshal(raw, &spec); err != nil {
		return fmt.Errorf("parse the description: %w", err)
	}
	c := cutter{from: spec.Components.Schemas, schemas: map[string]any{}}
	answers := map[string]map[string]any{}
	for _, path := range served {
		for method, op := range spec.Paths[path] {
			key := strings.ToUpper(method) + " " + path
			if method == "post" && strings.HasSuffix(path, "/roles") {
				continue // roles are only read
			}
			answers[key] = map[string]any{}
			for status, r := range op.Responses {
				answers[key][status] = c.schema(r.Content["application/json"].Schema)
			}
		}
	}
	for name := range spec.Components.Schemas {
		if strings.HasPrefix(name, "Event_") {
			c.ref("#/components/schemas/" + name)
		}
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(map[string]any{"answers": answers, "schemas": c.schemas})
}

type operation struct {
	Responses map[string]struct {
		Content map[string]struct {
			Schema any `yaml:"schema"`
		} `yaml:"content"`
	} `yaml:"responses"`
}

// cutter copies schemas without their prose, and those they refer to.
type cutter struct {
	from, schemas map[string]any
}

func (c cutter) ref(ref string) {
	name := strings.TrimPrefix(ref, "#/components/schemas/")
	if _, done := c.schemas[name]; done {
		return
	}
	c.schemas[name] = nil // stands for it while it is being cut
	c.schemas[name] = c.schema(c.from[name])
}

func (c cutter) schema(s any) any {
	m, ok := s.(map[string]any)
	if !ok {
		return s
	}
	out := map[string]any{}
	for k, v := range m {
		if !kept[k] {
			continue
		}
		switch k {
		case "properties":
			fields := map[string]any{}
			for name, field := range v.(map[string]any) {
				fields[name] = c.schema(field)
			}
			out[k] = fields
		case "oneOf", "allOf", "anyOf":
			var all []any
			for _, one := range v.([]any) {
				all = append(all, c.schema(one))
			}
			out[k] = all
		case "items", "additionalProperties":
			out[k] = c.schema(v)
		case "$ref":
			c.ref(v.(string))
			out[k] = strings.TrimPrefix(v.(string), "#/components/schemas/")
		default:
			out[k] = v
		}
	}
	return out
}
