package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Request is what a service sends to a link.
type Request struct {
	Method  string            `json:"method"`
	Query   map[string]string `json:"query"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"` // a text as it is sent, or a value that is sent as a form or as JSON
}

// readRequest reads a file of events strictly.
func readRequest(raw []byte) (Request, error) {
	var r Request
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, err
	}
	if r.Method == "" {
		return r, fmt.Errorf("a request has a method")
	}
	_, _, err := r.content()
	return r, err
}

// HTTP is the request to a link, as its service would make it.
func (r Request) HTTP(link string) (*http.Request, error) {
	content, kind, err := r.content()
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequest(r.Method, link, strings.NewReader(content))
	if err != nil {
		return nil, err
	}
	query := q.URL.Query()
	for name, value := range r.Query {
		query.Set(name, value)
	}
	q.URL.RawQuery = query.Encode()
	if kind != "" {
		q.Header.Set("Content-Type", kind)
	}
	for name, value := range r.Headers {
		q.Header.Set(name, value)
	}
	return q, nil
}

// content is the body as text, and the type it has if no header says another.
func (r Request) content() (text, kind string, err error) {
	if len(r.Body) == 0 || string(r.Body) == "null" {
		return "", "", nil
	}
	if r.Body[0] == '"' {
		err = json.Unmarshal(r.Body, &text)
		return text, "", err
	}
	if !r.isForm() {
		return string(r.Body), "application/json", nil
	}
	var form map[string]string
	if err := json.Unmarshal(r.Body, &form); err != nil {
		return "", "", err
	}
	values := url.Values{}
	for name, value := range form {
		values.Set(name, value)
	}
	return values.Encode(), "", nil
}

func (r Request) isForm() bool {
	for name, value := range r.Headers {
		if strings.EqualFold(name, "Content-Type") && strings.HasPrefix(value, "application/x-www-form-urlencoded") {
			return true
		}
	}
	return false
}
