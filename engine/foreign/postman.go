package foreign

import (
	"encoding/base64"
	"regexp"
	"strings"
)

// readPostman reads the requests of a Postman collection, format 2.
func readPostman(root map[string]any) []Request {
	p := postman{values: map[string]string{}}
	for _, v := range list(root["variable"]) {
		p.values[str(object(v)["key"])] = str(object(v)["value"])
	}
	p.items(root, "", object(root["auth"]))
	return p.all
}

// postman is a collection being read.
type postman struct {
	values map[string]string
	all    []Request
}

func (p *postman) items(folder map[string]any, within string, auth map[string]any) {
	for _, v := range list(folder["item"]) {
		one := object(v)
		name := strings.TrimSpace(within + " " + str(one["name"]))
		own := auth
		if a := object(one["auth"]); a != nil {
			own = a
		}
		if one["request"] != nil && len(p.all) < maxRequests {
			p.all = append(p.all, p.request(one, name, own))
		}
		p.items(one, name+" /", own)
	}
}

func (p *postman) request(one map[string]any, name string, auth map[string]any) Request {
	r := Request{Name: name, Method: "GET"}
	asked := object(one["request"])
	if asked == nil { // an address alone
		r.URL = p.fill(&r, str(one["request"]))
		r.splitQuery()
		return r
	}
	if m := str(asked["method"]); m != "" {
		r.Method = strings.ToUpper(m)
	}
	p.address(&r, asked["url"])
	for _, h := range list(asked["header"]) {
		if h := object(h); h["disabled"] != true {
			r.Headers = append(r.Headers, Pair{p.fill(&r, str(h["key"])), p.fill(&r, str(h["value"]))})
		}
	}
	if a := object(asked["auth"]); a != nil {
		auth = a
	}
	p.authorize(&r, auth)
	p.body(&r, object(asked["body"]))
	for _, answer := range list(one["response"]) {
		if text := str(object(answer)["body"]); text != "" {
			r.Answer = text
			break
		}
	}
	return r
}

// address reads the URL, with the values of its :path parts.
func (p *postman) address(r *Request, v any) {
	u := object(v)
	raw := str(v)
	if u != nil {
		raw = str(u["raw"])
	}
	raw, _, _ = strings.Cut(raw, "?")
	for _, part := range list(u["variable"]) {
		key, value := str(object(part)["key"]), str(object(part)["value"])
		if value == "" {
			value = "{{" + key + "}}"
		}
		raw = strings.Replace(raw, "/:"+key, "/"+value, 1)
	}
	r.URL = p.fill(r, raw)
	if u == nil {
		r.URL = p.fill(r, str(v))
		r.splitQuery()
		return
	}
	if !strings.Contains(r.URL, "://") && !strings.HasPrefix(r.URL, "{") {
		r.URL = "https://" + r.URL
	}
	for _, q := range list(u["query"]) {
		if q := object(q); q["disabled"] != true && str(q["key"]) != "" {
			r.Query = append(r.Query, Pair{p.fill(r, str(q["key"])), p.fill(r, str(q["value"]))})
		}
	}
}

func (p *postman) authorize(r *Request, auth map[string]any) {
	kind := str(auth["type"])
	of := map[string]string{}
	for _, e := range list(auth[kind]) {
		of[str(object(e)["key"])] = p.fill(r, str(object(e)["value"]))
	}
	switch kind {
	case "bearer":
		r.Headers = append(r.Headers, Pair{"Authorization", "Bearer " + of["token"]})
	case "basic":
		r.Headers = append(r.Headers, Pair{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(of["username"]+":"+of["password"]))})
	case "apikey":
		if pair := (Pair{of["key"], of["value"]}); of["in"] == "query" {
			r.Query = append(r.Query, pair)
		} else {
			r.Headers = append(r.Headers, pair)
		}
	}
}

func (p *postman) body(r *Request, body map[string]any) {
	switch mode := str(body["mode"]); mode {
	case "raw":
		usual := "text/plain"
		if str(object(object(body["options"])["raw"])["language"]) == "json" {
			usual = "application/json"
		}
		text := p.fill(r, str(body["raw"]))
		if strings.TrimSpace(text) != "" {
			r.setBody(text, usual)
		}
	case "urlencoded", "formdata":
		r.Body = &Body{Kind: map[string]Kind{"urlencoded": Form, "formdata": Multipart}[mode]}
		for _, f := range list(body[mode]) {
			if f := object(f); f["disabled"] != true && str(f["type"]) != "file" {
				r.Body.Fields = append(r.Body.Fields, Pair{p.fill(r, str(f["key"])), p.fill(r, str(f["value"]))})
			}
		}
		r.dropHeader("Content-Type")
	}
}

var variable = regexp.MustCompile(`\{\{\s*([^{}]{1,100}?)\s*\}\}`)

// fill puts the collection's variables where they stand; one without a value is
// a hole.
func (p *postman) fill(r *Request, s string) string {
	for range 4 { // a variable's value may name others
		filled := variable.ReplaceAllStringFunc(s, func(m string) string {
			name := variable.FindStringSubmatch(m)[1]
			if v := p.values[name]; v != "" {
				return v
			}
			r.hole(name)
			return "{" + name + "}"
		})
		if filled == s {
			break
		}
		s = filled
	}
	return s
}
