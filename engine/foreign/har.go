package foreign

import (
	"strings"
)

// readHAR reads the requests of an HTTP archive, as browsers save them.
func readHAR(log map[string]any) []Request {
	var all []Request
	for _, e := range list(log["entries"]) {
		asked := object(object(e)["request"])
		r := Request{Method: strings.ToUpper(str(asked["method"])), URL: str(asked["url"])}
		if r.Method == "" || !strings.HasPrefix(r.URL, "http") {
			continue
		}
		r.splitQuery()
		r.Name = r.Method + " " + r.URL
		for _, h := range list(asked["headers"]) {
			name, value := str(object(h)["name"]), str(object(h)["value"])
			if !strings.HasPrefix(name, ":") && !ofTheBrowser(name) {
				r.Headers = append(r.Headers, Pair{name, value})
			}
		}
		if posted := object(asked["postData"]); posted != nil {
			r.posted(posted)
		}
		if content := object(object(object(e)["response"])["content"]); str(content["encoding"]) == "" {
			r.Answer = str(content["text"])
		}
		all = append(all, r)
	}
	return all
}

// posted reads the body of an archived request.
func (r *Request) posted(p map[string]any) {
	media := str(p["mimeType"])
	if params := list(p["params"]); str(p["text"]) == "" && len(params) > 0 {
		kind := Form
		if strings.HasPrefix(media, "multipart/") {
			kind = Multipart
		}
		r.Body = &Body{Kind: kind}
		for _, one := range params {
			r.Body.Fields = append(r.Body.Fields, Pair{str(object(one)["name"]), str(object(one)["value"])})
		}
		r.dropHeader("Content-Type")
		return
	}
	r.setBody(str(p["text"]), media)
}

// ofTheSender reports whether a header is the business of whatever sends a request.
func ofTheSender(name string) bool {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect", "accept-encoding":
		return true
	}
	return false
}

// ofTheBrowser reports whether a header says something of the browser that asked
// or of the connection, and nothing of the request.
func ofTheBrowser(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "host", "connection", "content-length", "accept-encoding", "accept-language", "user-agent", "origin", "referer", "pragma",
		"cache-control", "upgrade-insecure-requests", "dnt", "priority", "te", "transfer-encoding", "if-none-match", "if-modified-since":
		return true
	}
	return strings.HasPrefix(name, "sec-")
}
