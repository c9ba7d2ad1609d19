package trial

import (
	"regexp"
	"strings"
	"sync"

	"stanok/engine/eval"
)

// mask stands where a secret is not shown.
const mask = "•••"

// veil stands for a secret while a text is worked out: letters and digits only,
// so that no place of an address or a header changes or refuses it. What comes
// out has the mask in its stead.
const veil = "st4n0ks3cr3tv31l"

// veiled is a value that is a secret, and has become its veil.
type veiled struct{}

// Reveal gives the veil.
func (veiled) Reveal() string { return veil }

var veils = regexp.MustCompile("(?i)" + veil)

// unveiled returns a text with the mask for every veil.
func unveiled(s string) string {
	if len(s) < len(veil) {
		return s
	}
	return veils.ReplaceAllLiteralString(s, mask)
}

// secretWords make a name sound secret wherever they stand in it; a token does
// at the end only, for "token_type" is none.
var secretWords = []string{"authorization", "password", "passwd", "secret", "apikey", "cookie", "senha", "пароль"}

// between are what stands between the words of a name.
var between = strings.NewReplacer("_", "", "-", "", " ", "", ".", "")

// isSecret reports whether a name sounds as if its value were a secret.
func isSecret(name string) bool {
	if len(name) < 5 || len(name) > 200 {
		return false
	}
	plain := strings.ToLower(between.Replace(name))
	return soundsSecret(plain) || strings.HasSuffix(plain, "token")
}

// Inside a text, what sounds secret is found as it stands in JSON, also in JSON
// within JSON, and in a form or a query.
var (
	secretMember = regexp.MustCompile(`(?i)(` + secretName + `")((?:[^"\\]|\\.)+)`)
	secretNested = regexp.MustCompile(`(?i)(` + secretName + `\\+")((?:[^"\\]|\\[^"\\])+)`)
	secretBare   = regexp.MustCompile(`(?i)(` + secretName + `)(-?[0-9][0-9.eE+-]*|\[[^\]]*\]?)`)
	secretPair   = regexp.MustCompile(`(?i)((?:^|[&?\s])[^&=\s"?]*(?:(?:` + secretSpelt + `)[^&=\s"]*|token(?:%5D|\])?)=)([^&\s"]+)`)
)

const (
	secretName  = `"[^"\\]*(?:(?:` + secretSpelt + `)[^"\\]*|token)\\*"\s*:\s*`
	secretSpelt = `authorization|password|passwd|secret|api[-_. ]?key|cookie|senha|пароль`
)

// veiledText returns a text with a veil for what sounds secret in it.
func veiledText(s string) string {
	lower := strings.ToLower(s)
	if !strings.Contains(lower, "token") && !strings.Contains(lower, "key") && !soundsSecret(lower) {
		return s
	}
	for _, spelling := range [...]*regexp.Regexp{secretMember, secretNested, secretBare, secretPair} {
		s = spelling.ReplaceAllString(s, "${1}"+veil)
	}
	return s
}

func soundsSecret(lower string) bool {
	for _, w := range secretWords {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

// hidden returns a value with what sounds secret veiled, at all levels. What has
// no secret in it is returned as it is.
func hidden(v any) any {
	h, _ := hide(v, false, 0)
	return h
}

// maxDepth bounds how deep values are looked into; nothing that was read goes
// deeper.
const maxDepth = 500

func hide(v any, secret bool, depth int) (hiding any, changed bool) {
	if depth > maxDepth {
		return nil, true
	}
	switch x := v.(type) {
	case map[string]any:
		return hideObject(x, secret, depth)
	case []any:
		var copied []any
		for i, e := range x {
			if h, changed := hide(e, secret, depth+1); changed {
				h = asked(h) // lists hold nothing that is worked out later
				if copied == nil {
					copied = append([]any(nil), x...)
				}
				copied[i] = h
			}
		}
		if copied != nil {
			return copied, true
		}
		return x, false
	case func() (any, error):
		return sync.OnceValues(func() (any, error) {
			now, err := x()
			if err != nil {
				return nil, err
			}
			h, _ := hide(now, secret, depth+1)
			return h, nil
		}), true
	case nil, bool, veiled:
		return v, false
	}
	if secret && eval.TextOf(v) != "" {
		return veiled{}, true
	}
	if text, ok := v.(string); ok && len(text) > 0 {
		return hideText(text)
	}
	return v, false
}

// hideText veils what sounds secret inside a text. Of a long one that is done
// when it is needed: most often a part of what was read from it is.
func hideText(text string) (any, bool) {
	if len(text) > 4<<10 {
		return sync.OnceValues(func() (any, error) { return veiledText(text), nil }), true
	}
	veiled := veiledText(text)
	return veiled, len(veiled) != len(text) || veiled != text
}

func hideObject(object map[string]any, secret bool, depth int) (any, bool) {
	var copied map[string]any
	for k, e := range object {
		h, changed := hide(e, secret || isSecret(k), depth+1)
		if !changed {
			continue
		}
		if copied == nil {
			copied = make(map[string]any, len(object))
			for k, e := range object {
				copied[k] = e
			}
		}
		copied[k] = h
	}
	if copied != nil {
		return copied, true
	}
	return object, false
}
