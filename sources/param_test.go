package sources_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/sources"
)

func TestAParameterIsLookedForInQueryFormThenJSON(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"id"},{"name":"q","in":"query"},{"name":"f","in":"form"},{"name":"j","in":"json"},{"name":"X-Id","in":"header"}]}`)
	h.send("POST", "?id=query&q=1&f=2&j=3", "id=form&q=4&f=5&j=6", "Content-Type", "application/x-www-form-urlencoded", "X-Id", "7").want(t, 200, "")
	v := h.source()
	check(t, "form", fmt.Sprint([]any{v["id"], v["q"], v["f"], v["j"], v["X-Id"]}), "[query 1 5 <nil> 7]")
	h.send("POST", "?f=2", `{"id":"json","q":4,"f":5,"j":6}`).want(t, 200, "")
	v = h.source()
	check(t, "json", fmt.Sprint([]any{v["id"], v["q"], v["f"], v["j"], v["X-Id"]}), "[json <nil> <nil> 6 <nil>]")
	h.send("POST", "", `<o><id>xml</id></o>`).want(t, 200, "")
	check(t, "xml", h.source()["id"], "xml")
}

func TestAParameterMayNameAPlaceInAForm(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"leads[add][0][id]","required":true},{"name":"tags[]","type":"list"},{"name":"client[u_name]"}]}`)
	h.send("GET", "?leads[add][0][id]=17&tags[]=a&tags[]=b&client%5Bu_name%5D=Ann&client[0]=x", "").want(t, 200, "")
	v := h.source()
	check(t, "values", fmt.Sprint([]any{v["leads[add][0][id]"], v["tags[]"], v["client[u_name]"]}), "[17 [a b] Ann]")
	for _, missing := range []string{"leads=1", "leads[add][1][id]=1", "leads[add][x][id]=1", "leads[add][0]=1"} {
		h.send("GET", "?"+missing, "").want(t, 422, "value.missing")
	}
}

func TestAParameterIsMadeTheKindItShouldBe(t *testing.T) {
	cases := []struct{ kind, sent, want string }{ // sent as JSON; want "" for refused, "-" for none
		{"text", `"a"`, `"a"`}, {"text", `1.50`, `"1.50"`}, {"text", `true`, `"true"`}, {"text", `[]`, ``}, {"text", `{}`, ``},
		{"text", `""`, `""`}, {"text", `" x "`, `" x "`}, {"text", `null`, `-`},
		{"text", `123456789012345678901234567890123456789012345678`, `"123456789012345678901234567890123456789012345678"`},
		{"number", `1.50`, `1.50`}, {"number", `" 9007199254740993 "`, `9007199254740993`}, {"number", `"-1e5"`, `-1e5`},
		{"number", `"12,5"`, ``}, {"number", `"007"`, ``}, {"number", `"+7"`, ``}, {"number", `"0x10"`, ``}, {"number", `true`, ``},
		{"number", `"NaN"`, ``}, {"number", `""`, `-`}, {"number", `"1 2"`, ``},
		{"boolean", `true`, `true`}, {"boolean", `"Yes"`, `true`}, {"boolean", `"off"`, `false`}, {"boolean", `0`, `false`},
		{"boolean", `2`, ``}, {"boolean", `"maybe"`, ``}, {"boolean", `[]`, ``},
		{"list", `[1,"a"]`, `[1,"a"]`}, {"list", `"a"`, `["a"]`}, {"list", `"[1, 2]"`, `[1,2]`}, {"list", `"[1,"`, `["[1,"]`},
		{"list", `{"a":1}`, ``}, {"list", `5`, ``}, {"list", `""`, `-`}, {"list", `"{}"`, `["{}"]`},
		{"object", `{"a":1}`, `{"a":1}`}, {"object", `"{\"a\": 1.0}"`, `{"a":1.0}`}, {"object", `"x"`, ``}, {"object", `[]`, `{}`}, {"object", `[1]`, ``}, {"object", `"{"`, ``},
		{"any", `{"a":1}`, `{"a":1}`}, {"any", `"x"`, `"x"`}, {"any", `false`, `false`}, {"any", `""`, `""`},
	}
	for _, c := range cases {
		h := newHook(t, fmt.Sprintf(`{"params":[{"name":"p","type":%q}]}`, c.kind))
		r := h.json(`{"p":` + c.sent + `}`)
		if c.want == "" {
			r.want(t, 422, "value.kind")
			check(t, "field", r.Error.Field, "p")
			continue
		}
		r.want(t, 200, "")
		got := "-"
		if v, ok := h.source()["p"]; ok {
			got = text(v)
		}
		check(t, c.kind+" "+c.sent, got, c.want)
	}
}

func TestAListSentForOneValueIsRefused(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"a"}]}`)
	h.send("GET", "?a=1&a=2", "").want(t, 422, "value.kind")
}

func TestARequiredParameterMustHaveAValue(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"p","type":"any","required":true}]}`)
	for _, body := range []string{`{}`, `{"p":null}`, `{"p":""}`, `[]`, `5`} {
		h.json(body).want(t, 422, "value.missing")
	}
	for _, body := range []string{`{"p":0}`, `{"p":false}`, `{"p":[]}`, `{"p":" "}`} {
		h.json(body).want(t, 200, "")
	}
}

