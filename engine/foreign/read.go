package foreign

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/goccy/go-yaml"

	"stanok/engine"
)

const (
	// maxText is how long a text may be, in bytes.
	maxText = 5 << 20
	// maxRequests is how many requests of a text are taken.
	maxRequests = 500
	// maxDepth is how deep a text may be nested.
	maxDepth = 100
)

// Read finds the requests in a text, and what it was. It fails with Invalid:
// "foreign.unknown" for a text it knows no format of, "foreign.none" for one
// without a request, "foreign.limit", "foreign.quote" for a command with a quote
// that is not closed, and "foreign.file" for one that reads a file.
func Read(text string) ([]Request, Format, error) {
	if len(text) > maxText {
		return nil, "", wrong("foreign.limit")
	}
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if isCurl(text) {
		r, err := readCurl(text)
		return []Request{r}, Curl, err
	}
	tree, ok := decode(text)
	if !ok {
		return nil, "", wrong("foreign.unknown")
	}
	if depth(tree, 0) > maxDepth {
		return nil, "", wrong("foreign.limit")
	}
	all, format := readTree(tree, text)
	switch {
	case format == "":
		return nil, "", wrong("foreign.unknown")
	case len(all) == 0:
		return nil, format, wrong("foreign.none")
	}
	return all[:min(len(all), maxRequests)], format, nil
}

func readTree(tree any, text string) ([]Request, Format) {
	root := object(tree)
	switch {
	case strings.HasPrefix(str(root["openapi"]), "3"):
		return readOpenAPI(root), OpenAPI
	case str(root["swagger"]) != "":
		return readOpenAPI(fromSwagger(root)), OpenAPI
	case root["log"] != nil && object(root["log"])["entries"] != nil:
		return readHAR(object(root["log"])), HAR
	case root["item"] != nil && root["info"] != nil:
		return readPostman(root), Postman
	case strings.HasPrefix(text, "{") || strings.HasPrefix(text, "["):
		return []Request{{Answer: text}}, Sample
	}
	return nil, ""
}

// decode reads JSON or, where a text is none, YAML. Numbers keep their digits.
func decode(text string) (any, bool) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err == nil {
		return tree, !dec.More()
	}
	if !strings.Contains(text, "openapi") && !strings.Contains(text, "swagger") {
		return nil, false
	}
	asJSON, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return nil, false
	}
	dec = json.NewDecoder(bytes.NewReader(asJSON))
	dec.UseNumber()
	return tree, dec.Decode(&tree) == nil
}

// depth is how deep a tree is nested, counted only as far as it matters.
func depth(v any, at int) int {
	if at > maxDepth {
		return at
	}
	deepest := at
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			deepest = max(deepest, depth(e, at+1))
		}
	case []any:
		for _, e := range v {
			deepest = max(deepest, depth(e, at+1))
		}
	}
	return deepest
}

func wrong(code string, args ...string) error {
	e := &engine.Error{Kind: engine.Invalid, Code: code, Args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args[args[i]] = args[i+1]
	}
	return e
}

// splitQuery moves the query of an address into pairs, where it is one that is
// written again as it was.
func (r *Request) splitQuery() {
	r.URL, _, _ = strings.Cut(r.URL, "#")
	address, query, _ := strings.Cut(r.URL, "?")
	pairs, ok := readPairs(query)
	if !ok {
		return
	}
	r.URL, r.Query = address, append(r.Query, pairs...)
}

// readPairs are the names and values of a query or a form, in order. It is false
// for what is none: a pair without "=", or a wrong escape.
func readPairs(s string) (all []Pair, ok bool) {
	if s == "" {
		return nil, true
	}
	for pair := range strings.SplitSeq(s, "&") {
		name, value, is := strings.Cut(pair, "=")
		plainName, err := url.QueryUnescape(name)
		plainValue, err2 := url.QueryUnescape(value)
		if !is || name == "" || err != nil || err2 != nil {
			return nil, false
		}
		all = append(all, Pair{plainName, plainValue})
	}
	return all, true
}

func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func str(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }
