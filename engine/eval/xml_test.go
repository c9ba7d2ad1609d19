package eval_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"stanok/engine/eval"
)

// wellFormed fails t unless src is XML with one root.
func wellFormed(t interface{ Fatalf(string, ...any) }, src string) {
	d := xml.NewDecoder(strings.NewReader(src))
	roots, depth := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && roots == 1 {
			return
		}
		if err != nil {
			t.Fatalf("%q is not XML: %v, %d roots", src, err, roots)
		}
		switch token.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				roots++
			}
		case xml.EndElement:
			depth--
		}
	}
}

func TestComposedXMLIsWhatTheTemplateMeans(t *testing.T) {
	vars := eval.Vars{"s": map[string]any{
		"name": `Анна <b> & "co"`, "none": nil, "list": []any{map[string]any{"id": "1", "tags": []any{"x", "y"}}, map[string]any{"id": "2"}},
		"bad": "a\x0bb\xff",
	}}
	cases := []struct{ template, want string }{
		{`<a/>`, `<a/>`},
		{`<a></a>`, `<a/>`},
		{"<?xml version=\"1.0\"?>\n<!-- x -->\n<a b='1' >x &amp; &#1071;</a >\n", "<?xml version=\"1.0\"?>\n<!-- x -->\n<a b='1'>x &amp; &#1071;</a>\n"},
		{`<a>{{ s.name }}</a>`, `<a>Анна &lt;b&gt; &amp; &#34;co&#34;</a>`},
		{`<a b="{{ s.name }}" c='x{{ s.name }}'/>`, `<a b="Анна &lt;b&gt; &amp; &#34;co&#34;" c='xАнна &lt;b&gt; &amp; &#34;co&#34;'/>`},
		{`<a b="{{ s.none ?? "x" }}">{{ s.none ?? "}}<" }}</a>`, `<a b="x">}}&lt;</a>`},
		{`<a><b>{{ optional(s.none) }}</b><c d="{{ optional(s.none) }}" e="{{ s.none }}">x{{ optional(s.none) }}</c></a>`, `<a><c e="">x</c></a>`},
		{`<a>{{ optional(s.none) }}</a>`, ``},
		{`<a><b><c>{{ optional(s.none) }}</c></b></a>`, `<a><b></b></a>`},
		{`<a><i x-each="{{ s.list }}" x-as="row" id="{{ row.id }}" n="{{ index }}"/></a>`, `<a><i id="1" n="0"/><i id="2" n="1"/></a>`},
		{`<a><i id="{{ item.id }}" x-each="{{ s.list }}"><t x-each="{{ item.tags }}" x-as="tag">{{ item.id }}{{ tag }}</t></i></a>`,
			`<a><i id="1"><t>1x</t><t>1y</t></i><i id="2"></i></a>`},
		{`<a><i x-each="{{ s.none }}"/></a>`, `<a></a>`},
		{`<a><![CDATA[<&{{ s.name }}>]]></a>`, `<a>&lt;&amp;Анна &lt;b&gt; &amp; &#34;co&#34;&gt;</a>`},
		{`<a>{{ s.bad }}</a>`, "<a>a\uFFFDb\uFFFD</a>"},
		{`<s:a xmlns:s="urn:x"><s:b/></s:a>`, `<s:a xmlns:s="urn:x"><s:b/></s:a>`},
	}
	for _, c := range cases {
		x, err := eval.ParseXML(c.template, eval.Scope{"s": nil})
		if err != nil {
			t.Errorf("%s: %v", c.template, err)
			continue
		}
		got, err := x.String(eval.Env{Vars: vars})
		if err != nil || got != c.want {
			t.Errorf("%s:\n got %s %v\nwant %s", c.template, got, err, c.want)
		}
	}
}

