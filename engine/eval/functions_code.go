package eval

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strings"
	"unicode/utf8"
)

// required fails with value.missing when its value is empty.
func required(c *arguments) (any, error) {
	if !isEmpty(c.values[0]) {
		return c.values[0], nil
	}
	what, err := c.text(1)
	if err != nil {
		return nil, err
	}
	return nil, fail("value.missing", -1, "name", excerpt(what, 80))
}

// defaulted gives its second value in place of an empty first: of what required
// counts as empty, which is more than ?? does.
func defaulted(c *arguments) (any, error) {
	if isEmpty(c.values[0]) {
		return c.values[1], nil
	}
	return c.values[0], nil
}

// toJSON writes compact JSON. Secrets inside are written out.
func toJSON(c *arguments) (any, error) {
	v, err := c.r.settle(c.values[0])
	if err != nil {
		return nil, err
	}
	b, err := c.r.append(nil, v)
	if err != nil {
		return nil, err
	}
	return c.give(string(b))
}

func fromJSON(c *arguments) (any, error) {
	s, err := c.text(0)
	if err != nil {
		return nil, err
	}
	if err := c.r.spend(len(s) / 16); err != nil {
		return nil, err
	}
	v, err := Decode([]byte(s), Limits{})
	if e, ok := err.(*Error); ok {
		e.Offset = -1
	}
	return v, err
}

func toBase64(c *arguments) (any, error) {
	s, err := c.text(0)
	if err != nil {
		return nil, err
	}
	if err := c.r.grow(base64.StdEncoding.EncodedLen(len(s))); err != nil {
		return nil, err
	}
	return base64.StdEncoding.EncodeToString([]byte(s)), nil
}

// fromBase64 reads both alphabets, with or without padding and line breaks.
// Bytes that are not text are value.kind.
func fromBase64(c *arguments) (any, error) {
	s, err := c.text(0)
	if err != nil {
		return nil, err
	}
	s = strings.NewReplacer("\r", "", "\n", "", " ", "", "-", "+", "_", "/").Replace(s)
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil || !utf8.Valid(b) {
		return nil, errKind{c.values[0], "base64 of text"}
	}
	return c.give(string(b))
}

// toURL percent-encodes everything but letters, digits and - . _ ~.
func toURL(c *arguments) (any, error) {
	s, err := c.text(0)
	if err != nil {
		return nil, err
	}
	if err := c.r.grow(percentLen(s)); err != nil {
		return nil, err
	}
	return string(appendPercent(nil, s)), nil
}

// algorithm finds the hash function of a name such as sha256 or SHA-256.
func algorithm(name string) func() hash.Hash {
	switch strings.ReplaceAll(strings.ToLower(name), "-", "") {
	case "md5":
		return md5.New
	case "sha1":
		return sha1.New
	case "sha256":
		return sha256.New
	case "sha512":
		return sha512.New
	}
	return nil
}

func hashed(c *arguments) (any, error) {
	name, s, err := c.pair()
	if err != nil {
		return nil, err
	}
	make := algorithm(name)
	if make == nil {
		return nil, errKind{c.values[0], "md5, sha1, sha256, sha512"}
	}
	return digest(c.r, make(), s)
}

func signed(c *arguments) (any, error) {
	name, key, err := c.pair()
	if err != nil {
		return nil, err
	}
	s, err := c.text(2)
	if err != nil {
		return nil, err
	}
	make := algorithm(name)
	if make == nil {
		return nil, errKind{c.values[0], "md5, sha1, sha256, sha512"}
	}
	return digest(c.r, hmac.New(make, []byte(key)), s)
}

func digest(r *run, h hash.Hash, s string) (any, error) {
	h.Write([]byte(s))
	return hex.EncodeToString(h.Sum(nil)), r.spend(10 + len(s)/64)
}

// uuid gives the identifier the run was given.
func uuid(c *arguments) (any, error) {
	if c.r.env.Runtime.UUID == nil {
		return nil, fail("value.missing", -1, "name", "uuid")
	}
	return c.r.env.Runtime.UUID(), nil
}

// lookup reads a row of a mapping table.
func lookup(c *arguments) (any, error) {
	table, err := c.text(0)
	if err != nil {
		return nil, err
	}
	key, err := c.r.settle(c.values[1])
	if err != nil {
		return nil, err
	}
	if c.r.env.Runtime.Lookup == nil {
		return nil, fail("value.missing", -1, "name", excerpt(table, 80))
	}
	if err := c.r.spend(100); err != nil {
		return nil, err
	}
	v, err := c.r.env.Runtime.Lookup(table, key)
	if err != nil {
		return nil, err
	}
	return resolve(v)
}
