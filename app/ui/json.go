package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// JSON shows a document folded: the outer levels open, long lists and deep objects closed. The fields whose paths
// ("data.job_title") are among the hits are marked. What is no JSON is shown as it is.
func JSON(label string, document []byte, hits ...string) app.UI {
	dec := json.NewDecoder(bytes.NewReader(document))
	dec.UseNumber()
	root, err := readNode(dec)
	if err != nil {
		return el("div", "json", el("pre", "", Text(string(document)))).Attr("tabindex", "0").Attr("role", "region").Attr("aria-label", label)
	}
	return el("div", "json", jsonRoot(root, hits)...).Attr("tabindex", "0").Attr("role", "region").Attr("aria-label", label)
}

// PrettyJSON is the document with indents, for a copy button.
func PrettyJSON(document []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, document, "", "  ") != nil {
		return string(document)
	}
	return b.String()
}

type jsonNode struct {
	key      string
	scalar   string
	open     string // "{" or "[" for a parent
	children []jsonNode
}

const deepest = 64

var errTooDeep = errors.New("nested deeper than anyone can read")

func readNode(dec *json.Decoder) (jsonNode, error) {
	token, err := dec.Token()
	if err != nil {
		return jsonNode{}, err
	}
	return readValue(dec, token, 0)
}

func readValue(dec *json.Decoder, token json.Token, depth int) (jsonNode, error) {
	if depth > deepest {
		return jsonNode{}, errTooDeep
	}
	delim, parent := token.(json.Delim)
	if !parent {
		text, err := json.Marshal(token)
		return jsonNode{scalar: string(text)}, err
	}
	node := jsonNode{open: delim.String()}
	for dec.More() {
		child, err := readChild(dec, node.open, depth)
		if err != nil {
			return node, err
		}
		node.children = append(node.children, child)
	}
	if _, err := dec.Token(); err != nil && !errors.Is(err, io.EOF) {
		return node, err
	}
	return node, nil
}

func readChild(dec *json.Decoder, open string, depth int) (jsonNode, error) {
	key := ""
	if open == "{" {
		token, err := dec.Token()
		if err != nil {
			return jsonNode{}, err
		}
		key, _ = token.(string)
	}
	token, err := dec.Token()
	if err != nil {
		return jsonNode{}, err
	}
	child, err := readValue(dec, token, depth+1)
	child.key = key
	return child, err
}

func jsonRoot(n jsonNode, hits []string) []app.UI {
	if n.open == "" {
		return []app.UI{el("span", "json__value", Text(n.scalar))}
	}
	return []app.UI{Text(n.open), jsonList(n, "", 1, hits), Text(n.closing())}
}

func jsonList(n jsonNode, path string, depth int, hits []string) app.UI {
	kids := make([]app.UI, len(n.children))
	for i, c := range n.children {
		kids[i] = jsonLine(c, join(path, c.key), depth, hits, i < len(n.children)-1)
	}
	return el("ul", "", kids...)
}

func jsonLine(n jsonNode, path string, depth int, hits []string, more bool) app.UI {
	comma := when(more, ",")
	var key []app.UI
	if n.key != "" {
		key = []app.UI{el("span", "json__key", Text(`"`+n.key+`"`)), Text(": ")}
	}
	hit := when(slices.Contains(hits, path), "is-hit")
	if n.open == "" || len(n.children) == 0 {
		value := n.scalar
		if n.open != "" {
			value = n.open + n.closing()
		}
		return el("li", hit, append(key, el("span", "json__value", Text(value)), Text(comma))...)
	}
	fold := el("span", "json__fold", Text(" "+words.Plural(len(n.children), words.Item)+" "+n.closing()+comma))
	details := el("details", "", el("summary", "", append(key, Text(n.open), fold)...), jsonList(n, path, depth+1, hits), Text(n.closing()+comma))
	if unfolded(n, path, depth, hits) {
		details.Attr("open", true)
	}
	return el("li", hit, details)
}

// unfolded opens the second level, short lists, and every parent of a marked field.
func unfolded(n jsonNode, path string, depth int, hits []string) bool {
	for _, h := range hits {
		if strings.HasPrefix(h, path+".") {
			return true
		}
	}
	return depth <= 1 || len(n.children) <= 2 && depth <= 3
}

func (n jsonNode) closing() string { return map[string]string{"{": "}", "[": "]"}[n.open] }

func join(path, key string) string {
	if path == "" || key == "" {
		return path + key
	}
	return path + "." + key
}
