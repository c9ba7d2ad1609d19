package actions_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stanok/actions"
	"stanok/engine"
)

// encodings are the ways in which a secret gets into something people read.
var encodings = map[string]func(string) string{
	"plain":        func(s string) string { return s },
	"query":        url.QueryEscape,
	"path":         url.PathEscape,
	"lower query":  func(s string) string { return lowerPercent(url.QueryEscape(s)) },
	"every byte":   everyByte,
	"twice query":  func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"json":         jsonInside,
	"json no html": jsonNoHTML,
	"json in json": func(s string) string { return jsonInside(jsonInside(s)) },
	"query, json":  func(s string) string { return jsonInside(url.QueryEscape(s)) },
	"html":         html.EscapeString,
	"base64":       func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 url":   func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"base64 query": func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s))) },
	"basic":        func(s string) string { return base64.StdEncoding.EncodeToString([]byte("somebody:" + s)) },
	"basic 2":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte("anybody:" + s)) },
	"basic 3":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte("nobody:" + s + "\n")) },
}

func TestNoEncodingOfASecretIsLeft(t *testing.T) {
	for name, encode := range encodings {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				secret := rapid.StringOfN(rapid.Rune().Filter(func(r rune) bool { return r != 0xFFFD && r != '*' && r != 0 }), 8, 60, -1).Draw(t, "secret")
				before := rapid.StringN(0, 20, -1).Draw(t, "before")
				after := rapid.StringN(0, 20, -1).Draw(t, "after")
				got := actions.Redact(before+encode(secret)+after, secret)
				if readable(got, secret) {
					t.Fatalf("%q is still in %q", secret, got)
				}
				if !strings.Contains(got, "***") {
					t.Fatalf("nothing is masked in %q", got)
				}
			})
		})
	}
}

// readable reports whether any undoing of got shows the secret.
func readable(got, secret string) bool {
	if strings.Contains(got, secret) || strings.Contains(html.UnescapeString(got), secret) {
		return true
	}
	for range 2 {
		if s, err := url.QueryUnescape(got); err == nil {
			got = s
		}
		var s string
		if json.Unmarshal([]byte(`"`+got+`"`), &s) == nil {
			got = s
		}
		if strings.Contains(got, secret) {
			return true
		}
	}
	return false
}

func TestTextWithoutTheSecretStaysAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-z %&\\+"{}0-9]{0,200}`).Draw(t, "text")
		if got := actions.Redact(text, "TOP SECRET"); got != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

func TestMaskingReachesEveryPlaceOfAValue(t *testing.T) {
	v := map[string]any{
		"url":    "https://a.example/key%2F1/x",
		"key/1":  "name",
		"number": json.Number("771234567890"),
		"deep":   []any{map[string]any{"h": "Basic " + base64.StdEncoding.EncodeToString([]byte("me:key/1"))}, true, nil},
	}
	got, _ := json.Marshal(actions.RedactValue(v, "key/1", "771234567890", "me:key/1"))
	want := `{"***":"name","deep":[{"h":"Basic ***"},true,null],"number":"***","url":"https://a.example/***/x"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if v["url"] != "https://a.example/key%2F1/x" {
		t.Error("the value itself was changed")
	}
}

func TestMaskingKnowsWhatIsNoSecret(t *testing.T) {
	cases := []struct{ text, secret, want string }{
		{"nothing", "", "nothing"},
		{"a*b", "*", "a*b"},
		{"long and long", "long", "*** and ***"},
		{"abcabc", "abc", "******"},
		{"aa*a*", "a*", "***"},  // the rest and the mask would join into it
		{`a\\b`, `a\b`, "***"},  // JSON's own escape of the backslash
		{"a%25b", "a%b", "***"}, // and the URL's of the per cent sign
		{"Tom &amp; Co", "&", "Tom *** Co"},
		{`😀s`, "😀s", "***"},
	}
	for _, c := range cases {
		if got := actions.Redact(c.text, c.secret); got != c.want {
			t.Errorf("%q without %q: got %q, want %q", c.text, c.secret, got, c.want)
		}
	}
}

func TestAnErrorSaysNothingSecret(t *testing.T) {
	cause := errors.New(`Get "https://a.example/s%2Fcret": refused`)
	e := &engine.Error{Code: "x", Args: map[string]string{"message": "bad key s/cret"}, Err: cause}
	got := actions.RedactError(e, "s/cret")
	if s := got.Error() + got.Args["message"]; strings.Contains(s, "cret") || !strings.Contains(s, "***") {
		t.Errorf("got %q", s)
	}
	if e.Args["message"] != "bad key s/cret" {
		t.Error("the error itself was changed")
	}
	if same := actions.RedactError(e, "unrelated"); !errors.Is(same, cause) {
		t.Error("an error that tells nothing lost its cause")
	}
}

// BenchmarkRedact is an answer of 100 KB with one secret that is not in it.
func BenchmarkRedact(b *testing.B) {
	text := strings.Repeat(`{"id": 4821, "name": "Anna", "url": "https://a.example/x?y=%20z"},`, 1500)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		actions.Redact(text, "ENVYKEYdeadbeef0042")
	}
}

func FuzzRedact(f *testing.F) {
	f.Add(`{"a":"\u0073ecret%2"}`, "secret%")
	f.Add(`a\\\\u`, `\u`)
	f.Add("&amp;%2525", "%&")
	f.Fuzz(func(t *testing.T, text, secret string) {
		if strings.Contains("***", secret) {
			return
		}
		if got := actions.Redact(text+secret, secret); strings.Contains(got, secret) {
			t.Errorf("%q is still in %q", secret, got)
		}
	})
}

func lowerPercent(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			b.WriteString("%" + strings.ToLower(s[i+1:i+3]))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func everyByte(s string) string {
	var b strings.Builder
	for i := range len(s) {
		const digits = "0123456789ABCDEF"
		b.WriteString("%" + string(digits[s[i]>>4]) + string(digits[s[i]&15]))
	}
	return b.String()
}

func jsonInside(s string) string {
	b, _ := json.Marshal(s)
	return strings.TrimSuffix(strings.TrimPrefix(string(b), `"`), `"`)
}

func jsonNoHTML(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s)
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(b.String()), `"`), `"`)
}
