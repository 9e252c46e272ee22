package scim

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// maxBody is WorkOS's limit of a SCIM body: 2,000 KB.
const maxBody = 2000 << 10

// body reads the request's JSON object.
func (c *call) body() (map[string]any, error) {
	if ct := c.r.Header.Get("Content-Type"); ct != "" {
		if kind, _, err := mime.ParseMediaType(ct); err != nil || !strings.HasSuffix(kind, "json") {
			return nil, refuse(http.StatusUnsupportedMediaType, "Send application/scim+json or application/json.")
		}
	}
	var m map[string]any
	d := json.NewDecoder(c.r.Body)
	d.UseNumber()
	err := d.Decode(&m)
	if err == nil && m != nil {
		var more any
		if err = d.Decode(&more); errors.Is(err, io.EOF) {
			return m, nil
		}
		if err == nil {
			err = errors.New("more than one value")
		}
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, refuse(http.StatusRequestEntityTooLarge, "The body is larger than 2,000 KB.")
	}
	return nil, bad(invalidSyntax, "The body is not one JSON object.")
}

// fresh reads a body as a whole new resource.
func (c *call) fresh(rt *resourceType) (map[string]any, error) {
	m, err := c.body()
	if err != nil {
		return nil, err
	}
	if given, ok := fold(m, "schemas").([]any); ok && len(given) > 0 && !holds(given, rt.core.ID) {
		return nil, bad(invalidSyntax, "The schemas of the body must name %s.", rt.core.ID)
	}
	doc, problem := normalize(rt, m)
	if problem != nil {
		return nil, problem
	}
	return doc, nil
}
