package sources

import (
	"cmp"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/wire"
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
	Delivery   string // header with the sender's id of this delivery
}

var signatureFields = []engine.Field{
	{Name: "scheme", Type: engine.ChoiceField, Options: []string{"none", "secret_header", "secret_query", "basic", "hmac"}, Default: "none"},
	{Name: "connection", Type: engine.ConnField},
	{Name: "header", Type: engine.PlainField},
	{Name: "param", Type: engine.PlainField},
	{Name: "algorithm", Type: engine.ChoiceField, Options: []string{"sha256", "sha1", "sha512", "md5"}, Default: "sha256"},
	{Name: "encoding", Type: engine.ChoiceField, Options: []string{"hex", "base64"}, Default: "hex"},
	{Name: "signed", Type: engine.PlainField, Default: "{{ body }}", Advanced: true},
	{Name: "timestamp", Type: engine.PlainField, Advanced: true},
	{Name: "delivery", Type: engine.PlainField, Advanced: true},
}

// signedTolerance is how old a signature with a time may be, or how far ahead.
const signedTolerance = 300 * time.Second

// signature is a way of proving, ready to be checked.
type signature struct {
	scheme     string
	connection string
	header     string // canonical
	param      string
	hash       func() hash.Hash
	algorithm  string
	base64     bool
	signed     []piece
	timestamp  string
	delivery   string
}

// piece is fixed text, or the name of a part of the request.
type piece struct{ text, name string }

var signedNames = []string{"body", "timestamp", "delivery", "method", "query"}

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
	made := &signature{
		scheme: s.Scheme, connection: s.Connection, header: textproto.CanonicalMIMEHeaderKey(s.Header), param: s.Param,
		hash: hashes[s.Algorithm], algorithm: s.Algorithm, base64: s.Encoding == "base64",
		timestamp: textproto.CanonicalMIMEHeaderKey(s.Timestamp), delivery: textproto.CanonicalMIMEHeaderKey(s.Delivery),
	}
	if s.Scheme == "hmac" {
		made.signed = c.signed(s.Signed)
		uses := func(name string) bool {
			return slices.ContainsFunc(made.signed, func(p piece) bool { return p.name == name })
		}
		if made.timestamp == "" && uses("timestamp") {
			made.timestamp = timestampBeside(made.header)
		}
		if made.delivery == "" && uses("delivery") {
			c.add("signature.delivery", "source.signed_header", "name", "delivery")
		}
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

var hashes = map[string]func() hash.Hash{"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}

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

// verify reports whether a request proves that its sender knows the secret of
// conn. Without a secret nothing does.
func (s *signature) verify(r *http.Request, body []byte, conn engine.Connection, now time.Time) bool {
	switch s.scheme {
	case "secret_header":
		given, ok := single(r.Header[s.header])
		if s.header == "Authorization" {
			given = strings.TrimPrefix(given, "Bearer ")
		}
		return ok && same(given, conn.Secrets["secret"].Reveal())
	case "secret_query":
		given, ok := single(queryValues(r.URL.RawQuery, s.param))
		return ok && same(given, conn.Secrets["secret"].Reveal())
	case "basic":
		user, password, ok := r.BasicAuth()
		known := cmp.Or(conn.Secrets["username"].Reveal(), conn.Fields["username"])
		rightUser, rightPassword := same(user, known), same(password, conn.Secrets["password"].Reveal())
		return ok && rightUser && rightPassword
	case "hmac":
		return s.verifyMAC(r, body, conn.Secrets["secret"].Reveal(), now)
	}
	return false
}

func (s *signature) verifyMAC(r *http.Request, body []byte, secret string, now time.Time) bool {
	given, ok := single(queryValues(r.URL.RawQuery, s.param))
	if s.header != "" {
		given, ok = single(r.Header[s.header])
	}
	sent, decoded := s.decode(given)
	if !ok || !decoded || secret == "" || s.timestamp != "" && !fresh(r.Header.Get(s.timestamp), now) {
		return false
	}
	mac := hmac.New(s.hash, []byte(secret))
	for _, p := range s.signed {
		switch p.name {
		case "":
			mac.Write([]byte(p.text))
		case "body":
			mac.Write(body)
		case "timestamp":
			mac.Write([]byte(r.Header.Get(s.timestamp)))
		case "delivery":
			mac.Write([]byte(r.Header.Get(s.delivery)))
		case "method":
			mac.Write([]byte(r.Method))
		case "query":
			mac.Write([]byte(r.URL.RawQuery))
		}
	}
	return hmac.Equal(mac.Sum(nil), sent)
}

// decode reads a signature, with or without "sha256=" before it.
func (s *signature) decode(given string) ([]byte, bool) {
	given = strings.TrimPrefix(given, s.algorithm+"=")
	if !s.base64 {
		sum, err := hex.DecodeString(given)
		return sum, err == nil
	}
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if sum, err := e.DecodeString(given); err == nil {
			return sum, true
		}
	}
	return nil, false
}

// fresh reports whether a time in Unix seconds, or milliseconds, is near now.
func fresh(stamp string, now time.Time) bool {
	n, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return false
	}
	at := time.Unix(n, 0)
	if n > 1e11 {
		at = time.UnixMilli(n)
	}
	return now.Sub(at).Abs() <= signedTolerance
}

// single is the value given once; a header or parameter given twice could mean
// one thing to us and another to whoever checked it before.
func single(values []string) (string, bool) {
	if len(values) != 1 {
		return "", false
	}
	return values[0], true
}

// queryValues are the values a query has for a name.
func queryValues(query, name string) []string {
	var values []string
	for pair := range strings.SplitSeq(query, "&") {
		if key, value, _ := strings.Cut(pair, "="); wire.Unescape(key) == name {
			values = append(values, wire.Unescape(value))
		}
	}
	return values
}

// maskQuery hides the values a query has for a name.
func maskQuery(query, name string) string {
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		if key, _, _ := strings.Cut(pair, "="); wire.Unescape(key) == name {
			pairs[i] = key + "=" + masked
		}
	}
	return strings.Join(pairs, "&")
}

// masked stands on record where a secret was.
const masked = "***"

// same compares without telling by its time where two texts differ. Nothing is
// the same as a secret that is not set.
func same(given, secret string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 && secret != ""
}
