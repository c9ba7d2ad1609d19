package sources

import (
	"encoding/json"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// answerConfig says what a sender hears.
type answerConfig struct {
	When      string
	Within    time.Duration
	Status    int
	Type      string
	Headers   map[string]string
	Body      json.RawMessage
	Otherwise *struct {
		Status int
		Type   string
		Body   json.RawMessage
	}
}

var answerFields = []engine.Field{
	{Name: "when", Type: engine.ChoiceField, Options: []string{"accepted", "finished"}, Default: "accepted"},
	{Name: "within", Type: engine.DurationField, Default: "25s"},
	{Name: "status", Type: engine.NumberField, Default: 200},
	{Name: "type", Type: engine.PlainField, Advanced: true},
	{Name: "headers", Type: engine.PairsField, Advanced: true},
	{Name: "body", Type: engine.ValueField},
	{Name: "otherwise", Type: engine.ObjectField, Advanced: true, Fields: []engine.Field{
		{Name: "status", Type: engine.NumberField, Default: 502},
		{Name: "type", Type: engine.PlainField},
		{Name: "body", Type: engine.ValueField},
	}},
}

// longestWait bounds how long a sender may be kept waiting.
const longestWait = 5 * time.Minute

// answer is what a sender hears, ready to be given.
type answer struct {
	finished  bool // only when the operation has ended or replied
	within    time.Duration
	given     *said // nil for the default
	otherwise *said // nil for the default
}

// said is one answer that the document gives itself.
type said struct {
	status  int
	media   string // "" to go by the body
	headers map[string]template
	body    template
}

// answer checks a; scope is what its templates may use.
func (c *config) answer(a answerConfig, scope eval.Scope) answer {
	if !c.wrongAt("answer.within") && (a.Within <= 0 || a.Within > longestWait) {
		c.add("answer.within", "document.range", "min", "1s", "max", "5m")
	}
	made := answer{finished: a.When == "finished", within: a.Within}
	if a.Body != nil || a.Status != http.StatusOK || len(a.Headers) > 0 || a.Type != "" {
		made.given = &said{
			status:  c.status("answer.status", a.Status),
			media:   c.media("answer.type", a.Type),
			headers: map[string]template{},
		}
		for name, value := range a.Headers {
			made.given.headers[name] = c.header("answer.headers", name, value, scope)
		}
		if a.Body != nil {
			made.given.body, made.given.media = c.body("answer.body", a.Body, made.given.media, scope)
		}
	}
	if o := a.Otherwise; o != nil {
		made.otherwise = &said{
			status: c.status("answer.otherwise.status", o.Status),
		}
		made.otherwise.body, made.otherwise.media = c.body("answer.otherwise.body", o.Body, c.media("answer.otherwise.type", o.Type), scope)
	}
	return made
}

func (c *config) status(field string, status int) int {
	if status < 200 || status > 599 {
		c.add(field, "document.range", "min", "200", "max", "599")
	}
	return status
}

// media reads a type of answer: text or JSON, in short or in full.
func (c *config) media(field, media string) string {
	switch kind, _, _ := strings.Cut(strings.ToLower(media), ";"); strings.TrimSpace(kind) {
	case "":
		return ""
	case "text", "text/plain":
		return plainText
	case "json", "application/json":
		return plainJSONType
	}
	c.add(field, "document.choice", "given", media, "known", "text, json")
	return plainText
}

func (c *config) header(field, name, value string, scope eval.Scope) template {
	if !isHeaderName(name) || isOurs(textproto.CanonicalMIMEHeaderKey(name)) {
		c.add(under(field, shorten(name, 60)), "source.header", "name", name)
	}
	return c.template(under(field, shorten(name, 60)), value, scope)
}

// reply makes the answer to a request. It is false if a template gives none.
func (s *said) reply(source map[string]any, now time.Time) (engine.Reply, bool) {
	r := engine.Reply{Status: s.status, Header: map[string]string{}}
	for name, value := range s.headers {
		text, err := value(source, now)
		if err != nil || strings.ContainsAny(text, "\r\n\x00") {
			return r, false
		}
		r.Header[name] = text
	}
	if s.body != nil {
		text, err := s.body(source, now)
		if err != nil {
			return r, false
		}
		r.Body = []byte(text)
	}
	r.Header["Content-Type"] = s.media
	if s.media == "" {
		r.Header["Content-Type"] = guessMedia(r.Body)
	}
	return r, true
}

// guessMedia is JSON for a body that is a JSON object or list.
func guessMedia(body []byte) string {
	if first := firstOf(string(body)); (first == '{' || first == '[') && json.Valid(body) {
		return plainJSONType
	}
	return plainText
}

// accepted is the default answer to an event that began an operation.
func accepted(id engine.OperationID) engine.Reply { return plain(http.StatusOK, "accepted", id) }

// plain is a default answer.
func plain(status int, state string, id engine.OperationID) engine.Reply {
	b := make([]byte, 0, 96)
	b = append(b, `{"status":`...)
	b = strconv.AppendQuote(b, state)
	b = append(b, `,"operation":`...)
	b = eval.Append(b, string(id))
	return engine.Reply{Status: status, Body: append(b, "}\n"...), Header: jsonHeader}
}

var jsonHeader = map[string]string{"Content-Type": plainJSONType}
