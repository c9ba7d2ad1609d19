package sources

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// request is one request to a link: what its event has on record, and what
// expressions see as source.
type request struct {
	method  string
	sender  string         // address
	query   string         // as it came, but for what is secret
	headers map[string]any // by lower-case name; what is secret is masked
	raw     string         // the body, byte for byte
	shape   shape          // of raw
	params  map[string]any
	at      time.Time
}

// requestOutputs are the names of a request below source.
var requestOutputs = []string{"method", "query", "headers", "form", "json", "xml", "body", "files", "received_at", "sender"}

// record is Event.Data: the body once, as text if it is UTF-8, and what else
// value needs.
func (q *request) record() json.RawMessage {
	b := make([]byte, 0, 512+len(q.query)+len(q.raw)+len(q.raw)/8)
	b = append(b, `{"method":`...)
	b = eval.Append(b, q.method)
	b = append(b, `,"sender":`...)
	b = eval.Append(b, q.sender)
	if q.query != "" {
		b = append(b, `,"query":`...)
		b = eval.Append(b, q.query)
	}
	b = append(b, `,"headers":`...)
	b = eval.Append(b, q.headers)
	b = append(b, `,"shape":`...)
	b = eval.Append(b, string(q.shape))
	switch {
	case q.raw == "":
	case utf8.ValidString(q.raw):
		b = append(b, `,"body":`...)
		b = eval.Append(b, q.raw)
	default:
		b = append(b, `,"base64":"`...)
		b = base64.StdEncoding.AppendEncode(b, []byte(q.raw))
		b = append(b, '"')
	}
	b = append(b, `,"params":`...)
	b = eval.Append(b, q.params)
	return append(b, '}')
}

// recordLimits are wider than those of any body, which a record can hold twice.
var recordLimits = eval.Limits{Depth: 200, Nodes: 1_000_000}

// requestOf reads what record wrote.
func requestOf(ev engine.Event) (*request, error) {
	q := &request{at: ev.At, shape: noBody}
	if len(ev.Data) == 0 {
		return q, nil
	}
	v, err := eval.Decode(ev.Data, recordLimits)
	if err != nil {
		return nil, err
	}
	r, _ := v.(map[string]any)
	q.method, _ = r["method"].(string)
	q.sender, _ = r["sender"].(string)
	q.query, _ = r["query"].(string)
	q.headers, _ = r["headers"].(map[string]any)
	q.params, _ = r["params"].(map[string]any)
	q.raw, _ = r["body"].(string)
	if s, _ := r["shape"].(string); s != "" {
		q.shape = shape(s)
	}
	if coded, ok := r["base64"].(string); ok {
		raw, err := base64.StdEncoding.DecodeString(coded)
		if err != nil {
			return nil, err
		}
		q.raw = string(raw)
	}
	return q, nil
}

// label is what the request said its body was.
func (q *request) label() label {
	header, _ := q.headers["content-type"].(string)
	return readLabel(header)
}

// value is what expressions see as source. The body is read when one asks.
func (q *request) value() map[string]any {
	body := sync.OnceValues(func() (content, error) { return readAs(q.shape, q.raw, q.label()) })
	return q.valueOf(body)
}

func (q *request) valueOf(body func() (content, error)) map[string]any {
	part := func(of func(content) any) func() (any, error) {
		return func() (any, error) {
			c, err := body()
			if err != nil {
				return nil, err
			}
			return of(c), nil
		}
	}
	v := make(map[string]any, len(q.params)+len(requestOutputs))
	for name, p := range q.params {
		v[name] = p
	}
	v["method"], v["sender"], v["headers"] = q.method, q.sender, q.headers
	v["received_at"] = q.at.UTC().Format(time.RFC3339)
	v["query"] = sync.OnceValues(func() (any, error) { return q.parseQuery() })
	v["form"] = part(func(c content) any { return orEmpty(c.form) })
	v["files"] = part(func(c content) any { return append([]any{}, c.files...) })
	v["json"] = part(func(c content) any { return c.json })
	v["xml"] = part(func(c content) any { return orEmpty(c.xml) })
	v["body"] = q.text()
	return v
}

// text is the body as text; nil if it is none, as with files.
func (q *request) text() any {
	if text, ok := charsetOf(q.raw, q.label()).Text(q.raw); ok {
		return text
	}
	return nil
}

// parseQuery reads the query as a form is read. It is UTF-8, or in the charset
// of the body.
func (q *request) parseQuery() (map[string]any, error) {
	if q.query == "" {
		return map[string]any{}, nil
	}
	return wire.Form(q.query, wire.CharsetNamed(q.label().charset).OrUTF8)
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// cleanQuery writes bytes of a query that are no text as escapes, which mean the
// same.
func cleanQuery(query string) string {
	if utf8.ValidString(query) {
		return query
	}
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}
