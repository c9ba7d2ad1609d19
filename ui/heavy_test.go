package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const reads = `
format: 1
name: Reads
source: {type: webhook}
actions:
  - {id: one, type: json.parse, with: {from: "{{ source.body }}", fields: [{name: a, path: '["a"]'}]}}
  - {id: two, type: set, with: {values: {came: "{{ source.json }}"}}}
  - {id: three, type: json.parse, with: {from: "{{ source.body }}", fields: [{name: a, path: '["a"]'}]}}
`

// heavy are bodies that would make a page heavy if all of them were drawn.
func heavy() map[string]string {
	many := func(n int, one func(i int) string) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(one(i))
		}
		return b.String()
	}
	number := func(int) string { return "1" }
	return map[string]string{
		"a long list":     `{"list": [` + many(50_000, number) + `]}`,
		"many keys":       `{` + many(5_000, func(i int) string { return fmt.Sprintf(`"key%d": %d`, i, i) }) + `}`,
		"lists in a list": `{` + many(100, func(i int) string { return fmt.Sprintf(`"k%d": [%s]`, i, many(90, number)) }) + `}`,
		"long keys":       `{` + many(150, func(i int) string { return fmt.Sprintf(`"%s%d": {"a": 1}`, strings.Repeat("<&", 700), i) }) + `}`,
		"a long text":     `{"a": "` + strings.Repeat("<", 700_000) + `"}`,
		"depth":           `{"a": ` + strings.Repeat("[", 90) + many(9_000, number) + strings.Repeat("]", 90) + `}`,
		"secrets":         `{` + many(3_000, func(i int) string { return fmt.Sprintf(`"token%d": "s3cr3t"`, i) }) + `}`,
	}
}

func TestNothingThatComesMakesAPartOfTheEditorHeavy(t *testing.T) {
	const most = 200 << 10
	for name, body := range heavy() {
		if !json.Valid([]byte(body)) {
			t.Fatalf("%s is no JSON", name)
		}
		c := newClient(t)
		id := c.create(reads)
		c.run(id, body, 200)
		for _, part := range []string{"/parts?since=0&", "/sample?edit=yes&", "/tree?group=source&path=[%22json%22]&"} {
			got := c.browse("GET", "/p/"+id+part+"at=three", nil, partly...)
			if got.status/100 != 2 || len(got.body) > most {
				t.Errorf("%s: %s answers %d with %d bytes", name, part, got.status, len(got.body))
			}
		}
	}
}

func TestWhatTheDataHasNoRoomForIsAskedFor(t *testing.T) {
	c := newClient(t)
	id := c.create(reads)
	c.run(id, heavy()["many keys"], 200)
	data := c.browse("GET", "/p/"+id+"/data?at=one", nil, partly...).shows(`data-path="[&#34;key0&#34;]"`)
	more := data.all(`hx-get="(/p/[^"]*/tree\?[^"]*from=[^"]*)"`)
	if len(more) == 0 {
		t.Fatal("nothing more can be asked for")
	}
	at, err := url.Parse(strings.ReplaceAll(more[0], "&amp;", "&"))
	if err != nil || at.Query().Get("group") != "read" || at.Query().Get("path") != "" {
		t.Fatalf("the first asks for %s", more[0])
	}
	const key = `data-path="\[&#34;(key\d+)&#34;\]"`
	shown, next := data.all(key), c.browse("GET", at.String(), nil, partly...).all(key)
	if len(next) == 0 || at.Query().Get("from") != strconv.Itoa(len(shown)) {
		t.Errorf("%d are shown, %s gives %d", len(shown), at, len(next))
	}
	for _, one := range next {
		if slices.Contains(shown, one) {
			t.Errorf("%s comes twice", one)
		}
	}
}

func TestAnAddressIsPreviewedTheSameWhileItIsTypedAndAfterwards(t *testing.T) {
	c := newClient(t)
	long := "https://example.com/" + strings.Repeat("a", 400)
	id := c.create(strings.Replace(reads, "{id: two, type: set, with: {values: {came: \"{{ source.json }}\"}}}",
		`{id: two, type: http.request, with: {url: "`+long+`{{ source.json.x }}"}}`, 1))
	c.run(id, `{"x": "y"}`, 202) // nobody answers at that address
	shown := c.browse("GET", "/p/"+id+"?at=two", nil).all(`data-testid="preview-url"[^>]*>.*?(https://example\.com/a+…)`)
	r := httptest.NewRequest("POST", "/p/"+id+"/preview", strings.NewReader(fmt.Sprintf(`{"at": "two", "scope": "actions/two/with/url", "place": "url", "text": %q}`, long+"{{ source.json.x }}")))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	typed := httptest.NewRecorder()
	c.handler.ServeHTTP(typed, r)
	var said struct{ Text string }
	if err := json.Unmarshal(typed.Body.Bytes(), &said); err != nil || len(shown) == 0 || said.Text != shown[0] {
		t.Errorf("%s, then %v", typed.Body, shown)
	}
}
