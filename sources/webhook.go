package sources

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// webhook is a source that begins an operation for each request to a link.
type webhook struct{}

// webhookType is its name in documents.
const webhookType = "webhook"

// Sizes of a body, in bytes.
const (
	usualBody   = 1 << 20
	largestBody = 10 << 20
)

type webhookConfig struct {
	Methods      any
	Params       []param
	Answer       answerConfig
	Signature    signatureConfig
	RepeatKey    string        `json:"repeat_key"`
	RepeatWindow time.Duration `json:"repeat_window"`
	AllowIPs     any           `json:"allow_ips"`
	CORSOrigins  any           `json:"cors_origins"`
	MaxBody      string        `json:"max_body"`
	Ping         *pingConfig
}

// pingConfig recognises the request with which a service tries a link out.
type pingConfig struct{ Param, Equals string }

var webhookMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

var webhookFields = []engine.Field{
	{Name: "methods", Type: engine.AnyField, Options: webhookMethods, Default: []any{"GET", "POST"}},
	{Name: "params", Type: engine.RowsField, Fields: paramFields(true)},
	{Name: "answer", Type: engine.ObjectField, Fields: answerFields, Default: map[string]any{}},
	{Name: "signature", Type: engine.ObjectField, Fields: signatureFields, Default: map[string]any{}},
	{Name: "repeat_key", Type: engine.TextField, Advanced: true},
	{Name: "repeat_window", Type: engine.DurationField, Default: "7d", Advanced: true},
	{Name: "allow_ips", Type: engine.AnyField, Advanced: true},
	{Name: "cors_origins", Type: engine.AnyField, Advanced: true},
	{Name: "max_body", Type: engine.PlainField, Default: "1MiB", Advanced: true},
	{Name: "ping", Type: engine.ObjectField, Advanced: true, Fields: []engine.Field{
		{Name: "param", Type: engine.PlainField, Required: true},
		{Name: "equals", Type: engine.PlainField},
	}},
}

// Spec describes the webhook.
func (webhook) Spec() engine.Spec {
	return engine.Spec{
		Type: webhookType, Version: 1, Group: "source", Help: help(webhookType),
		Fields: webhookFields, Outputs: requestOutputs, Codes: webhookCodes,
	}
}

// link is a webhook source made ready: what Webhook does with a request to it.
type link struct {
	methods      []string
	params       []param
	answer       answer
	signature    *signature
	repeatKey    template
	repeatWindow time.Duration
	allowed      []netip.Prefix
	origins      []string
	maxBody      int64
	ping         *pingConfig
	pingAt       param
}

// Prepare checks a webhook's config. All problems come at once.
func (webhook) Prepare(with json.RawMessage, _ engine.Settings) (engine.PreparedSource, error) {
	var w webhookConfig
	c := readWith(webhookFields, with, &w)
	l := &link{
		methods:      c.methods(c.texts("methods", w.Methods)),
		params:       c.params(w.Params, requestOutputs),
		signature:    c.signature(w.Signature),
		repeatWindow: w.RepeatWindow,
		allowed:      c.prefixes(c.texts("allow_ips", w.AllowIPs)),
		origins:      c.origins(c.texts("cors_origins", w.CORSOrigins)),
		maxBody:      c.maxBody(w.MaxBody),
		ping:         w.Ping,
	}
	names := outputs(l.params, requestOutputs)
	scope := eval.Scope{"source": names}
	l.answer = c.answer(w.Answer, scope)
	if w.RepeatKey != "" {
		l.repeatKey = c.template("repeat_key", w.RepeatKey, scope)
	}
	if !c.wrongAt("repeat_window") && (w.RepeatWindow <= 0 || w.RepeatWindow > 90*24*time.Hour) {
		c.add("repeat_window", "document.range", "min", "1s", "max", "90d")
	}
	if w.Ping != nil {
		l.pingAt = param{Name: w.Ping.Param}
		l.pingAt.base, l.pingAt.brackets = wire.SplitName(w.Ping.Param)
	}
	return engine.PreparedSource{Outputs: names, Value: requestValue, Sent: true, Config: l}, c.err()
}

// requestValue is source for an event made of a request.
func requestValue(ev engine.Event) (any, error) {
	q, err := requestOf(ev)
	if err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	return q.value(), nil
}

func (c *config) methods(list []string) []string {
	for i, m := range list {
		list[i] = strings.ToUpper(m)
		if !slices.Contains(webhookMethods, list[i]) {
			c.add("methods["+strconv.Itoa(i)+"]", "document.choice", "given", m, "known", strings.Join(webhookMethods, ", "))
		}
	}
	if len(list) == 0 {
		c.add("methods", "document.required", "key", "methods")
	}
	return list
}

// prefixes reads addresses and networks: 185.71.76.0/27, 2a02:6b8:c00::/40.
func (c *config) prefixes(list []string) []netip.Prefix {
	var all []netip.Prefix
	for i, s := range list {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(s); err == nil {
				p = netip.PrefixFrom(a.Unmap().WithZone(""), a.Unmap().BitLen())
			}
		}
		if err != nil {
			c.add("allow_ips["+strconv.Itoa(i)+"]", "source.address", "address", s)
			continue
		}
		all = append(all, p.Masked())
	}
	return all
}

func (c *config) maxBody(size string) int64 {
	n, ok := parseSize(size)
	if !ok || n < 1 || n > largestBody {
		c.add("max_body", "document.range", "min", "1B", "max", "10MiB")
		return usualBody
	}
	return n
}

// takes reports whether requests of a method begin operations.
func (l *link) takes(method string) bool { return slices.Contains(l.methods, method) }

// admits reports whether a request may come from an address.
func (l *link) admits(from netip.Addr) bool {
	return len(l.allowed) == 0 || slices.ContainsFunc(l.allowed, func(p netip.Prefix) bool { return p.Contains(from) })
}

// headersOf are the headers of r by lower-case name; several of one name are
// one, with commas.
func headersOf(r *http.Request) map[string]any {
	headers := make(map[string]any, len(r.Header)+1)
	headers["host"] = strings.ToValidUTF8(r.Host, "\uFFFD")
	for name, values := range r.Header {
		headers[strings.ToLower(name)] = strings.ToValidUTF8(strings.Join(values, ", "), "\uFFFD")
	}
	return headers
}
