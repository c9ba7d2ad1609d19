package actions

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"stanok/engine"
)

// mask is what stands where a secret was.
const mask = "***"

// redactor takes secrets out of what is kept or shown: as they are, in the
// escapes of URLs, JSON and HTML, and in base64, alone or in the midst of more.
// The zero redactor knows none and changes nothing.
type redactor struct {
	needles []string
	starts  [256]bool // bytes that a needle can begin with, escaped or not
}

// newRedactor knows secrets, and the pairs "user:secret" that are sent as one.
func newRedactor(secrets ...string) *redactor {
	found := map[string]bool{}
	for _, s := range secrets {
		if s == "" || strings.Contains(mask, s) {
			continue
		}
		for _, n := range slices.Concat([]string{s}, escapedForms(s), base64Forms(s)) {
			found[n] = true
		}
	}
	// Longest first: a short secret inside a long one must not leave its ends.
	needles := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	r := &redactor{needles: needles}
	for _, n := range needles {
		r.starts[n[0]] = true
	}
	for _, c := range []byte(escapes) {
		r.starts[c] = len(needles) > 0
	}
	return r
}

// atLeast returns a redactor that knows only the secrets of n bytes and more.
func atLeast(n int, secrets []string) *redactor {
	return newRedactor(slices.DeleteFunc(slices.Clone(secrets), func(s string) bool { return len(s) < n })...)
}

// text returns s with every secret masked.
func (r *redactor) text(s string) string {
	if len(r.needles) == 0 {
		return s
	}
	s = r.maskAll(s)
	// What is left on both sides of a mask can join into a secret again.
	for _, n := range r.needles {
		if strings.Contains(s, n) {
			return mask
		}
	}
	return s
}

// value returns a plain value with every secret in it masked, keys included. It
// does not change v.
func (r *redactor) value(v any) any {
	if len(r.needles) == 0 {
		return v
	}
	switch v := v.(type) {
	case string:
		return r.text(v)
	case json.Number:
		if s := r.text(string(v)); s != string(v) {
			return s
		}
		return v
	case map[string]any:
		masked := make(map[string]any, len(v))
		for k, e := range v {
			masked[r.text(k)] = r.value(e)
		}
		return masked
	case []any:
		masked := make([]any, len(v))
		for i, e := range v {
			masked[i] = r.value(e)
		}
		return masked
	}
	return v
}

// fault returns e with every secret masked in what people and logs see of it.
func (r *redactor) fault(e *engine.Error) *engine.Error {
	if len(r.needles) == 0 {
		return e
	}
	masked := *e
	masked.Args = make(map[string]string, len(e.Args))
	for k, v := range e.Args {
		masked.Args[k] = r.text(v)
	}
	if e.Err != nil {
		if said := e.Err.Error(); r.text(said) != said {
			masked.Err = maskedError(r.text(said))
		}
	}
	return &masked
}

// err returns err with every secret masked in what people and logs see of it.
func (r *redactor) err(err error) error {
	var e *engine.Error
	switch {
	case err == nil || len(r.needles) == 0:
		return err
	case errors.As(err, &e):
		return r.fault(e)
	case r.text(err.Error()) == err.Error():
		return err
	}
	return maskedError(r.text(err.Error()))
}

// maskedError is what is left of an error whose text held a secret.
type maskedError string

func (e maskedError) Error() string { return string(e) }

// maskAll replaces the needles in s, whichever of their bytes are escaped.
func (r *redactor) maskAll(s string) string {
	var b strings.Builder
	from := 0
	for i := 0; i < len(s); {
		n := 0
		if r.starts[s[i]] {
			n = r.matchAt(s[i:])
		}
		if n == 0 {
			i++
			continue
		}
		b.WriteString(s[from:i])
		b.WriteString(mask)
		i += n
		from = i
	}
	if from == 0 {
		return s
	}
	b.WriteString(s[from:])
	return b.String()
}

// matchAt returns how many bytes of s, from its start, are a needle, or 0.
func (r *redactor) matchAt(s string) int {
	escape := strings.IndexByte(escapes, s[0]) >= 0
	for _, n := range r.needles {
		if escape || n[0] == s[0] {
			if took := matchEscaped(s, n); took > 0 {
				return took
			}
		}
	}
	return 0
}

// escapedForms returns s escaped once, for which an escape can be found as well:
// what is JSON in JSON, or an address in an address.
func escapedForms(s string) []string {
	safe, _ := json.Marshal(s)
	bare := marshal(s)
	return []string{string(safe[1 : len(safe)-1]), string(bare[1 : len(bare)-1]), url.QueryEscape(s)}
}

// base64Forms returns how s looks in base64: by itself, and what is always the
// same of it in the midst of other bytes.
func base64Forms(s string) []string {
	var forms []string
	for _, enc := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		forms = append(forms, enc.EncodeToString([]byte(s)))
		bare := enc.WithPadding(base64.NoPadding)
		forms = append(forms, bare.EncodeToString([]byte(s)))
		for shift := range 3 {
			if core := base64Core(bare, s, shift); len(core) >= 6 {
				forms = append(forms, core)
			}
		}
	}
	return forms
}

// base64Core returns the characters that depend on s alone when shift bytes of a
// group of three stand before it.
func base64Core(enc *base64.Encoding, s string, shift int) string {
	padded := strings.Repeat("\x00", shift) + s
	text := enc.EncodeToString([]byte(padded))
	first := (shift*8 + 5) / 6
	last := len(padded) * 8 / 6
	if first >= last {
		return ""
	}
	return text[first:last]
}
