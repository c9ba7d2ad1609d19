package eval_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
	"unicode/utf8"

	"stanok/engine/eval"
)

// known checks that an error is one of this package with a place in the source.
func known(t *testing.T, src string, err error) {
	t.Helper()
	for _, e := range eval.Problems(err) {
		if e.Code == "" || e.Code == "internal" || e.Offset > len(src) {
			t.Fatalf("%q: %+v", src, e)
		}
		for name, text := range e.Args {
			if utf8.RuneCountInString(text) > 1000 || !utf8.ValidString(text) {
				t.Fatalf("%q: argument %s: %q", src, name, text)
			}
		}
	}
}

func FuzzExpression(f *testing.F) {
	for _, seed := range []string{
		`a.price + 1`, `a.rows | map(.v) | sum()`, `let x = 1; x ?? a`, `a["b"]?.c[0:2]`, `{a: [1, optional(nil)], "b": -a.price ** 2}`,
		`reduce(1..5, #acc + #index, "")`, `phone("8 999 123-45-67", "RU")`, `money("1.250,00") % 7`, `format_date(now(), "DD.MM.YY")`,
		`a.text matches "^Ё" && not (1 in a.list) ? json(a) : hmac("md5", "k", "v")`, `sortBy(a.rows, .n, "desc")`, `if a.yes {1} else {2}`,
		`split_list(a.text)`, `groupBy(a.list, # % 2)`, `url(base64(secret))`, `"\u0000\x41"`, `1e308 * 1e308`, "`raw`", `0x1F // comment`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		e, err := eval.ParseExpression(src, scope())
		if err != nil {
			known(t, src, err)
			return
		}
		start := time.Now()
		v, err := e.Value(env(t))
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("%q took %v", src, took)
		}
		if err != nil {
			if err.Error() != "not read" {
				known(t, src, err)
			}
			return
		}
		if !isPlain(v) || !json.Valid(eval.Append(nil, v)) {
			t.Fatalf("%q gives %#v", src, v)
		}
		again, err := e.Value(env(t))
		if err != nil || !same(v, again) {
			t.Fatalf("%q gives %v and then %v, %v", src, v, again, err)
		}
	})
}

func FuzzPath(f *testing.F) {
	for _, seed := range []string{
		`["request"][0]["id"]`, `$.request[0].id`, `/request/0/x~1y`, `$..id`, `$.request[?(@.id > 1)].id`, `a['b\'c'][-1]`, `$[0:2:-1]`, `$[(1+1)]`,
		`$.request[?(@.client_name =~ "^A")]`, `$['a','b']`, `a.b c.$d`, "a\xff", `$[?(@["x"])]`,
	} {
		f.Add(seed)
	}
	data := decode(f, uon)
	f.Fuzz(func(t *testing.T, src string) {
		p, err := eval.ParsePath(src)
		if err != nil {
			known(t, src, err)
			return
		}
		v, found, err := p.Find(data)
		if err != nil {
			known(t, src, err)
			return
		}
		if !isPlain(v) {
			t.Fatalf("%q finds %#v", src, v)
		}
		if !found {
			known(t, src, p.Explain(data))
		}
		if !p.Plain() {
			return
		}
		again, err := eval.ParsePath(p.String())
		if err != nil || again.String() != p.String() {
			t.Fatalf("%q prints as %s and then as %v, %v", src, p, again, err)
		}
		if w, ok, _ := again.Find(data); ok != found || !same(v, w) {
			t.Fatalf("%q finds %v, its print %v", src, v, w)
		}
	})
}

func FuzzComposer(f *testing.F) {
	for _, seed := range []string{
		`{"a": {{ v }}, "{{ v }}": "x{{ v }}\n", "o": {{ optional(v) }}}`, `[{"$each": "{{ l }}", "$as": "row", "$item": {"r": {{ row }}}}]`,
		`{{ v }}`, `"{{ "{{" }}"`, `{"a":1,"a":{{ l }},"{{ v }}":2}`, `[1,{"x":null},{{ map(l, {{k: #}}) }}]`, `{"$item": 1}`,
	} {
		f.Add(seed, `x"\{{ v }}`, `[1.50,"a",null,{"b":[]}]`)
	}
	scope := eval.Scope{"v": nil, "l": nil}
	f.Fuzz(func(t *testing.T, template, v, list string) {
		c, err := eval.ParseJSON(template, scope)
		if err != nil {
			known(t, template, err)
			return
		}
		l, _ := eval.Decode([]byte(list), eval.Limits{})
		env := eval.Env{Vars: eval.Vars{"v": v, "l": l}}
		out, err := c.Append(nil, env)
		value, valueErr := c.Value(env)
		if (err == nil) != (valueErr == nil) {
			t.Fatalf("%q: bytes %v, value %v", template, err, valueErr)
		}
		if err != nil {
			known(t, template, err)
			return
		}
		got, err := eval.Decode(out, eval.Limits{Depth: 2000, Nodes: 1 << 30})
		if err != nil || !json.Valid(out) || !same(got, value) {
			t.Fatalf("%q gives %s, %v and the value %#v", template, out, err, value)
		}
	})
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{`https://h.ru/{{ x }}?k={{ y }}`, `{{ x }}/a`, `{{ "{{" }}`, `a {{ x`, `https://{{ x }}.ru/`, `{{ {a: {b: x}} }}`} {
		f.Add(seed, "a/b ..", "&=?#%")
	}
	scope := eval.Scope{"x": nil, "y": nil}
	address, err := eval.ParseText(`https://h.ru/s/{{ x }}/t?k={{ y }}&l=1`, eval.URL, scope)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src, x, y string) {
		if utf8.ValidString(x) && utf8.ValidString(y) {
			checkAddress(t, address, x, y)
		}
		env := eval.Env{Vars: eval.Vars{"x": x, "y": y}}
		for _, place := range []eval.Place{eval.Plain, eval.URL, eval.Query, eval.Form, eval.Header, eval.MailHeader, eval.HTML} {
			text, err := eval.ParseText(src, place, scope)
			if err != nil {
				known(t, src, err)
				continue
			}
			s, err := text.String(env)
			var e *eval.Error
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("%q: %v", src, err)
			}
			if err == nil && (place == eval.Header || place == eval.MailHeader) && containsBreak(s) {
				t.Fatalf("%q gives the header %q", src, s)
			}
		}
	})
}

func containsBreak(s string) bool {
	return contains(s, "\r") || contains(s, "\n") || contains(s, "\x00")
}
