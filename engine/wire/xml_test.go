package wire_test

import (
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/wire"
)

func TestXMLIsReadIntoPlainValues(t *testing.T) {
	cases := []struct{ xml, want string }{
		{`<a/>`, `{"a":""}`},
		{`<a> x </a>`, `{"a":" x "}`},
		{`<order id="7"><name>Ann</name><item>a</item><item>b</item></order>`, `{"order":{"@id":"7","item":["a","b"],"name":"Ann"}}`},
		{`<a b="1">x &amp; y</a>`, `{"a":{"#text":"x & y","@b":"1"}}`},
		{`<s:Envelope xmlns:s="urn:s"><s:Body>1</s:Body></s:Envelope>`, `{"Envelope":{"@s":"urn:s","Body":"1"}}`},
		{"\uFEFF<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n<a><![CDATA[<b>]]></a><!-- end -->", `{"a":"<b>"}`},
		{`<a><b/><b><c>1</c></b><b x="2"/></a>`, `{"a":{"b":["",{"c":"1"},{"@x":"2"}]}}`},
	}
	for _, c := range cases {
		got, err := wire.XML(c.xml)
		if err != nil || text(got) != c.want {
			t.Errorf("%s:\n got %s %v\nwant %s", c.xml, text(got), err, c.want)
		}
	}
}

func TestXMLThatIsNoneOrTooMuchIsRefused(t *testing.T) {
	for src, want := range map[string]string{
		``:              "parse.not_xml",
		`{}`:            "parse.not_xml",
		`<a>`:           "parse.not_xml",
		`<a></b>`:       "parse.not_xml",
		`<a/><b/>`:      "parse.not_xml",
		`<a/>x`:         "parse.not_xml",
		`<a>&nope;</a>`: "parse.not_xml",
		"<a>\xff</a>":   "parse.not_xml",
		"<a>\x00</a>":   "parse.not_xml",
		`<a b=1></a>`:   "parse.not_xml",
		`<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;">]><a>&y;</a>`: "parse.not_xml",
		strings.Repeat("<a>", 129) + strings.Repeat("</a>", 129):                            "parse.limit",
		"<a>" + strings.Repeat("<b/>", 200_001) + "</a>":                                    "parse.limit",
	} {
		_, err := wire.XML(src)
		if got := engine.ProblemsOf(err); len(got) != 1 || got[0].Code != want {
			t.Errorf("%.60q…: %v, want %s", src, got, want)
		}
	}
}