func TestATemplateThatIsNoXMLIsRefused(t *testing.T) {
	for template, want := range map[string]string{
		``:                        "compose.not_xml <",
		`x`:                       "compose.not_xml <",
		`<a>`:                     "compose.not_xml </",
		`<a></b>`:                 "compose.not_xml </a>",
		`<a/><b/>`:                "compose.not_xml the end",
		`<a/>{{ s }}`:             "compose.not_xml the end",
		`<a b=1/>`:                "compose.not_xml \"",
		`<a b="<"/>`:              "compose.not_xml \"",
		`<a b="1" b="2"/>`:        "compose.duplicate_key ",
		`<a b="1"c="2"/>`:         "compose.not_xml >",
		`<a>x & y</a>`:            "compose.not_xml &amp;",
		`<a>&nope;</a>`:           "compose.not_xml &amp;",
		"<a>\x01</a>":             "compose.not_xml &amp;",
		"<a>\xff</a>":             "compose.not_xml UTF-8",
		`<1/>`:                    "compose.not_xml name",
		`<a><!-- {{ s }} --></a>`: "compose.placeholder text or attribute",
		`<{{ s }}/>`:              "compose.placeholder text or attribute",
		`<a {{ s }}="1"/>`:        "compose.placeholder text or attribute",
		`<!DOCTYPE a><a/>`:        "compose.not_xml name",
		`<a>{{ }}</a>`:            "template.empty ",
		`<a>{{ s </a>`:            "template.unclosed ",
		`<a>{{ nobody }}</a>`:     "expression.unknown_name ",
		`<a x-each="{{ s }}"/>`:   "compose.placeholder element inside another",
		`<a><b x-each="s"/></a>`:  "compose.placeholder {{ list }}",
		`<a><b x-as="row"/></a>`:  "compose.placeholder x-each",
		`<a><b x-each="{{ s }}" x-as="true"/></a>`:               "compose.placeholder name",
		`<a><b x-each="{{ row }}" x-as="row"/></a>`:              "expression.unknown_name ",
		`<a><b x-each="{{ s }}" x-as="row"/>{{ row }}</a>`:       "expression.unknown_name ",
		strings.Repeat("<a>", 129) + strings.Repeat("</a>", 129): "compose.not_xml at most 128 levels",
	} {
		_, err := eval.ParseXML(template, eval.Scope{"s": nil})
		problems := eval.Problems(err)
		if len(problems) != 1 || problems[0].Code+" "+problems[0].Args["want"] != want {
			t.Errorf("%.60s: %v, want %s", template, err, want)
			continue
		}
		if at := problems[0].Offset; at < 0 || at > len(template) {
			t.Errorf("%.60s: at %d", template, at)
		}
	}
}

func TestAllProblemsOfAnXMLTemplateAreSaid(t *testing.T) {
	src := `<a b="{{ one }}">{{ two }} {{ 1 + }}</a>`
	_, err := eval.ParseXML(src, eval.Scope{})
	var places []string
	for _, p := range eval.Problems(err) {
		places = append(places, src[p.Offset:min(len(src), p.Offset+3)])
	}
	if got := strings.Join(places, "|"); got != "one|two| }}" && got != "one|two|}}<" {
		t.Errorf("got %q: %v", got, err)
	}
}

func TestAnXMLTemplateRefusesRowsThatAreNone(t *testing.T) {
	x, err := eval.ParseXML(`<a><b x-each="{{ s }}"/></a>`, eval.Scope{"s": nil})
	if err != nil {
		t.Fatal(err)
	}
	_, err = x.String(eval.Env{Vars: eval.Vars{"s": "x"}})
	if p := eval.Problems(err); len(p) != 1 || p[0].Code != "value.kind" || p[0].Args["name"] != "x-each" {
		t.Errorf("got %v", err)
	}
}

func TestComposedXMLIsBounded(t *testing.T) {
	rows := make([]any, 2_000)
	for i := range rows {
		rows[i] = strings.Repeat("x", 1_000)
	}
	x, err := eval.ParseXML(`<a><b x-each="{{ s }}"><c x-each="{{ s }}" x-as="row">{{ row }}</c></b></a>`, eval.Scope{"s": nil})
	if err != nil {
		t.Fatal(err)
	}
	_, err = x.String(eval.Env{Vars: eval.Vars{"s": rows}})
	if p := eval.Problems(err); len(p) != 1 || p[0].Code != "compose.limit" {
		t.Errorf("got %v", err)
	}
}

func TestComposedXMLIsAlwaysWellFormed(t *testing.T) {
	x, err := eval.ParseXML(`<a b="{{ x }}" c='{{ x }}'><d>{{ x }}</d><![CDATA[{{ x }}]]><e>-{{ x }}]]&gt;</e></a>`, eval.Scope{"x": nil})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`[<>&"'\]\[{}!-]{0,9}`)).Draw(t, "x")
		got, err := x.String(eval.Env{Vars: eval.Vars{"x": value}})
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, got)
	})
}

func FuzzXMLTemplate(f *testing.F) {
	for _, seed := range []string{
		`<a b="{{ a.text }}">{{ optional(a.none) }}<c x-each="{{ a.rows }}" x-as="r">{{ r.v }}</c></a>`,
		`<?xml version="1.0" encoding="windows-1251"?><!-- x --><s:a xmlns:s='u'>&amp;&#x1F600;<![CDATA[{{ a }}]]></s:a>`,
		`<a>{{ "}}</a>" }}`, `<a b={{ x }}/>`, `<!DOCTYPE a><a>&x;</a>`, `<a x-each="{{ a.list }}"/>`, "<a>\x00]]></a>", `<a><?x {{ a }}?></a>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		x, err := eval.ParseXML(src, scope())
		if err != nil {
			known(t, src, err)
			return
		}
		got, err := x.String(env(t))
		if err != nil {
			if err.Error() != "not read" {
				known(t, src, err)
			}
			return
		}
		if !utf8.ValidString(got) {
			t.Fatalf("%q gives %q", src, got)
		}
		if strings.Contains(got, "<") && !strings.Contains(got, "encoding") { // a root may be optional, and a charset unknown
			wellFormed(t, strings.TrimPrefix(got, "\uFEFF"))
		}
	})
}
