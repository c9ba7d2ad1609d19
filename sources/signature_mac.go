package sources

import (
	"encoding/base64"
	"encoding/hex"
	"hash"
	"regexp"
	"slices"
	"strings"

	"stanok/engine"
)

// mac is an HMAC of parts of the request, in a header or in the query. GitHub's
// is one.
type mac struct {
	header    string // canonical
	param     string // of the query, without a header
	hash      func() hash.Hash
	algorithm string
	base64    bool
	signed    []piece
	timestamp string // canonical header
	number    string // canonical header with the sender's number of the delivery
}

// piece is fixed text, or the name of a part of the request.
type piece struct{ text, name string }

var signedNames = []string{"body", "timestamp", "delivery", "method", "query"}

// github is how GitHub signs, and those that do as it does.
func github() mac {
	return mac{
		header: "X-Hub-Signature-256", hash: hashes["sha256"], algorithm: "sha256",
		signed: []piece{{name: "body"}}, number: "X-Github-Delivery",
	}
}

func (m mac) secret() string { return "secret" }

func (m mac) given(c claim) (string, []string) {
	if m.header != "" {
		return m.header, c.r.Header[m.header]
	}
	return m.param, valuesOf(c.r.URL.RawQuery, m.param)
}

func (m mac) check(c claim, given string, k keys) *engine.Error {
	name, _ := m.given(c)
	sum, ok := m.decode(given)
	if !ok {
		return refuse("webhook.signature_unreadable", "name", name, "encoding", m.encoding())
	}
	if err := short(name, m.algorithm, sum); err != nil {
		return err
	}
	for _, header := range m.headers() {
		if _, err := one(header, c.r.Header[header]); err != nil {
			return err
		}
	}
	if m.timestamp != "" {
		if err := fresh(m.timestamp, c.r.Header.Get(m.timestamp), c.at); err != nil {
			return err
		}
	}
	if !k.made(m.hash, [][]byte{sum}, m.message(c)...) {
		return k.other(m.algorithm)
	}
	return nil
}

func (m mac) delivery(c claim, _ content) string { return c.r.Header.Get(m.number) }

// uses reports whether a part of the request is signed.
func (m mac) uses(name string) bool {
	return slices.ContainsFunc(m.signed, func(p piece) bool { return p.name == name })
}

// headers are those, beside the signature's own, that must be there.
func (m mac) headers() (all []string) {
	if m.timestamp != "" {
		all = append(all, m.timestamp)
	}
	if m.uses("delivery") {
		all = append(all, m.number)
	}
	return all
}

// message is what is signed, in parts.
func (m mac) message(c claim) [][]byte {
	parts := make([][]byte, len(m.signed))
	for i, p := range m.signed {
		switch p.name {
		case "":
			parts[i] = []byte(p.text)
		case "body":
			parts[i] = c.body
		case "timestamp":
			parts[i] = []byte(c.r.Header.Get(m.timestamp))
		case "delivery":
			parts[i] = []byte(c.r.Header.Get(m.number))
		case "method":
			parts[i] = []byte(c.r.Method)
		case "query":
			parts[i] = []byte(c.r.URL.RawQuery)
		}
	}
	return parts
}

// versioned is the version that some write before a signature, as in "v0=".
var versioned = regexp.MustCompile(`^v\d=`)

// decode reads a signature, with or without "sha256=" or a version before it.
func (m mac) decode(given string) ([]byte, bool) {
	given = strings.TrimPrefix(given, m.algorithm+"=")
	given = given[len(versioned.FindString(given)):]
	if !m.base64 {
		sum, err := hex.DecodeString(given)
		return sum, err == nil
	}
	return decode64(given)
}

func (m mac) encoding() string {
	if m.base64 {
		return "base64"
	}
	return "hex"
}

// decode64 reads base64 of any kind, with or without its end marks.
func decode64(s string) ([]byte, bool) {
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if b, err := e.DecodeString(s); err == nil {
			return b, true
		}
	}
	return nil, false
}
