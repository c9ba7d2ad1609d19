package editor

import (
	"net/url"
	"slices"
	"strings"

	"stanok/engine"
)

// RequestView is what the panel of a request shows beside its fields.
type RequestView struct {
	Method, URL, Connection, Query, Headers, Body, Success FieldView
	Rest                                                   []FieldView // folded away
	Sends                                                  bool        // it may change something where it goes
	Host                                                   string      // where it goes, for the confirmation
	Split                                                  string      // op that moves what follows the question mark into rows
	SplitCount                                             int
	Secret                                                 string // a query key that looks like a secret
	Repeats                                                string // how it is repeated, as a sentence
	SuccessSum                                             string
	BodySum                                                string
	Paste                                                  string // address that takes a cURL command
	Move                                                   string // address that moves secrets into a connection
}

// secretNames are parts of names whose values should be in a connection.
var secretNames = []string{"key", "token", "secret", "password", "auth"}

func looksSecret(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretNames, func(s string) bool { return strings.Contains(name, s) })
}

// requestView arranges the fields of a request.
func (d *Draft) requestView(fields []FieldView, with object) RequestView {
	r := RequestView{
		Method: one(fields, "method"), URL: one(fields, "url"), Connection: one(fields, "connection"), Query: one(fields, "query"),
		Headers: one(fields, "headers"), Body: one(fields, "body"), Success: one(fields, "success"),
		Paste: d.below("curl"), Move: d.below("secret"),
	}
	r.Rest = without(fields, "method", "url", "connection", "query", "headers", "body", "success")
	method := or(with.text("method"), "GET")
	r.Sends = method != "GET" && method != "HEAD" && method != "OPTIONS"
	r.Host = hostOf(with.text("url"))
	r.Secret = secretOf(with)
	d.split(&r, with)
	r.Repeats = d.repeats(method, with)
	r.SuccessSum = d.successSum(with.inside("success"))
	r.BodySum = d.bodySum(with.inside("body"))
	r.Body.Inner = bodyFields(r.Body.Inner, with.inside("body").text("kind"))
	return r
}

// bodyFields are the fields that a kind of body has.
func bodyFields(all []FieldView, kind string) []FieldView {
	switch kind {
	case "":
		return without(all, "from", "fields")
	case "form", "multipart":
		return without(all, "from")
	}
	return without(all, "fields")
}

// hostOf is the host of an address, as far as it is written out.
func hostOf(address string) string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	return clip(host, 80)
}

// secretOf is the first name in the address, query or headers whose value looks
// like a secret written out.
func secretOf(with object) string {
	for _, key := range []string{"query", "headers"} {
		rows := with.inside(key)
		for _, name := range rows.keys {
			if v := rows.text(name); looksSecret(name) && v != "" && !strings.Contains(v, "{{") {
				return name
			}
		}
	}
	_, query, _ := strings.Cut(with.text("url"), "?")
	for pair := range strings.SplitSeq(query, "&") {
		if name, v, _ := strings.Cut(pair, "="); looksSecret(name) && v != "" && !strings.Contains(v, "{{") {
			return name
		}
	}
	return ""
}

// split offers to move what follows the question mark of the address into rows.
func (d *Draft) split(r *RequestView, with object) {
	address, query, found := strings.Cut(with.text("url"), "?")
	if !found || query == "" || d.Plain {
		return
	}
	rows := map[string]any{}
	for _, name := range with.inside("query").keys {
		rows[name] = with.inside("query").of[name]
	}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name == "" {
			continue
		}
		if plain, err := url.QueryUnescape(value); err == nil && !strings.Contains(value, "{{") {
			value = plain
		}
		rows[name] = value
		r.SplitCount++
	}
	whole := map[string]any{}
	for _, key := range with.keys {
		whole[key] = with.of[key]
	}
	whole["url"], whole["query"] = address, rows
	r.Split = setOp(scope(d.At)+"/with", whole)
}

// repeats says how the request is tried again.
func (d *Draft) repeats(method string, with object) string {
	switch {
	case with.yes("at_most_once"):
		return d.Voice.T("editor.repeats.never")
	case method != "POST" && method != "PATCH", with.yes("repeat_safe"), with.text("idempotency") != "":
		return d.Voice.T("editor.repeats.always")
	}
	return d.Voice.T("editor.repeats.asked")
}

func (d *Draft) successSum(with object) string {
	sum := d.Voice.T("editor.success.status", "status", or(with.text("status"), "2xx"))
	if when := with.text("when"); when != "" {
		sum += ", " + d.inWords(when)
	}
	return sum
}

func (d *Draft) bodySum(with object) string {
	kind := with.text("kind")
	if kind == "" {
		return d.Voice.T("editor.sum.rows", "n", 0)
	}
	sum := d.optionLabel(kind)
	if id, ok := d.whose(with.text("from")); ok && d.Has(id) {
		sum += ", " + d.Bead(id).Number + " " + d.Name(id)
	}
	return sum
}

// sends reports whether a test of an action does something outside.
func (d *Draft) sends(n engine.Node) bool {
	switch n.Type {
	case "email.send":
		return true
	case "http.request":
		m := or(read(n.With).text("method"), "GET")
		return m != "GET" && m != "HEAD" && m != "OPTIONS"
	}
	return false
}

// SendView is something that a test would really send.
type SendView struct{ ID, Text string }

// Sends lists what a test of the whole draft would really send.
func (d *Draft) Sends() []SendView {
	var all []SendView
	for _, n := range d.Definition.Nodes {
		if !d.sends(n) || n.Disabled {
			continue
		}
		text := d.Bead(string(n.ID)).Number + " " + d.Name(string(n.ID)) + ": "
		with := read(n.With)
		if n.Type == "http.request" {
			text += with.text("method") + " " + hostOf(with.text("url"))
		} else {
			text += clip(with.text("to"), 60)
		}
		all = append(all, SendView{string(n.ID), text})
	}
	return all
}
