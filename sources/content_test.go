package sources_test

import (
	"strings"
	"testing"
)

func TestABodyIsReadByWhatItIs(t *testing.T) {
	const jsonType, formType = "application/json", "application/x-www-form-urlencoded"
	cases := []struct{ name, media, body, part, want string }{
		{"json", jsonType, `{"a":[1.50,9007199254740993]}`, "json", `{"a":[1.50,9007199254740993]}`},
		{"json as text", "text/plain", `{"a":1}`, "json", `{"a":1}`},
		{"json as a form, as curl sends it", formType, `{"a":1}`, "json", `{"a":1}`},
		{"json without a type", "", ` [1]`, "json", `[1]`},
		{"json with a mark", "application/json; charset=utf-8", "\uFEFF{\"a\":1}", "json", `{"a":1}`},
		{"json of one value", "application/vnd.api+json", `"x"`, "json", `"x"`},
		{"a form", formType, "a=1&b=%D0%90", "form", `{"a":"1","b":"А"}`},
		{"a form without a type", "", "r_id=4821&x=", "form", `{"r_id":"4821","x":""}`},
		{"a form as text", "text/plain;charset=UTF-8", "leads%5Badd%5D%5B0%5D%5Bid%5D=1", "form", `{"leads":{"add":[{"id":"1"}]}}`},
		{"a form with a broken escape", formType, "a=100%&b=%zz", "form", `{"a":"100%","b":"%zz"}`},
		{"text is no form", "text/plain", "a=1, b=2", "form", `{}`},
		{"text is no JSON", "text/plain", "{not json", "json", `null`},
		{"text", "", "hello=there my friend", "body", `"hello=there my friend"`},
		{"xml", "text/xml", `<o id="7"><n>Ann</n><i>a</i><i>b</i><e/></o>`, "xml", `{"o":{"@id":"7","e":"","i":["a","b"],"n":"Ann"}}`},
		{"xml without a type", "", `<?xml version="1.0"?><a> x </a>`, "xml", `{"a":" x "}`},
		{"html is text", "text/html", `<!DOCTYPE html><p>x`, "xml", `{}`},
		{"nothing", jsonType, "", "json", `null`},
		{"body as it came", jsonType, "{ \"a\" : \"\\u0041\" }\r\n", "body", `"{ \"a\" : \"\\u0041\" }\r\n"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newHook(t, `{}`)
			h.send("POST", "", c.body, "Content-Type", c.media).want(t, 200, "")
			check(t, c.part, text(h.source()[c.part]), c.want)
			check(t, "files", text(h.source()["files"]), "[]")
		})
	}
}

func TestDeclaredCharsetsAreConverted(t *testing.T) {
	cases := []struct{ media, body, part, want string }{
		{"text/plain; charset=windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "body", `"Привет"`},
		{"text/plain; charset=KOI8-R", "\xf0\xd2\xc9\xd7\xc5\xd4", "body", `"Привет"`},
		{"text/plain; charset=iso-8859-1", "Jos\xe9", "body", `"José"`},
		{"application/json; charset=utf-16", "\xff\xfe{\x00}\x00", "json", `{}`},
		{"application/json; charset=utf-16be", "\x00{\x00}", "json", `{}`},
		{"application/x-www-form-urlencoded; charset=windows-1251", "n=%CF%F0%E8", "form", `{"n":"При"}`},
		{"application/x-www-form-urlencoded; charset=windows-1251", "n=\xcf\xf0\xe8", "form", `{"n":"При"}`},
		{"application/xml", "<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>\xcf</a>", "xml", `{"a":"П"}`},
		{"text/plain; charset=nobody-knows", "Привет", "body", `"Привет"`},
		{"text/plain; charset=\"utf8\"", "Привет", "body", `"Привет"`},
	}
	for _, c := range cases {
		h := newHook(t, `{}`)
		h.send("POST", "", c.body, "Content-Type", c.media).want(t, 200, "")
		check(t, c.media, text(h.source()[c.part]), c.want)
	}
}

func TestBytesThatAreNoTextAreRefused(t *testing.T) {
	for media, body := range map[string]string{
		"text/plain":                        "\xcf\xf0",
		"application/json":                  "{\"a\":\"\xcf\"}",
		"application/x-www-form-urlencoded": "a=%CF%F0",
		"text/plain; charset=nobody-knows":  "\xcf",
		"text/plain; charset=utf-16":        "\x00\xd8x",
	} {
		newHook(t, `{}`).send("POST", "", body, "Content-Type", media).want(t, 422, "value.encoding")
	}
	newHook(t, `{}`).send("GET", "?a=%CF", "").want(t, 422, "value.encoding")
}

func TestAQueryMayBeInTheCharsetOfItsBody(t *testing.T) {
	h := newHook(t, `{}`)
	h.send("POST", "?n=%CF", "x", "Content-Type", "text/plain; charset=windows-1251").want(t, 200, "")
	check(t, "query", text(h.source()["query"]), `{"n":"П"}`)
	h.send("POST", "?n=%D0%9F", "x", "Content-Type", "text/plain; charset=windows-1251").want(t, 200, "")
	check(t, "query", text(h.source()["query"]), `{"n":"П"}`)
}

const upload = "--b1\r\nContent-Disposition: form-data; name=\"leads[0][id]\"\r\n\r\n17\r\n" +
	"--b1\r\nContent-Disposition: form-data; name=\"doc\"; filename=\"../../etc/passwd\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\x00\xff\r\n" +
	"--b1\r\nContent-Disposition: form-data; name=\"empty\"; filename=\"\"\r\n\r\n\r\n" +
	"--b1--\r\n"

func TestFilesAreBytesWithAName(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"leads[0][id]","required":true}]}`)
	h.send("POST", "", upload, "Content-Type", "multipart/form-data; boundary=b1").want(t, 200, "")
	v := h.source()
	check(t, "files", text(v["files"]), `[{"base64":"JVBERgD/","field":"doc","name":"passwd","size":6,"type":"application/pdf"}]`)
	check(t, "form", text(v["form"]), `{"leads":[{"id":"17"}]}`)
	check(t, "param", v["leads[0][id]"], "17")
	check(t, "body", v["body"], nil)
}

func TestABrokenUploadIsRefused(t *testing.T) {
	h := newHook(t, `{}`)
	for _, end := range []int{40, 75, 150, len(upload) - 40, len(upload) - 8} {
		h.send("POST", "", upload[:end], "Content-Type", "multipart/form-data; boundary=b1").want(t, 422, "parse.not_form")
	}
	many := strings.Repeat("--b1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n", 1001) + "--b1--\r\n"
	h.send("POST", "", many, "Content-Type", "multipart/form-data; boundary=b1").want(t, 422, "parse.limit")
}

// CVE-2026-21858: a JSON body was believed to describe uploaded files.
func TestNoBodyButAnUploadMakesFiles(t *testing.T) {
	const forged = `{"files":[{"name":"x","filepath":"/etc/passwd","path":"/etc/passwd"}],"body":"b","headers":{"cookie":"c"}}`
	for _, media := range []string{"multipart/form-data; boundary=b1", "multipart/form-data", "application/json", "text/plain", "multipart/mixed; boundary=x"} {
		h := newHook(t, `{}`)
		h.send("POST", "?files=1&method=PUT&sender=me", forged, "Content-Type", media).want(t, 200, "")
		v := h.source()
		check(t, "files by "+media, text(v["files"]), "[]")
		check(t, "body", v["body"], forged)
		check(t, "method", v["method"], "POST")
		check(t, "sender", v["sender"], "203.0.113.9")
	}
}

func TestASourceShowsTheRequest(t *testing.T) {
	h := newHook(t, `{}`)
	h.send("PUT", "", "", "X", "y").want(t, 405, "webhook.method")
	h.send("POST", "?a=1&a=2&c[d]=3", "", "X-Many", "1", "X-Many", "2", "Authorization", "Basic dTpw", "Cookie", "s=1").want(t, 200, "")
	v := h.source()
	check(t, "query", text(v["query"]), `{"a":["1","2"],"c":{"d":"3"}}`)
	check(t, "headers", text(v["headers"]),
		`{"authorization":"***","cookie":"***","host":"example.com","x-many":"1, 2"}`)
	check(t, "received_at", v["received_at"], "2026-03-02T09:58:11Z")
	check(t, "body", v["body"], "")
	check(t, "form", text(v["form"]), `{}`)
}

func TestXMLIsBounded(t *testing.T) {
	h := newHook(t, `{}`)
	for _, body := range []string{
		strings.Repeat("<a>", 129) + strings.Repeat("</a>", 129),
		"<a>" + strings.Repeat("<b/>", 200_001) + "</a>",
	} {
		h.send("POST", "", body, "Content-Type", "application/xml").want(t, 422, "parse.limit")
	}
	for _, body := range []string{
		`<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, `<a>&x;</a>`, `<a/><b/>`, `<a/>x`, `x`, `<a b=1/>`,
	} {
		h.send("POST", "", body, "Content-Type", "application/xml").want(t, 422, "parse.not_xml")
	}
}
