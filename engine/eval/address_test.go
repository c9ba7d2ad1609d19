package eval_test

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine/eval"
)

func address(t testing.TB, src string, x, y any) (string, error) {
	t.Helper()
	a, err := eval.ParseText(src, eval.URL, eval.Scope{"x": nil, "y": nil})
	if err != nil {
		t.Fatal(err)
	}
	return a.String(eval.Env{Vars: eval.Vars{"x": x, "y": y}})
}

func contains(s, part string) bool { return strings.Contains(s, part) }

func TestAddressesEncodeWhatIsInserted(t *testing.T) {
	for _, c := range []struct {
		src  string
		x, y any
		want string
	}{
		{`https://h.ru/a/{{ x }}`, "a/b", nil, `https://h.ru/a/a%2Fb`},
		{`https://h.ru/{{ x }}.json?k={{ y }}#z`, "Ё ?", "a&b=c d", `https://h.ru/%D0%81%20%3F.json?k=a%26b%3Dc%20d#z`},
		{`https://h.ru/?a=1&x={{ x }}&y={{ y }}`, "1+1", "?#", `https://h.ru/?a=1&x=1%2B1&y=%3F%23`},
		{`https://h.ru/p?u={{ x }}`, "https://a.ru/?b", nil, `https://h.ru/p?u=https%3A%2F%2Fa.ru%2F%3Fb`},
		{`https://{{ x }}.envycrm.com/api`, "shop-1", nil, `https://shop-1.envycrm.com/api`},
		{`https://{{ x }}:{{ y }}/`, "h.ru", 8443, `https://h.ru:8443/`},
		{`{{ x }}://h.ru/`, "https", nil, `https://h.ru/`},
		{`{{ x }}`, "https://any/thing?as=is", nil, `https://any/thing?as=is`},
		{`{{ x }}/lead/{{ y }}`, "https://h.ru/api/", "a/b", `https://h.ru/api/lead/a%2Fb`},
		{`{{ x }}?q={{ y }}`, "https://h.ru", " ", `https://h.ru?q=%20`},
		{`/relative/{{ x }}`, "a b", nil, `/relative/a%20b`},
		{`https://h.ru/{{ x }}`, 48.50, nil, `https://h.ru/48.5`},
		{`https://h.ru/a{{ x }}`, "..", nil, `https://h.ru/a..`},
		{`https://h.ru/?p={{ x }}`, "..", nil, `https://h.ru/?p=..`},
		{`https://h.ru/static`, nil, nil, `https://h.ru/static`},
		{`https://h.ru/{{ x }}?`, nil, nil, `https://h.ru/?`},
		{`https://h.ru#{{ x }}`, "a b", nil, `https://h.ru#a%20b`},
		{`https://h.ru?{{ x }}={{ y }}`, "a=", "b", `https://h.ru?a%3D=b`},
	} {
		got, err := address(t, c.src, c.x, c.y)
		if err != nil || got != c.want {
			t.Errorf("%s gives %s, %v, not %s", c.src, got, err, c.want)
		}
	}
}

func TestAddressesRefuseWhatWouldLeaveItsPart(t *testing.T) {
	for src, values := range map[string][]any{
		`https://{{ x }}.envycrm.com/`: {"evil.ru/", "a@b", "evil.ru#", "evil.ru?", "a:b", "", nil, "a b", "ё", "a\\b", "a%2fb", "[::1]"},
		`https://{{ x }}`:              {"h.ru/path", "u:p@h"},
		`{{ x }}s://h.ru`:              {"http://evil/?"},
		`//{{ x }}/`:                   {"a/b"},
		`https:/{{ x }}`:               {"/evil.ru/"},
		`https://h.ru/{{ x }}/b`:       {".", ".."},
		`https://h.ru/.{{ x }}`:        {".", ""},
		`https://h.ru/{{ x }}{{ x }}`:  {"."},
		`https://h.ru/{{ x }}?q`:       {".."},
		`{{ x }}/api`:                  {"//evil", "ftp://h", "https://u@h", "https://h?x", "https://h#", "javascript:", "h.ru", nil, 1, `https://h\`},
	} {
		for _, x := range values {
			got, err := address(t, src, x, nil)
			hasCode(t, src, got, err, "value.kind")
		}
	}
}

func TestAnAddressGivesBackSegmentsAndQueryValues(t *testing.T) {
	a, err := eval.ParseText(`https://h.ru/s/{{ x }}/t?k={{ y }}&l=1`, eval.URL, eval.Scope{"x": nil, "y": nil})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		checkAddress(t, a, rapid.String().Draw(t, "x"), rapid.String().Draw(t, "y"))
	})
}

// checkAddress checks that what net/url reads is what went in.
func checkAddress(t interface{ Fatalf(string, ...any) }, a *eval.Text, x, y string) {
	s, err := a.String(eval.Env{Vars: eval.Vars{"x": x, "y": y}})
	if x == "." || x == ".." {
		if err == nil {
			t.Fatalf("%q became %s", x, s)
		}
		return
	}
	if err != nil {
		t.Fatalf("%q, %q: %v", x, y, err)
	}
	u, err := url.Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	parts := strings.Split(u.EscapedPath(), "/")
	if len(parts) != 4 || u.Host != "h.ru" || u.Query().Get("k") != y || u.Query().Get("l") != "1" || len(u.Query()) != 2 {
		t.Fatalf("%s reads as %+v", s, u)
	}
	if segment, err := url.PathUnescape(parts[2]); err != nil || segment != x {
		t.Fatalf("%s: segment %q, not %q", s, segment, x)
	}
}
