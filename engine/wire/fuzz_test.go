package wire_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"stanok/engine/eval"
	"stanok/engine/wire"
)

func FuzzForm(f *testing.F) {
	for _, seed := range []string{
		"leads[add][0][id]=1&tags[]=a&tags[]=b", "a=1&a[b]=2&a[]=3", "a[b=1&[c]=2&a[[b]]=3", "__proto__[x]=1", "a[1000]=&a[]=",
		"%zz=%&a%5B%5D=%00", "a" + strings.Repeat("[]", 20) + "=", "=&==&[]=", "a[01]=1&a[1]=2&a[0]=3",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, encoded string) {
		form, err := wire.Form(encoded, func(s string) (string, bool) { return s, utf8.ValidString(s) })
		if err != nil {
			return
		}
		values, depth := measure(form, 0)
		if pairs := strings.Count(encoded, "&") + 1; values > pairs || values > 1_000 {
			t.Errorf("%d values of %d pairs", values, pairs)
		}
		if depth > 18 { // 16 names, the object around them, the list of values below
			t.Errorf("depth %d", depth)
		}
	})
}

// measure counts texts, and how deep they lie. No list may be longer than what
// was sent, so lists are counted by what is in them.
func measure(v any, depth int) (values, deepest int) {
	switch v := v.(type) {
	case string:
		return 1, depth
	case map[string]any:
		for _, part := range v {
			n, d := measure(part, depth+1)
			values, deepest = values+n, max(deepest, d)
		}
	case []any:
		for _, part := range v {
			n, d := measure(part, depth+1)
			values, deepest = values+n, max(deepest, d)
		}
	}
	return values, max(deepest, depth)
}

func FuzzXML(f *testing.F) {
	for _, seed := range []string{
		`<?xml version="1.0" encoding="windows-1251"?><a b="1">x<c/>&amp;<![CDATA[<]]></a>`, `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`,
		strings.Repeat("<a>", 130), `<a/><b/>`, "<a>\x00</a>", `<s:a xmlns:s="u" s:b=""/>`, "\uFEFF<a/>", `<?x?>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		v, err := wire.XML(src)
		if err != nil {
			return
		}
		if values, depth := measure(v, 0); depth > 258 || values > len(src) { // a list stands between an element and its own
			t.Errorf("%d values, %d deep, of %d bytes", values, depth, len(src))
		}
		if !utf8.ValidString(string(eval.Append(nil, v))) {
			t.Errorf("%q gives what is no text", src)
		}
	})
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"a,b\n1,\"2\n3\"", "sep=;\na;b", "a\tb\r\n\"\"\"\"", "\"", "\uFEFF,", "a|b\n\n\n|", "\x00\xff,;"} {
		f.Add(seed, ",", 0)
		f.Add(seed, "", 1)
	}
	f.Fuzz(func(t *testing.T, text, separator string, skip int) {
		var by rune
		if len(separator) == 1 && strings.Contains(wire.Separators, separator) {
			by = rune(separator[0])
		}
		lines, err := wire.CSV(text, by, skip)
		if err != nil {
			return
		}
		last := 0
		for _, l := range lines {
			if l.At <= last || l.At > 1+strings.Count(text, "\n") {
				t.Fatalf("%q: a line at %d behind one at %d", text, l.At, last)
			}
			last = l.At
		}
	})
}

func FuzzHTML(f *testing.F) {
	for _, seed := range [][2]string{
		{page, `td.sum, a[href^="https"] ~ script`}, {strings.Repeat("<div>", 120), "div div div > div + p"}, {"<p>\x00<!--", "p:nth-child(2n+1)"},
		{"<table><tr><td>x", `td:contains("x"):not(.a)`}, {"<svg><title><p>", "*"}, {"", "a\\"}, {"<b", "[a='b]"}, {"<p>", ":not("},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, src, selector string) {
		s, ok := wire.ParseSelector(selector)
		p, err := wire.HTML(src)
		if !ok || err != nil {
			return
		}
		found, err := p.Find(t.Context(), s, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range found {
			id, _ := e.Attribute("id")
			for _, text := range []string{e.Text(), e.HTML(), id} {
				if !utf8.ValidString(text) {
					t.Fatalf("%q of %q gives %q", selector, src, text)
				}
			}
		}
	})
}