func TestParametersCanBeSearchedFor(t *testing.T) {
	h := newHook(t, `{"params":[{"name":"a"},{"name":"n","type":"number"},{"name":"l","type":"list"},{"name":"o","type":"object"},{"name":"b","type":"boolean"},{"name":"none"}]}`)
	many := strings.Repeat(`"x",`, 30)
	h.json(`{"a":"`+strings.Repeat("я", 300)+`","n":1.50,"l":["q",`+many+`""],"o":{"x":1},"b":true}`).want(t, 200, "")
	s := h.last().Search
	check(t, "first", len([]rune(s[0])), 200)
	check(t, "number", s[1], "1.50")
	check(t, "of the list", s[2], "q")
	check(t, "in all", len(s), 20)
}

func TestWithoutParametersSomeOfWhatCameCanBeSearchedFor(t *testing.T) {
	h := newHook(t, `{}`)
	for body, want := range map[string]string{
		`{"z":1,"id":48211,"api_key":"k","name":"Anna","list":[1]}`: "[id 48211 name Anna]",
		`{"token":"t"}`: "[]",
		`[1]`:           "[]",
	} {
		h.json(body).want(t, 200, "")
		check(t, body, h.last().Search, want)
	}
}

func TestAllProblemsOfAConfigComeAtOnce(t *testing.T) {
	_, err := source(t, "webhook").Prepare(json.RawMessage(`{
		"methods": ["GET", "FETCH"], "metods": ["GET"], "max_body": "11MiB", "allow_ips": ["10.0.0.0/8", "host"],
		"cors_origins": ["https://a.example/path", "*"], "repeat_key": "{{ source.nope }} {{",
		"params": [{"name":"a"}, {"name":"a"}, {"nam":"b","type":"text"}, {"name":"query","type":"txt"}, {"name":"x\ny","required":"yes"}, 5],
		"answer": {"when":"now","within":"6m","status":99,"type":"text/html","body":"{{ sorce.a }}","otherwise":{"body":"{{"}},
		"signature": {"scheme":"handshake","connection":"c"}, "ping": {}
	}`), engine.Settings{})
	got := map[string]string{}
	for _, p := range engine.ProblemsOf(err) {
		got[p.Field] = p.Code
	}
	want := map[string]string{
		"methods[1]": "document.choice", "metods": "document.unknown_key", "max_body": "document.range",
		"allow_ips[1]": "source.address", "cors_origins[0]": "source.origin", "repeat_key": "template.unclosed",
		"params[1].name": "document.duplicate", "params[2].nam": "document.unknown_key", "params[2].name": "document.required",
		"params[3].name": "source.param_reserved", "params[3].type": "document.choice", "params[4].name": "source.param_name",
		"params[4].required": "document.kind", "params[5]": "document.kind",
		"answer.when": "document.choice", "answer.within": "document.range", "answer.status": "document.range", "answer.type": "document.choice",
		"answer.body": "expression.unknown_name", "answer.otherwise.body": "template.unclosed",
		"signature.scheme": "document.choice", "ping.param": "document.required",
	}
	for field, code := range want {
		if got[field] != code {
			t.Errorf("%s: got %q, want %q", field, got[field], code)
		}
		delete(got, field)
	}
	if len(got) > 0 && !(len(got) == 1 && got["params[5].name"] != "") {
		t.Errorf("problems nobody made: %v", got)
	}
}

func TestASignatureNeedsItsParts(t *testing.T) {
	cases := map[string]string{
		`{"scheme":"basic"}`:                                                           "signature.connection",
		`{"scheme":"secret_header","connection":"c"}`:                                  "signature.header",
		`{"scheme":"secret_query","connection":"c"}`:                                   "signature.param",
		`{"scheme":"hmac","connection":"c"}`:                                           "signature.header",
		`{"scheme":"hmac","connection":"c","header":"h","signed":"{{ delivery }}"}`:    "signature.delivery",
		`{"scheme":"hmac","connection":"c","header":"h","signed":"{{ upper(body) }}"}`: "signature.signed",
		`{"scheme":"hmac","connection":"c","header":"h","signed":"{{ body"}`:           "signature.signed",
		`{"scheme":"hmac","connection":"c","header":"h","algorithm":"crc32"}`:          "signature.algorithm",
		`{"scheme":"handshake","connection":"c"}`:                                      "signature.scheme",
		`{"scheme":"stripe"}`:                                                          "signature.connection",
	}
	for with, field := range cases {
		_, err := source(t, "webhook").Prepare(json.RawMessage(`{"signature":`+with+`}`), engine.Settings{})
		problems := engine.ProblemsOf(err)
		if len(problems) != 1 || problems[0].Field != field {
			t.Errorf("%s: %v, want one at %s", with, problems, field)
		}
	}
}

func TestSizesAndDurationsAreReadAsWritten(t *testing.T) {
	for s, want := range map[string]int64{"1MiB": 1 << 20, "64KiB": 64 << 10, "512B": 512, "1000": 1000, "1mb": -1, "-1B": -1, "": -1, "1.5MiB": -1, "99999MiB": -1} {
		n, ok := sources.ParseSize(s)
		if ok != (want >= 0) || ok && n != want {
			t.Errorf("size %q: %d %v", s, n, ok)
		}
	}
	for s, want := range map[string]string{"200ms": "200ms", "5s": "5s", "10m": "10m0s", "1h": "1h0m0s", "7d": "168h0m0s", "1.5h": "", "s": "", "": "", "5": "", "99999999999d": "", "-5s": ""} {
		d, ok := sources.ParseDuration(s)
		if ok != (want != "") || ok && d.String() != want {
			t.Errorf("duration %q: %v %v", s, d, ok)
		}
	}
}
