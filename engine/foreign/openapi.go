package foreign

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// readOpenAPI reads the operations of an OpenAPI 3 document.
func readOpenAPI(root map[string]any) []Request {
	a := api{root: root, base: baseOf(root)}
	var all []Request
	paths := object(root["paths"])
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := a.resolve(paths[path])
		for _, method := range []string{"get", "post", "put", "patch", "delete", "head", "options"} {
			if op := object(item[method]); op != nil && len(all) < maxRequests {
				all = append(all, a.request(path, method, item, op))
			}
		}
	}
	return all
}

// api is an OpenAPI document being read.
type api struct {
	root map[string]any
	base string
}

// baseOf is the first server's address, its variables filled with their defaults.
func baseOf(root map[string]any) string {
	servers := list(root["servers"])
	if len(servers) == 0 {
		return "https://{server}"
	}
	server := object(servers[0])
	base := str(server["url"])
	for name, v := range object(server["variables"]) {
		if d := str(object(v)["default"]); d != "" {
			base = strings.ReplaceAll(base, "{"+name+"}", d)
		}
	}
	if !strings.Contains(base, "://") {
		base = "https://{server}/" + strings.TrimPrefix(base, "/")
	}
	return strings.TrimRight(base, "/")
}

// resolve follows references inside the document.
func (a api) resolve(v any) map[string]any {
	for range 20 {
		o := object(v)
		ref, ok := o["$ref"].(string)
		if !ok {
			return o
		}
		path, local := strings.CutPrefix(ref, "#/")
		if !local {
			return nil
		}
		v = a.root
		for part := range strings.SplitSeq(path, "/") {
			part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
			v = object(v)[part]
		}
	}
	return nil
}

func (a api) request(path, method string, item, op map[string]any) Request {
	r := Request{Name: str(op["summary"]), Method: strings.ToUpper(method), URL: a.base + path}
	for _, own := range []map[string]any{item, op} { // may be served elsewhere
		if len(list(own["servers"])) > 0 {
			r.URL = baseOf(own) + path
		}
	}
	if r.Name == "" {
		r.Name = str(op["operationId"])
	}
	if r.Name == "" {
		r.Name = r.Method + " " + path
	}
	for _, p := range a.parameters(item, op) {
		a.parameter(&r, p)
	}
	a.security(&r, op)
	a.body(&r, a.resolve(op["requestBody"]))
	r.Answer = a.answer(op)
	for _, m := range hole.FindAllStringSubmatch(r.URL, -1) {
		r.hole(m[1])
	}
	return r
}

// parameters are an operation's own, over those of its path.
func (a api) parameters(item, op map[string]any) []map[string]any {
	var all []map[string]any
	for _, v := range append(slices.Clone(list(item["parameters"])), list(op["parameters"])...) {
		p := a.resolve(v)
		at := slices.IndexFunc(all, func(o map[string]any) bool { return o["name"] == p["name"] && o["in"] == p["in"] })
		if at >= 0 {
			all[at] = p
		} else if p != nil {
			all = append(all, p)
		}
	}
	return all
}

var hole = regexp.MustCompile(`\{([^{}/]{1,100})\}`)

// parameter puts one into the request: those that have an example, and those
// that must be given.
func (a api) parameter(r *Request, p map[string]any) {
	name := str(p["name"])
	value, known := a.example(p)
	text := flat(value)
	if !known {
		text = "{" + name + "}"
	}
	switch in := str(p["in"]); {
	case in == "path":
		r.URL = strings.ReplaceAll(r.URL, "{"+name+"}", text)
	case !known && p["required"] != true:
	case in == "query":
		r.Query = append(r.Query, spread(p, name, value, text)...)
	case in == "header" && !ofTheBrowser(name):
		r.Headers = append(r.Headers, Pair{name, text})
	case in == "cookie":
		r.Headers = append(r.Headers, Pair{"Cookie", name + "=" + text})
	}
	if !known && (str(p["in"]) == "path" || p["required"] == true) {
		r.hole(name)
	}
}

// example is the value that a parameter is shown with.
func (a api) example(p map[string]any) (any, bool) {
	if v, ok := p["example"]; ok {
		return v, true
	}
	if v, ok := a.named(p["examples"]); ok {
		return v, true
	}
	s := a.resolve(p["schema"])
	for _, key := range []string{"example", "default"} {
		if v, ok := s[key]; ok {
			return v, true
		}
	}
	return nil, false
}

