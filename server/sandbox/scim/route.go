package scim

import (
	"net/http"
	"slices"
	"strings"
)

// verbs are the handlers of one address by method.
type verbs map[string]func() (*answer, error)

// route finds the handler of a path below the directory's base.
func (c *call) route(parts []string) (*answer, error) {
	switch parts[0] {
	case "Users":
		return c.resources(users{c}, parts[1:])
	case "Groups":
		return c.resources(groups{c}, parts[1:])
	case ".search":
		if len(parts) == 1 {
			return c.verb(verbs{http.MethodPost: func() (*answer, error) { return c.search(users{c}, groups{c}) }})
		}
	case "ServiceProviderConfig", "ServiceProviderConfigs", "ResourceTypes", "Schemas":
		return c.discovery(parts)
	case "Me", "Bulk":
		return nil, refuse(http.StatusNotImplemented, "%s is not offered here.", parts[0])
	}
	return nil, refuse(http.StatusNotFound, "There is no such endpoint; Users, Groups, Schemas, ResourceTypes and ServiceProviderConfig are.")
}

func (c *call) resources(k kind, parts []string) (*answer, error) {
	switch {
	case len(parts) == 0:
		return c.verb(verbs{
			http.MethodGet:  func() (*answer, error) { return c.list(k) },
			http.MethodPost: func() (*answer, error) { return c.create(k) },
		})
	case len(parts) == 1 && parts[0] == ".search":
		return c.verb(verbs{http.MethodPost: func() (*answer, error) { return c.search(k) }})
	case len(parts) == 1:
		id := parts[0]
		return c.verb(verbs{
			http.MethodGet:    func() (*answer, error) { return c.read(k, id) },
			http.MethodPut:    func() (*answer, error) { return c.replace(k, id) },
			http.MethodPatch:  func() (*answer, error) { return c.patch(k, id) },
			http.MethodDelete: func() (*answer, error) { return c.remove(k, id) },
		})
	}
	return nil, refuse(http.StatusNotFound, "There is no such endpoint below %s.", k.rt().endpoint)
}

func (c *call) verb(v verbs) (*answer, error) {
	if f := v[c.r.Method]; f != nil {
		return f()
	}
	allowed := make([]string, 0, len(v))
	for m := range v {
		allowed = append(allowed, m)
	}
	slices.Sort(allowed)
	p := refuse(http.StatusMethodNotAllowed, "%s is not possible here; %s is.", clip(c.r.Method), strings.Join(allowed, ", "))
	p.allow = strings.Join(allowed, ", ")
	return nil, p
}
