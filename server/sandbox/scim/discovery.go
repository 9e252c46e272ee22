package scim

import (
	"net/http"
	"strings"
)

// discovery answers what the server is and has (RFC 7644 section 4).
func (c *call) discovery(parts []string) (*answer, error) {
	return c.verb(verbs{http.MethodGet: func() (*answer, error) {
		if c.r.URL.Query().Has("filter") {
			return nil, refuse(http.StatusForbidden, "%s cannot be filtered.", parts[0])
		}
		switch {
		case len(parts) > 2:
		case strings.HasPrefix(parts[0], "ServiceProviderConfig"):
			if len(parts) == 1 {
				return &answer{status: http.StatusOK, body: c.config()}, nil
			}
		case parts[0] == "ResourceTypes":
			return one(parts, c.resourceTypes(), "id")
		default:
			return one(parts, c.schemas(), "id")
		}
		return nil, refuse(http.StatusNotFound, "There is no such endpoint below %s.", parts[0])
	}})
}

// one answers a fixed list, or the one of it that the path names.
func one(parts []string, all []map[string]any, key string) (*answer, error) {
	if len(parts) == 1 {
		list := make([]any, len(all))
		for i, m := range all {
			list[i] = m
		}
		return &answer{status: http.StatusOK, body: listBody(list, len(list), 1)}, nil
	}
	for _, m := range all {
		if id, _ := m[key].(string); strings.EqualFold(id, parts[1]) {
			return &answer{status: http.StatusOK, body: m}, nil
		}
	}
	return nil, refuse(http.StatusNotFound, "There is no such resource below %s.", parts[0])
}

func (c *call) meta(kind, path string) map[string]any {
	return map[string]any{"resourceType": kind, "location": c.base + path}
}

func (c *call) config() map[string]any {
	yes, no := map[string]any{"supported": true}, map[string]any{"supported": false}
	return map[string]any{
		"schemas":          []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"},
		"documentationUri": "https://www.rfc-editor.org/rfc/rfc7644",
		"patch":            yes,
		"bulk":             map[string]any{"supported": false, "maxOperations": 0, "maxPayloadSize": maxBody},
		"filter":           map[string]any{"supported": true, "maxResults": maxCount},
		"changePassword":   no,
		"sort":             no,
		"etag":             yes,
		"authenticationSchemes": []map[string]any{{
			"type": "oauthbearertoken", "name": "OAuth bearer token", "primary": true,
			"description": "One of the directory's tokens, or an access token that was given for one at " + tokenPath + ".",
		}},
		"meta": c.meta("ServiceProviderConfig", "/ServiceProviderConfig"),
	}
}

func (c *call) resourceTypes() []map[string]any {
	var out []map[string]any
	for _, rt := range []*resourceType{userType, groupType} {
		extensions := make([]map[string]any, 0, len(rt.extensions))
		for _, e := range rt.extensions {
			extensions = append(extensions, map[string]any{"schema": e.ID, "required": false})
		}
		out = append(out, map[string]any{
			"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"},
			"id":      rt.name, "name": rt.name, "endpoint": rt.endpoint, "description": rt.core.Description,
			"schema": rt.core.ID, "schemaExtensions": extensions, "meta": c.meta("ResourceType", "/ResourceTypes/"+rt.name),
		})
	}
	return out
}

func (c *call) schemas() []map[string]any {
	var out []map[string]any
	for _, s := range []*schema{userSchema, enterpriseSchema, groupSchema} {
		out = append(out, map[string]any{
			"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Schema"},
			"id":      s.ID, "name": s.Name, "description": s.Description, "attributes": s.Attributes, "meta": c.meta("Schema", "/Schemas/"+s.ID),
		})
	}
	return out
}
