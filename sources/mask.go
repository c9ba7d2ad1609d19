package sources

import (
	"regexp"
	"strings"

	"stanok/engine/wire"
)

// masked stands on record where a secret was.
const masked = "***"

// conceal masks what a request proves itself with, and other secrets, in what
// goes on record.
func (l *link) conceal(q *request) {
	for _, name := range []string{"authorization", "proxy-authorization", "cookie"} {
		q.maskHeader(name)
	}
	if l.signature == nil {
		return
	}
	if p, ok := l.signature.proof.(revealing); ok {
		p.conceal(q)
	}
}

func (q *request) maskHeader(name string) {
	name = strings.ToLower(name)
	if _, ok := q.headers[name]; ok {
		q.headers[name] = masked
	}
}

// valuesOf are the values that a query or a form has for a name.
func valuesOf(form, name string) []string {
	var values []string
	for pair := range strings.SplitSeq(form, "&") {
		if key, value, _ := strings.Cut(pair, "="); wire.Unescape(key) == name {
			values = append(values, wire.Unescape(value))
		}
	}
	return values
}

// maskForm hides the values that a query or a form has for a name.
func maskForm(form, name string) string {
	pairs := strings.Split(form, "&")
	for i, pair := range pairs {
		if key, _, _ := strings.Cut(pair, "="); wire.Unescape(key) == name {
			pairs[i] = key + "=" + masked
		}
	}
	return strings.Join(pairs, "&")
}

// maskJSON hides the texts that JSON has under a name, at any depth.
func maskJSON(text, name string) string {
	member := regexp.MustCompile(`("` + regexp.QuoteMeta(name) + `"\s*:\s*")(?:[^"\\]|\\.)*"`)
	return member.ReplaceAllString(text, "${1}"+masked+`"`)
}
