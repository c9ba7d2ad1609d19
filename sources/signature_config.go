package sources

import (
	"cmp"
	"net/textproto"
	"slices"
	"strings"

	"stanok/engine"
)

// signatureConfig says how a sender proves who it is. The secret is in a
// connection.
type signatureConfig struct {
	Scheme     string
	Connection string
	Header     string // with the secret or the signature
	Param      string // of the query, likewise
	Algorithm  string
	Encoding   string
	Signed     string // what the signature is over
	Timestamp  string // header with the time of signing
	Delivery   string // header with the sender's number of this delivery
}

var signatureFields = []engine.Field{
	{Name: "scheme", Type: engine.ChoiceField, Default: "none", Options: []string{
		"none", "secret_header", "secret_query", "basic", "hmac",
		"standard_webhooks", "stripe", "github", "mercadopago", "robokassa", "hottok",
	}},
	{Name: "connection", Type: engine.ConnField},
	{Name: "header", Type: engine.PlainField},
	{Name: "param", Type: engine.PlainField},
	{Name: "algorithm", Type: engine.ChoiceField, Options: algorithms},
	{Name: "encoding", Type: engine.ChoiceField, Options: []string{"hex", "base64"}, Default: "hex"},
	{Name: "signed", Type: engine.PlainField, Default: "{{ body }}", Advanced: true},
	{Name: "timestamp", Type: engine.PlainField, Advanced: true},
	{Name: "delivery", Type: engine.PlainField, Advanced: true},
}

// signature checks s. Its result is nil if nothing is to be proved.
func (c *config) signature(s signatureConfig) *signature {
	if s.Scheme == "none" || s.Scheme == "" {
		return nil
	}
	need := func(ok bool, field string) {
		if !ok {
			c.add("signature."+field, "document.required", "key", field)
		}
	}
	need(s.Connection != "", "connection")
	need(s.Header != "" || s.Scheme != "secret_header", "header")
	need(s.Param != "" || s.Scheme != "secret_query", "param")
	need(s.Header != "" || s.Param != "" || s.Scheme != "hmac", "header")
	return &signature{connection: s.Connection, proof: c.proof(s)}
}

func (c *config) proof(s signatureConfig) proof {
	switch s.Scheme {
	case "secret_header":
		return headerSecret{textproto.CanonicalMIMEHeaderKey(s.Header)}
	case "secret_query":
		return querySecret{s.Param}
	case "basic":
		return basic{}
	case "standard_webhooks":
		return standard{}
	case "stripe":
		return stripe{}
	case "github":
		return github()
	case "mercadopago":
		return mercadoPago{}
	case "robokassa":
		algorithm := cmp.Or(s.Algorithm, "md5")
		return robokassa{hashes[algorithm], algorithm}
	case "hottok":
		return hottok{}
	}
	return c.mac(s)
}

func (c *config) mac(s signatureConfig) mac {
	algorithm := cmp.Or(s.Algorithm, "sha256")
	made := mac{
		header: textproto.CanonicalMIMEHeaderKey(s.Header), param: s.Param,
		hash: hashes[algorithm], algorithm: algorithm, base64: s.Encoding == "base64", signed: c.signed(s.Signed),
		timestamp: textproto.CanonicalMIMEHeaderKey(s.Timestamp), number: textproto.CanonicalMIMEHeaderKey(s.Delivery),
	}
	if made.timestamp == "" && made.uses("timestamp") {
		made.timestamp = timestampBeside(made.header)
	}
	if made.number == "" && made.uses("delivery") {
		c.add("signature.delivery", "source.signed_header", "name", "delivery")
	}
	return made
}

// timestampBeside is the header that has the time of signing where the document
// names none: X-Shop-Timestamp beside X-Shop-Signature, else X-Timestamp.
func timestampBeside(header string) string {
	if stem, ok := strings.CutSuffix(header, "-Signature"); ok {
		return stem + "-Timestamp"
	}
	return "X-Timestamp"
}

// signed takes a template of signed text apart. It is no expression: nothing of
// a sender's is worked with before the sender is known.
func (c *config) signed(template string) []piece {
	var pieces []piece
	for rest := template; rest != ""; {
		text, after, found := strings.Cut(rest, "{{")
		pieces = append(pieces, piece{text: text})
		if !found {
			break
		}
		name, end, closed := strings.Cut(after, "}}")
		name = strings.TrimSpace(name)
		if !closed || !slices.Contains(signedNames, name) {
			c.add("signature.signed", "source.signed_name", "name", name, "known", strings.Join(signedNames, ", "))
			return pieces
		}
		pieces, rest = append(pieces, piece{name: name}), end
	}
	return pieces
}
