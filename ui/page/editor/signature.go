package editor

import (
	"encoding/json"
	"slices"
	"strings"

	"stanok/ui/part"
)

// SignatureView is how senders prove who they are.
type SignatureView struct {
	Field  FieldView   // the whole
	Scheme FieldView   // its choices stand for all of the signature
	Parts  []FieldView // those that the scheme has
	Asked  bool        // anything is to be proved
	Proof  *ProofView  // of the sample; nil without one
}

// preset is a way of signing that people may choose.
type preset struct {
	name   string // in words, and of its connection unless there is one
	scheme string
	parts  []string          // fields of it that people fill in, beside the connection
	with   map[string]string // and what they need not
}

// presets are none, those of a service, and the ways of all others.
var presets = []preset{
	{name: "none", scheme: "none"},
	{name: "github", scheme: "github"},
	{name: "hottok", scheme: "hottok"},
	{name: "mercadopago", scheme: "mercadopago"},
	{name: "robokassa", scheme: "robokassa", parts: []string{"algorithm"}},
	{name: "shopify", scheme: "hmac", with: map[string]string{"header": shopifyHeader, "encoding": "base64", "delivery": "X-Shopify-Webhook-Id"}},
	{name: "stripe", scheme: "stripe"},
	{name: "standard_webhooks", scheme: "standard_webhooks"},
	{
		name: "hmac", scheme: "hmac", with: map[string]string{"header": "X-Signature"},
		parts: []string{"header", "param", "algorithm", "encoding", "signed", "timestamp", "delivery"},
	},
	{name: "secret_header", scheme: "secret_header", parts: []string{"header"}},
	{name: "secret_query", scheme: "secret_query", parts: []string{"param"}},
	{name: "basic", scheme: "basic"},
}

const shopifyHeader = "X-Shopify-Hmac-Sha256"

// signature arranges the fields of a link's signature.
func (d *Draft) signature(f FieldView, with object) SignatureView {
	now := with.inside("signature")
	in := presetOf(now)
	s := SignatureView{Field: f, Scheme: one(f.Inner, "scheme"), Asked: in.scheme != "none", Proof: d.Values.Proof}
	s.Scheme.Options = nil
	for _, p := range presets {
		o := part.OptionView{Value: p.config(now), Label: d.optionLabel(p.name), Chosen: p.name == in.name}
		if o.Chosen && s.Asked {
			o.Value = string(with.of["signature"])
		}
		s.Scheme.Options = append(s.Scheme.Options, o)
	}
	if !slices.ContainsFunc(presets, func(p preset) bool { return p.name == in.name }) {
		o := part.OptionView{Value: string(with.of["signature"]), Label: in.name, Chosen: true}
		s.Scheme.Options = append(s.Scheme.Options, o)
	}
	if !s.Asked {
		return s
	}
	for _, one := range f.Inner {
		if one.Name == "connection" || slices.Contains(in.parts, one.Name) {
			s.Parts = append(s.Parts, in.usual(one))
		}
	}
	return s
}

// presetOf is what a signature was made with, as far as one can tell.
func presetOf(now object) preset {
	scheme := or(now.text("scheme"), "none")
	if scheme == "hmac" && strings.EqualFold(now.text("header"), shopifyHeader) {
		scheme = "shopify"
	}
	i := slices.IndexFunc(presets, func(p preset) bool { return p.name == scheme })
	if i < 0 {
		return preset{name: scheme, scheme: scheme}
	}
	return presets[i]
}

// config is the signature that choosing the preset makes, as JSON. What was
// filled in before stays where the preset has it too.
func (p preset) config(now object) string {
	if p.scheme == "none" {
		return "null"
	}
	with := map[string]string{"scheme": p.scheme, "connection": or(now.text("connection"), p.name)}
	for key, value := range p.with {
		with[key] = value
	}
	for _, key := range p.parts {
		if value := now.text(key); value != "" && value != shopifyHeader {
			with[key] = value
		}
	}
	raw, _ := json.Marshal(with) // texts cannot fail
	return string(raw)
}

// usual chooses what the scheme takes where nothing is chosen.
func (p preset) usual(f FieldView) FieldView {
	f.Optional = false
	f.Folded = f.Folded || p.scheme == "hmac" && f.Name == "param"
	if f.Name != "algorithm" {
		return f
	}
	usual := "sha256"
	if p.scheme == "robokassa" {
		usual = "md5"
	}
	f.Options = slices.DeleteFunc(slices.Clone(f.Options), func(o part.OptionView) bool { return o.Value == "" })
	for i := range f.Options {
		f.Options[i].Chosen = f.Options[i].Value == or(f.Value, usual)
	}
	return f
}

// preset is the control that sets all of the signature at once.
func (s SignatureView) preset() FieldView {
	f := s.Scheme
	f.Scope = s.Field.Scope
	return f
}

// SignatureSecrets are the names that the secrets of a source's signature have in
// a connection.
func SignatureSecrets(with json.RawMessage) []string {
	if read(with).inside("signature").text("scheme") == "basic" {
		return []string{"username", "password"}
	}
	return []string{"secret"}
}
