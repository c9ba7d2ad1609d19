package actions

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"time"

	"stanok/engine"
)

// httpRequest calls a web service and gives its answer.
type httpRequest struct{ Deps }

type httpRequestConfig struct {
	Method      string                     `json:"method"`
	URL         string                     `json:"url"`
	Query       map[string]json.RawMessage `json:"query"`
	Headers     map[string]json.RawMessage `json:"headers"`
	Body        *httpBodyConfig            `json:"body"`
	Connection  string                     `json:"connection"`
	Timeout     time.Duration              `json:"timeout"`
	Follow      bool                       `json:"follow_redirects"`
	Success     httpSuccessConfig          `json:"success"`
	Idempotency string                     `json:"idempotency"`
	RepeatSafe  bool                       `json:"repeat_safe"`
	AtMostOnce  bool                       `json:"at_most_once"`
	AnswerAs    string                     `json:"answer_as"`
}

type httpBodyConfig struct {
	Kind   string                     `json:"kind"`
	From   json.RawMessage            `json:"from"`
	Fields map[string]json.RawMessage `json:"fields"`
}

type httpSuccessConfig struct {
	Status  string `json:"status"`
	When    string `json:"when"`
	Message string `json:"message"`
}

// httpMethods are those a request may have.
var httpMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

func (httpRequest) Spec() engine.Spec {
	return engine.Spec{
		Type: "http.request", Version: 1, Group: "http", Help: help("http_request"),
		Fields: []engine.Field{
			{Name: "method", Type: engine.ChoiceField, Options: httpMethods, Default: "GET"},
			{Name: "url", Type: engine.TextField, Required: true},
			{Name: "connection", Type: engine.ConnField},
			{Name: "query", Type: engine.PairsField},
			{Name: "headers", Type: engine.PairsField},
			{Name: "body", Type: engine.ObjectField, Fields: []engine.Field{
				{Name: "kind", Type: engine.ChoiceField, Options: []string{"json", "text", "form", "multipart", "file"}, Required: true},
				{Name: "from", Type: engine.ValueField},
				{Name: "fields", Type: engine.PairsField},
			}},
			{Name: "success", Type: engine.ObjectField, Fields: []engine.Field{
				{Name: "status", Type: engine.PlainField, Default: "2xx"},
				{Name: "when", Type: engine.Condition},
				{Name: "message", Type: engine.TextField},
			}},
			{Name: "timeout", Type: engine.DurationField, Default: "60s", Advanced: true},
			{Name: "follow_redirects", Type: engine.SwitchField, Default: true, Advanced: true},
			{Name: "answer_as", Type: engine.ChoiceField, Options: []string{"auto", "json", "text", "base64"}, Default: "auto", Advanced: true},
			{Name: "repeat_safe", Type: engine.SwitchField, Advanced: true},
			{Name: "idempotency", Type: engine.PlainField, Advanced: true},
			{Name: "at_most_once", Type: engine.SwitchField, Advanced: true},
		},
		Outputs: []string{"status", "headers", "body", "json", "content_type", "duration_ms", "base64"},
		Codes: []string{
			"http.unreachable", "http.timeout", "http.tls", "http.status", "http.rejected", "http.too_large",
			"http.blocked_address", "http.redirect", "http.header", "http.uncertain", "http.encoding", "http.breaker", "operation.depth",
			"http.address", "connection.missing", "connection.origin", "connection.certificate",
			"oauth.none", "oauth.refused", "oauth.cut", "oauth.expired", "oauth.client", "oauth.answer", "parse.not_json",
			"parse.limit", "value.missing", "value.kind", "value.limit",
		},
	}
}

func (a httpRequest) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c httpRequestConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	p := f.httpPlan(c)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		return a.send(ctx, p, a.envOf(ctx, in), in)
	}
	prepared := engine.Prepared{
		Run: run, Effect: p.effect, Outputs: a.Spec().Outputs, Derive: readable("body", "json"), Retry: engine.SendRetry, Recalls: true,
	}
	if p.effect == engine.Reads {
		prepared.Retry = engine.ChainRetry
	}
	return prepared, nil
}

// effectOf says what sending the request twice would do. PUT and DELETE mean
// the same twice as once; a target that honours a key makes any request do so.
func effectOf(c httpRequestConfig) engine.Effect {
	switch {
	case c.AtMostOnce: // of a GET too: some services are told to act by one
		return engine.Once
	case slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, c.Method):
		return engine.Reads
	case c.RepeatSafe, c.Idempotency != "", c.Method == http.MethodPut, c.Method == http.MethodDelete:
		return engine.Repeatable
	}
	return engine.Once
}

// shortestHidden is the length from which a secret is masked in an answer too.
// A shorter one, such as 1234, would be found in any order's number and spoil
// the data that later actions work with.
const shortestHidden = 6

// pretendedAnswer is that of a request that was not sent.
func pretendedAnswer() map[string]any {
	return map[string]any{
		"status": number(http.StatusOK), "headers": map[string]any{}, "body": "{}", "content_type": "application/json",
		"duration_ms": number(0), "pretended": true,
	}
}

// hostOf is the host an address names, which says more to a person than the
// whole of it, and tells nothing secret.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
