package eval_test

import (
	"testing"

	"pgregory.net/rapid"

	"stanok/engine/eval"
)

const uon = `{"request":[{"id":48210000000000001.50,"client_name":"Анна","tags":["a","b"],"none":null,
	"a-b":1,"a b":2,"$ref":3,"@type":4,"0":"digit","x/y":5,"q\"uote":6},{"id":2}],"list":{"0":{"id":"php"}},"":"empty key"}`

func path(t testing.TB, s string) *eval.Path {
	t.Helper()
	p, err := eval.ParsePath(s)
	if err != nil {
		t.Fatalf("parsing %s: %v", s, err)
	}
	return p
}

func TestAllNotationsAreOnePath(t *testing.T) {
	data := decode(t, uon)
	for _, s := range []string{
		`["request"][0]["id"]`, `$["request"][0]["id"]`, `['request'][0]['id']`, `$.request[0].id`, `request[0].id`,
		`/request/0/id`, `request.0.id`, ` [ "request" ] [ 0 ] [ "id" ] `, `$['request'][-2].id`, `request["0"].id`, `["req\u0075est"][0].id`,
	} {
		p := path(t, s)
		v, found, err := p.Find(data)
		if err != nil || !found || eval.TextOf(v) != "48210000000000001.50" {
			t.Errorf("%s: %v, %v, %v", s, v, found, err)
		}
		if !p.Plain() {
			t.Errorf("%s is not plain", s)
		}
	}
	if s := path(t, `$.request[0].id`).String(); s != `["request"][0]["id"]` {
		t.Error(s)
	}
	if s := path(t, `$.request[-1]`).String(); s != `["request"][-1]` {
		t.Error(s)
	}
}

func TestPlainPathsFindWhatIsThere(t *testing.T) {
	data := decode(t, uon)
	for s, want := range map[string]string{
		`$.request[-1].id`: `2`, `$.request[0].a-b`: `1`, `$.request[0]["a b"]`: `2`, `$.request[0].a b`: `2`, `$.request[0].$ref`: `3`,
		`$.request[0].@type`: `4`, `$.request[0][0]`: `"digit"`, `/request/0/x~1y`: `5`, `$.request[0]['q"uote']`: `6`,
		`["request"][0]["q\"uote"]`: `6`, `list[0].id`: `"php"`, `list["0"].id`: `"php"`, `request[0].none`: `null`, `/`: `"empty key"`,
		`[""]`: `"empty key"`, `request[0].client_name`: `"Анна"`,
	} {
		v, found, err := path(t, s).Find(data)
		if got := string(eval.Append(nil, v)); !found || err != nil || got != want {
			t.Errorf("%s: %s, %v, %v", s, got, found, err)
		}
	}
	for _, s := range []string{``, `$`, ` $ `} {
		if v, found, err := path(t, s).Find(data); !found || err != nil || !same(v, data) {
			t.Errorf("%q: %v, %v", s, found, err)
		}
	}
	for _, s := range []string{`x`, `request[2]`, `request[-3]`, `request.id`, `request[0].id.x`, `request[0].none.x`, `request["00"]`, `request[0]["missing"].x`} {
		if v, found, err := path(t, s).Find(data); found || err != nil || v != nil {
			t.Errorf("%s: %v, %v, %v", s, v, found, err)
		}
	}
}

func TestAMissIsExplained(t *testing.T) {
	data := decode(t, uon)
	for s, want := range map[string]map[string]string{
		`request[0].client_nmae`: {"path": `["request"][0]["client_nmae"]`, "closest": `["request"][0]`, "kind": "object", "suggestion": "client_name",
			"keys": `$ref, 0, @type, a b, a-b, client_name, id, none, q"uote, tags, x/y`},
		`requests[0].id`:    {"path": `["requests"][0]["id"]`, "closest": "", "suggestion": "request", "keys": ", list, request"},
		`request[7].id`:     {"closest": `["request"]`, "kind": "list", "length": "2", "keys": "", "suggestion": ""},
		`request[0].id.x`:   {"closest": `["request"][0]["id"]`, "kind": "number", "keys": ""},
		`request[0].none.x`: {"closest": `["request"][0]["none"]`, "kind": "empty"},
		`request[5][*]`:     {"path": `request[5][*]`, "closest": `["request"]`, "length": "2"},
	} {
		e := path(t, s).Explain(data)
		if e.Code != "parse.path_missing" {
			t.Errorf("%s: %s", s, e.Code)
		}
		for name, text := range want {
			if e.Args[name] != text {
				t.Errorf("%s: %s is %q, not %q", s, name, e.Args[name], text)
			}
		}
	}
}

func TestPathMistakesHavePlaces(t *testing.T) {
	for s, offset := range map[string]int{
		`$.`: 2, `a..`: 3, `a[`: 2, `a["b`: 2, `a["b"`: 5, `a[b]`: 2, `a b]`: 3, `$a`: 1, `a.[0]`: 2, `a[1,]`: 4, `a["\x"]`: 3, `.`: 1,
		`a[?]`: 3, `a[?(@.x ==)]`: 3, `a[?(@.x == $.y)]`: 3, `a[?(@.x`: 7, "a\xff": 1, `a[1:2:3:4]`: 7, `a[*`: 3, `a[99999999999]`: 2, `a*b`: 0,
	} {
		_, err := eval.ParsePath(s)
		if e := hasCode(t, s, nil, err, "path.syntax"); e.Offset != offset {
			t.Errorf("%s: offset %d, not %d", s, e.Offset, offset)
		}
	}
}

