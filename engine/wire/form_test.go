package wire_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// text is a plain value as JSON.
func text(v any) string { return string(eval.Append(nil, v)) }

func asIs(s string) (string, bool) { return s, true }

func TestAFormIsReadIntoObjectsAndLists(t *testing.T) {
	cases := []struct{ form, want string }{
		{"", `{}`},
		{"&&a=1&", `{"a":"1"}`},
		{"a", `{"a":""}`},
		{"=1", `{"":"1"}`},
		{"a=b=c", `{"a":"b=c"}`},
		{"a+b=c+d%2B", `{"a b":"c d+"}`},
		{"leads[add][0][id]=1&leads[add][0][name]=x&leads[add][1][id]=2", `{"leads":{"add":[{"id":"1","name":"x"},{"id":"2"}]}}`},
		{"a[1]=y&a[0]=x", `{"a":["x","y"]}`},
		{"a[1]=x", `{"a":{"1":"x"}}`},
		{"a[0]=x&a[2]=z", `{"a":{"0":"x","2":"z"}}`},
		{"a[00]=x", `{"a":{"00":"x"}}`},
		{"tags[]=a&tags[]=b", `{"tags":["a","b"]}`},
		{"tags[]=a", `{"tags":["a"]}`},
		{"a[][x]=1&a[][x]=2", `{"a":[{"x":"1"},{"x":"2"}]}`},
		{"a[3]=x&a[]=y", `{"a":{"3":"x","4":"y"}}`},
		{"a=1&a=2", `{"a":["1","2"]}`},
		{"a=1&a[b]=2", `{"a":{"":"1","b":"2"}}`},
		{"a[b]=2&a=1&a=3", `{"a":{"":["1","3"],"b":"2"}}`},
		{"a[1]=x&a[b]=y", `{"a":{"1":"x","b":"y"}}`},
		{"__proto__[x]=1&constructor[prototype][x]=2", `{"__proto__":{"x":"1"},"constructor":{"prototype":{"x":"2"}}}`},
		{"a[b=1&b]=2&[c]=3&a[b]c=4&a[[b]]=5&a]b[=6", `{"[c]":"3","a[[b]]":"5","a[b":"1","a[b]c":"4","a]b[":"6","b]":"2"}`},
		{"data.id=1", `{"data.id":"1"}`},
		{"a;b=1", `{"a;b":"1"}`},
		{"f[199888]=VIP&f[99999999999999999999]=x", `{"f":{"199888":"VIP","99999999999999999999":"x"}}`},
		{"a[-1]=x", `{"a":{"-1":"x"}}`},
	}
	for _, c := range cases {
		form, err := wire.Form(c.form, asIs)
		if err != nil {
			t.Errorf("%s: %v", c.form, err)
			continue
		}
		if got := text(form); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.form, got, c.want)
		}
	}
}

func TestAFormIsBounded(t *testing.T) {
	for form, what := range map[string]string{
		strings.Repeat("a=&", 1_001):               "keys",
		"a" + strings.Repeat("[b]", 16) + "=":      "depth",
		"a" + strings.Repeat("[b]", 1_000) + "=":   "depth",
		"a" + strings.Repeat("[", 1_000) + "]=":    "",
		"a[1001]=":                                 "",
		"a[1000]=&a[]=":                            "index",
		"a" + strings.Repeat("[b]", 15) + "=":      "",
		"a[1000]=":                                 "",
		strings.Repeat("a=&", 1_000):               "",
		"a[007]=&a[1001x]=&a[x1001]=&a[-99999999]": "",
	} {
		_, err := wire.Form(form, asIs)
		got := ""
		for _, p := range engine.ProblemsOf(err) {
			got = p.Args["limit"]
		}
		if got != what {
			t.Errorf("%.40s…: refused for %q, want %q", form, got, what)
		}
	}
}

// What a form is written from it reads back to.
func TestAFormComesBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := fields(4).Draw(t, "fields")
		got, err := wire.Form(strings.Join(encode(nil, "", want), "&"), asIs)
		if err != nil {
			t.Fatal(err)
		}
		if text(got) != text(want) {
			t.Fatalf("got %s, want %s", text(got), text(want))
		}
	})
}

// fields makes objects whose names are names and no numbers.
func fields(depth int) *rapid.Generator[any] {
	name := rapid.StringMatching(`[a-zA-Z_ я.&=+%-][a-zA-Z0-9_ я.&=+%-]{0,5}`)
	value := rapid.Map(rapid.StringN(0, 6, -1), func(s string) any { return s })
	if depth > 0 {
		value = rapid.OneOf(value, rapid.Deferred(func() *rapid.Generator[any] { return fields(depth - 1) }),
			rapid.Map(rapid.SliceOfN(rapid.Deferred(func() *rapid.Generator[any] { return fields(depth - 1) }), 1, 3),
				func(l []any) any { return l }))
	}
	return rapid.Map(rapid.MapOfN(name, value, 1, 3), func(m map[string]any) any { return m })
}

func encode(pairs []string, at string, v any) []string {
	switch v := v.(type) {
	case map[string]any:
		for name, part := range v {
			if at != "" {
				name = at + "[" + name + "]"
			}
			pairs = encode(pairs, name, part)
		}
	case []any:
		for i, part := range v {
			pairs = encode(pairs, at+"["+strconv.Itoa(i)+"]", part)
		}
	case string:
		pairs = append(pairs, url.QueryEscape(at)+"="+url.QueryEscape(v))
	}
	return pairs
}