// named is the first of several named examples.
func (a api) named(v any) (any, bool) {
	all := object(v)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if value, ok := a.resolve(all[name])["value"]; ok {
			return value, true
		}
	}
	return nil, false
}

// security adds the key that the first of an operation's ways in asks for.
func (a api) security(r *Request, op map[string]any) {
	ways, own := op["security"].([]any)
	if !own {
		ways = list(a.root["security"])
	}
	if len(ways) == 0 {
		return
	}
	schemes := object(object(a.root["components"])["securitySchemes"])
	first := object(ways[0])
	for _, name := range slices.Sorted(maps.Keys(first)) {
		s := a.resolve(schemes[name])
		key := Pair{str(s["name"]), "{" + name + "}"}
		switch kind := str(s["type"]); {
		case kind == "apiKey" && str(s["in"]) == "query":
			r.Query = append(r.Query, key)
		case kind == "apiKey" && str(s["in"]) == "header":
			r.Headers = append(r.Headers, key)
		case kind == "apiKey":
			r.Headers = append(r.Headers, Pair{"Cookie", key.Name + "=" + key.Value})
		case kind == "http" && strings.EqualFold(str(s["scheme"]), "basic"):
			r.Headers = append(r.Headers, Pair{"Authorization", "Basic {" + name + "}"})
		case kind == "http" || kind == "oauth2" || kind == "openIdConnect":
			r.Headers = append(r.Headers, Pair{"Authorization", "Bearer {" + name + "}"})
		default:
			continue
		}
		r.hole(name)
	}
}

// body writes an example of what the operation is sent.
func (a api) body(r *Request, b map[string]any) {
	content := object(b["content"])
	for _, media := range mediaOf(content) {
		value, ok := a.content(content[media])
		if !ok {
			continue
		}
		switch kind, _, _ := strings.Cut(media, ";"); {
		case kind == "application/json" || strings.HasSuffix(kind, "+json") || kind == "*/*":
			r.Body = &Body{Kind: JSON, Text: written(value)}
			if kind != "application/json" && kind != "*/*" {
				r.Headers = append(r.Headers, Pair{"Content-Type", media})
			}
		case kind == "application/x-www-form-urlencoded":
			r.Body = &Body{Kind: Form, Fields: fieldsOf(value)}
		case kind == "multipart/form-data":
			r.Body = &Body{Kind: Multipart, Fields: fieldsOf(value)}
		default:
			r.Body = &Body{Kind: Text, Text: flat(value)}
			r.Headers = append(r.Headers, Pair{"Content-Type", media})
		}
		return
	}
}

// mediaOf lists the kinds of content, those we write best first.
func mediaOf(content map[string]any) []string {
	rank := func(media string) int {
		for i, begin := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data"} {
			if strings.HasPrefix(media, begin) {
				return i
			}
		}
		return 3
	}
	all := slices.Sorted(maps.Keys(content))
	slices.SortStableFunc(all, func(x, y string) int { return rank(x) - rank(y) })
	return all
}

func (a api) content(v any) (any, bool) {
	c := object(v)
	if value, ok := c["example"]; ok {
		return value, true
	}
	if value, ok := a.named(c["examples"]); ok {
		return value, true
	}
	if c["schema"] == nil {
		return nil, false
	}
	return a.shape(c["schema"], 0), true
}

// answer is an example of what a good answer says.
func (a api) answer(op map[string]any) string {
	answers := object(op["responses"])
	for _, status := range slices.Sorted(maps.Keys(answers)) {
		if !strings.HasPrefix(status, "2") && status != "default" {
			continue
		}
		content := object(a.resolve(answers[status])["content"])
		for _, media := range mediaOf(content) {
			if v, ok := a.content(content[media]); ok && strings.Contains(media, "json") {
				return written(v)
			}
		}
	}
	return ""
}

// fieldsOf are the members of an object, as a form has them.
func fieldsOf(v any) []Pair {
	var all []Pair
	o := object(v)
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if items, ok := o[name].([]any); ok {
			for _, e := range items {
				all = append(all, Pair{name, flat(e)})
			}
			continue
		}
		all = append(all, Pair{name, flat(o[name])})
	}
	return all
}

// flat is a value as it stands in an address or a form.
func flat(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = flat(e)
		}
		return strings.Join(parts, ",")
	}
	return written(v)
}

func written(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}

// hole notes a name that stands for something unknown.
func (r *Request) hole(name string) {
	if !slices.Contains(r.Holes, name) {
		r.Holes = append(r.Holes, name)
	}
}