func TestPathsWithSeveralAnswersGiveListsInOrder(t *testing.T) {
	data := decode(t, `{"items":[{"id":1,"price":5.50,"name":"b","on":true},{"id":9007199254740993,"price":15,"name":"Ab","on":false},
		{"id":3,"name":"a","sub":{"id":4}}],"z":{"c":1,"a":2,"b":[3]},"n":2}`)
	for s, want := range map[string]string{
		`$.items[*].id`:               `[1,9007199254740993,3]`,
		`$.items.*.price`:             `[5.50,15]`,
		`$.z.*`:                       `[2,[3],1]`,
		`$..id`:                       `[1,9007199254740993,3,4]`,
		`..id`:                        `[1,9007199254740993,3,4]`,
		`$.z..*`:                      `[2,[3],1,3]`,
		`$.items[0:2].id`:             `[1,9007199254740993]`,
		`$.items[-1:].id`:             `[3]`,
		`$.items[:-1].id`:             `[1,9007199254740993]`,
		`$.items[::2].id`:             `[1,3]`,
		`$.items[::-1].id`:            `[3,9007199254740993,1]`,
		`$.items[2:0:-1].id`:          `[3,9007199254740993]`,
		`$.items[0,2].id`:             `[1,3]`,
		`$.items[0]['id','name']`:     `[1,"b"]`,
		`$.items[?(@.price > 10)].id`: `[9007199254740993]`,
		`$.items[?(@.price)].id`:      `[1,9007199254740993]`,
		`$.items[?@.price].id`:        `[1,9007199254740993]`,
		`$.items[?(!@.price)].id`:     `[3]`,
		`$.items[?(@.on)].id`:         `[1]`,
		`$.items[?(@.id == 1)].price`: `[5.50]`,
		`$.items[?(@.id == "9007199254740993")].price`: `[15]`,
		`$.items[?(@.name == 'b')].id`:                 `[1]`,
		`$.items[?(@.name =~ "^A")].id`:                `[9007199254740993]`,
		`$.items[?(@.price > 1 && @.price < 10)].id`:   `[1]`,
		`$..[?(@.id == 4)].id`:                         `[4]`,
		`$.items[?(@.name == "x]y")]`:                  `[]`,
		`$.items[?(@.sub.id == 4)].name`:               `["a"]`,
		`$.items[(1+1)].id`:                            `[3]`,
		`$.missing[*]`:                                 `[]`,
		`$.items[9,10]`:                                `[]`,
		`$.items[::0]`:                                 `[]`,
	} {
		p, err := eval.ParsePath(s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		for range 5 {
			v, found, err := p.Find(data)
			if got := string(eval.Append(nil, v)); err != nil || got != want || found != (want != `[]`) {
				t.Fatalf("%s: %s, %v, %v", s, got, found, err)
			}
		}
		if p.Plain() || p.String() != s {
			t.Errorf("%s: %v, %s", s, p.Plain(), p)
		}
	}
}

func TestAPrintedPathParsesToTheSamePath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b []byte
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			b = append(b, '[')
			if rapid.Bool().Draw(t, "index") {
				b = eval.Append(b, rapid.IntRange(-99, 99).Draw(t, "i"))
			} else {
				b = eval.Append(b, rapid.String().Draw(t, "key"))
			}
			b = append(b, ']')
		}
		p, err := eval.ParsePath(string(b))
		if err != nil || !p.Plain() || p.String() != string(b) {
			t.Fatalf("%s became %v, %v", b, p, err)
		}
	})
}

func TestInXMLOneElementIsNotToldFromAListOfOne(t *testing.T) {
	cases := []struct{ data, path, want string }{
		{`{"a":{"item":{"id":"1"}}}`, `a.item[0].id`, `"1"`},
		{`{"a":{"item":{"id":"1"}}}`, `a.item[-1].id`, `"1"`},
		{`{"a":{"item":{"id":"1"}}}`, `a.item[1].id`, `nothing`},
		{`{"a":{"item":[{"id":"1"},{"id":"2"}]}}`, `a.item.id`, `"1"`},
		{`{"a":{"item":[{"id":"1"},{"id":"2"}]}}`, `a.item[1].id`, `"2"`},
		{`{"a":{"item":"x"}}`, `a.item[0]`, `"x"`},
		{`{"a":{"item":[]}}`, `a.item.id`, `nothing`},
		{`{"a":null}`, `a[0]`, `nothing`},
		{`{"a":"x"}`, `a.b`, `nothing`},
	}
	for _, c := range cases {
		v, err := eval.Decode([]byte(c.data), eval.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		p, err := eval.ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		got := "nothing"
		if found, ok, err := p.InXML().Find(v); err != nil {
			t.Error(err)
		} else if ok {
			got = string(eval.Append(nil, found))
		}
		if got != c.want {
			t.Errorf("%s of %s: %s, want %s", c.path, c.data, got, c.want)
		}
	}
}
