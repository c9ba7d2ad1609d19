package foreign_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/foreign"
)

// one reads a text that holds one request.
func one(t *testing.T, text string) foreign.Request {
	t.Helper()
	all, _, err := foreign.Read(text)
	if err != nil || len(all) != 1 {
		t.Fatalf("%s\ngives %v, %v", text, all, err)
	}
	return all[0]
}

func TestCommandsAreReadAsTheShellAndCurlReadThem(t *testing.T) {
	type pairs = []foreign.Pair
	cases := map[string]foreign.Request{
		`curl https://a.example/x?b=1&c=2`:                    {Method: "GET", URL: "https://a.example/x", Query: pairs{{"b", "1"}, {"c", "2"}}},
		`curl 'https://a.example/?flag'`:                      {Method: "GET", URL: "https://a.example/?flag"},
		`curl -I a.example`:                                   {Method: "HEAD", URL: "http://a.example"},
		`curl -sSLX PUT -d 'a=1' https://a.example`:           {Method: "PUT", URL: "https://a.example", Body: &foreign.Body{Kind: foreign.Form, Fields: pairs{{"a", "1"}}}},
		`curl -XDELETE https://a.example/1`:                   {Method: "DELETE", URL: "https://a.example/1"},
		`curl -G -d a=1 --data-urlencode "q=a b" https://a.e`: {Method: "GET", URL: "https://a.e", Query: pairs{{"a", "1"}, {"q", "a b"}}},
		`curl -u me:pass https://a.e`:                         {Method: "GET", URL: "https://a.e", Headers: pairs{{"Authorization", "Basic bWU6cGFzcw=="}}},
		`curl --json '{"a": 1.50}' https://a.e`: {Method: "POST", URL: "https://a.e", Headers: pairs{{"Accept", "application/json"}},
			Body: &foreign.Body{Kind: foreign.JSON, Text: `{"a": 1.50}`}},
		"curl -X POST https://a.e \\\n  -H 'Content-Type: application/json; charset=utf-8' \\\n  -d $'{\"a\":\"it\\'s \\u044f\\n\"}'": {
			Method: "POST", URL: "https://a.e", Headers: pairs{{"Content-Type", "application/json; charset=utf-8"}},
			Body: &foreign.Body{Kind: foreign.Text, Text: "{\"a\":\"it's я\n\"}"}},
		"curl ^\"https://a.e/^\" ^\r\n  -H ^\"accept: */*^\" ^\r\n  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"": {
			Method: "POST", URL: "https://a.e/", Headers: pairs{{"accept", "*/*"}}, Body: &foreign.Body{Kind: foreign.JSON, Text: `{"a":1}`}},
		`curl -F 'n="a;b";type=text/plain' -F m=2 https://a.e`: {Method: "POST", URL: "https://a.e",
			Body: &foreign.Body{Kind: foreign.Multipart, Fields: pairs{{"n", "a;b"}, {"m", "2"}}}},
		`curl -b 'a=1' -b 'b=2' -A bot -e https://r.e https://a.e`: {Method: "GET", URL: "https://a.e",
			Headers: pairs{{"User-Agent", "bot"}, {"Referer", "https://r.e"}, {"Cookie", "a=1; b=2"}}},
		`curl -F 'n=a;b' -H 'Content-Length: 3' https://a.e`: {Method: "POST", URL: "https://a.e", Body: &foreign.Body{Kind: foreign.Multipart, Fields: pairs{{"n", "a"}}}},
		`curl -H 'X-Empty;' -H 'Gone:' https://a.e`:          {Method: "GET", URL: "https://a.e", Headers: pairs{{"X-Empty", ""}}},
	}
	for command, want := range cases {
		if got := one(t, command); !reflect.DeepEqual(got, want) {
			t.Errorf("%s\ngives %+v %+v\nnot   %+v %+v", command, got, got.Body, want, want.Body)
		}
	}
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	for text, code := range map[string]string{
		"": "foreign.unknown", "wget x": "foreign.unknown", "curl": "foreign.none", `curl "open`: "foreign.quote", "curl -H": "foreign.quote",
		"curl -d @/etc/passwd https://a.e": "foreign.file", "curl -F f=@x https://a.e": "foreign.file", "curl -T x https://a.e": "foreign.file",
		"curl -b jar https://a.e": "foreign.file", `{"openapi": "3.1.0", "paths": {}}`: "foreign.none", "openapi: [": "foreign.unknown",
		strings.Repeat("[", 200) + strings.Repeat("]", 200): "foreign.limit",
	} {
		_, _, err := foreign.Read(text)
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

const shopAPI = `
openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: "https://{region}.shop.example/v1", variables: {region: {default: eu}}}]
security: [{key: []}]
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Item: {type: object, properties: {sku: {type: string, example: A-1}, price: {type: number, example: 1.50}, parts: {type: array, items: {$ref: "#/components/schemas/Item"}}}}
paths:
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      summary: Change an order
      parameters: [{name: notify, in: query, schema: {type: boolean, default: true}}, {name: page, in: query, schema: {type: integer}}]
      requestBody: {content: {application/json: {schema: {allOf: [{$ref: "#/components/schemas/Item"}], properties: {note: {type: string, example: "a {{b}}"}}}}}}
      responses: {"200": {content: {application/json: {example: {order: {id: 7, lines: [{sku: A, qty: 2}, {sku: B}]}}}}}}
`

func TestAnOperationOfAnAPIBecomesActions(t *testing.T) {
	r := one(t, shopAPI)
	if r.Name != "Change an order" || r.URL != "https://eu.shop.example/v1/orders/{id}" || !reflect.DeepEqual(r.Query, []foreign.Pair{{Name: "notify", Value: "true"}}) {
		t.Errorf("%+v", r)
	}
	if !reflect.DeepEqual(r.Headers, []foreign.Pair{{Name: "X-Key", Value: "{key}"}}) || !reflect.DeepEqual(r.Holes, []string{"id", "key"}) {
		t.Errorf("%+v %v", r.Headers, r.Holes)
	}
	made := r.Actions(func(id string) bool { return id == "request" })
	if len(made) != 3 {
		t.Fatalf("%+v", made)
	}
	var template struct{ Template string }
	_ = json.Unmarshal(made[0].With, &template)
	if !strings.Contains(template.Template, `"note": "a {{ '{{' }}b}}"`) || !strings.Contains(template.Template, "1.5") || made[0].Type != "json.compose" {
		t.Errorf("%s", template.Template)
	}
	if with := string(made[1].With); made[1].ID != "request_2" || !strings.Contains(with, `"from":"{{ data.json }}"`) {
		t.Errorf("%s", with)
	}
	if want := `{"from":"{{ request_2.body }}","fields":[{"name":"id","path":"[\"order\"][\"id\"]"},{"name":"qty","path":"[\"order\"][\"lines\"][0][\"qty\"]"},{"name":"sku","path":"[\"order\"][\"lines\"][0][\"sku\"]"}]}`; string(made[2].With) != want {
		t.Errorf("%s", made[2].With)
	}
}

func TestACollectionIsReadWithItsVariablesAndKeys(t *testing.T) {
	text := `{"info": {"name": "c"}, "variable": [{"key": "base", "value": "https://a.e"}],
	 "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}]},
	 "item": [{"name": "Leads", "item": [{"name": "Create", "request": {"method": "POST", "url": {"raw": "{{base}}/leads/:id?x=1", "query": [{"key": "x", "value": "1"}, {"key": "y", "value": "2", "disabled": true}], "variable": [{"key": "id", "value": "7"}]},
	  "body": {"mode": "raw", "raw": "{\"a\": \"{{name}}\"}", "options": {"raw": {"language": "json"}}}}, "response": [{"body": "{\"id\": 1}"}]}]}]}`
	r := one(t, text)
	want := foreign.Request{
		Name: "Leads / Create", Method: "POST", URL: "https://a.e/leads/7", Query: []foreign.Pair{{Name: "x", Value: "1"}},
		Headers: []foreign.Pair{{Name: "Authorization", Value: "Bearer {token}"}}, Body: &foreign.Body{Kind: foreign.JSON, Text: `{"a": "{name}"}`},
		Holes: []string{"token", "name"}, Answer: `{"id": 1}`,
	}
	if !reflect.DeepEqual(r, want) {
		t.Errorf("%+v %+v", r, r.Body)
	}
}

func TestAnArchiveIsReadWithoutWhatTheBrowserAdds(t *testing.T) {
	text := `{"log": {"entries": [{"request": {"method": "POST", "url": "https://a.e/x?q=%D1%8F", "headers": [{"name": ":authority", "value": "a.e"}, {"name": "sec-fetch-mode", "value": "cors"}, {"name": "content-type", "value": "application/json"}, {"name": "x-key", "value": "k"}],
	 "postData": {"mimeType": "application/json", "text": "{\"a\":1}"}}, "response": {"content": {"text": "{\"ok\":true}"}}}]}}`
	r := one(t, text)
	want := foreign.Request{
		Name: "POST https://a.e/x", Method: "POST", URL: "https://a.e/x", Query: []foreign.Pair{{Name: "q", Value: "я"}},
		Headers: []foreign.Pair{{Name: "x-key", Value: "k"}}, Body: &foreign.Body{Kind: foreign.JSON, Text: `{"a":1}`}, Answer: `{"ok":true}`,
	}
	if !reflect.DeepEqual(r, want) {
		t.Errorf("%+v %+v", r, r.Body)
	}
}

func TestASampleBecomesAParser(t *testing.T) {
	r := one(t, `{"b": {"Имя": "x", "id": 1}, "a": [{"id": 2}]}`)
	made := r.Actions(func(string) bool { return false })
	if len(made) != 1 || string(made[0].With) != `{"from":"","fields":[{"name":"value","path":"[\"b\"][\"Имя\"]"},{"name":"id","path":"[\"b\"][\"id\"]"},{"name":"id_2","path":"[\"a\"][0][\"id\"]"}]}` {
		t.Errorf("%s", made)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("curl -sSLX PUT -d 'a=1' https://a.example")
	f.Add(shopAPI)
	f.Add(`{"log": {"entries": [{"request": {"method": "GET", "url": "https://a.e"}}]}}`)
	f.Add(`{"info": {}, "item": [{"request": "https://{{a}}.e"}], "variable": [{"key": "a", "value": "{{a}}{{a}}"}]}`)
	f.Add(`{"swagger": "2.0", "paths": {"/a": {"post": {"parameters": [{"in": "body", "schema": {"$ref": "#/x"}}]}}}, "x": {"allOf": [{"$ref": "#/x"}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		all, _, err := foreign.Read(text)
		if err != nil {
			return
		}
		for _, r := range all {
			for _, a := range r.Actions(func(string) bool { return false }) {
				if !json.Valid(a.With) {
					t.Errorf("%s", a.With)
				}
			}
		}
	})
}
