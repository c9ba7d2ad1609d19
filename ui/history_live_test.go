package ui_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// listen opens a stream and returns its lines of data, one after another.
func (c *client) listen(path string) (next func() string) {
	c.t.Helper()
	server := httptest.NewServer(c.handler)
	ctx, stop := context.WithTimeout(c.t.Context(), 20*time.Second)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	answer, err := server.Client().Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { stop(); _ = answer.Body.Close(); server.Close() })
	if kind := answer.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") {
		c.t.Fatalf("%s is %s", path, kind)
	}
	lines := bufio.NewScanner(answer.Body)
	return func() string {
		c.t.Helper()
		said := ""
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				said += data + "\n"
			} else if said != "" {
				return said
			}
		}
		c.t.Fatalf("the stream ended: %v", lines.Err())
		return ""
	}
}

func TestNewRowsComeOverTheStream(t *testing.T) {
	c := newClient(t)
	deep, bad := c.create(deepFlow), c.create(failing)
	next := c.listen("/ops/live?processing=" + deep + "&state=succeeded")
	c.run(bad, `{}`, 200)
	op := c.run(deep, `{"phone": "<b>1</b>"}`, 200)["id"].(string)
	for said := ""; !strings.Contains(said, `data-state="succeeded"`); {
		said = next()
		if strings.Contains(said, "<b>") || strings.Contains(said, bad) || !strings.Contains(said, op) {
			t.Fatalf("it says %s", said)
		}
		if got, known := strings.Contains(said, "<template>"), strings.Contains(said, "data-known"); got == known {
			t.Fatalf("it says %s", said)
		}
	}
}

func TestAnOperationUnderWayIsShownAsItMoves(t *testing.T) {
	c := newClient(t)
	op := c.do("POST", "/api/v1/processings/"+c.create(waiting)+"/operations?wait=50ms", ``, 202)["id"].(string)
	c.browse("GET", "/ops/"+op, nil).shows(`data-stream="/ops/`+op+`/live`, `data-testid="cancel"`)
	next := c.listen("/ops/" + op + "/live")
	c.browse("POST", "/ops/"+op+"/act", url.Values{"do": {"cancel"}}).leads()
	for said := ""; !strings.Contains(said, `data-state="cancelled"`); {
		if said = next(); !strings.Contains(said, `<hx-partial hx-target="#operation"`) {
			t.Fatalf("it says %s", said)
		}
	}
}

func TestAStreamTellsWhatHappenedWhileItsPageWasDrawn(t *testing.T) {
	c := newClient(t)
	deep := c.create(deepFlow)
	before := c.run(deep, `{}`, 200)["id"].(string)
	list := c.browse("GET", "/ops", nil).shows(before).all(`data-live="([^"]*)"`)[0]
	op := c.run(deep, `{}`, 200)["id"].(string)
	if said := c.listen(list)(); !strings.Contains(said, op) || !strings.Contains(said, `data-state="succeeded"`) {
		t.Errorf("the list's says %s", said)
	}

	op = c.do("POST", "/api/v1/processings/"+c.create(waiting)+"/operations?wait=50ms", ``, 202)["id"].(string)
	one := c.browse("GET", "/ops/"+op, nil).shows(`data-testid="cancel"`).all(`data-stream="([^"]*)"`)[0]
	c.browse("POST", "/ops/"+op+"/act", url.Values{"do": {"cancel"}}).leads()
	if said := c.listen(strings.ReplaceAll(one, "&amp;", "&"))(); !strings.Contains(said, `data-state="cancelled"`) {
		t.Errorf("the operation's says %s", said)
	}

	draft := c.browse("GET", "/p/"+deep, nil).all(`data-stream="([^"]*)"`)[0]
	was := c.do("GET", "/api/v1/processings/"+deep, ``, 200)
	renamed := c.do("PUT", "/api/v1/processings/"+deep, strings.Replace(deepFlow, "name: Deep", "name: Deeper", 1), 200)
	if was["revision"] == renamed["revision"] {
		t.Fatal("nothing has changed")
	}
	if said := c.listen(draft)(); !strings.Contains(said, fmt.Sprintf(`"revision":%v`, renamed["revision"])) {
		t.Errorf("the editor's says %s, not %v", said, renamed["revision"])
	}
}

const waiting = `
format: 1
name: Waits
source: {type: manual, with: {}}
actions: [{id: wait, type: delay, with: {for: 1h}}]
`

// longFlow gives a list and a text as long as its parameter.
const longFlow = `
format: 1
name: Long
source: {type: webhook, with: {params: [{name: list, type: list, in: json}, {name: text, type: text, in: json}]}}
actions: [{id: all, type: set, with: {values: {came: "{{ source }}"}}}]
`

func TestNoPartOfAValueIsLongerThanAPageCanBear(t *testing.T) {
	c := newClient(t)
	list := make([]map[string]string, 600)
	for i := range list {
		list[i] = map[string]string{"name": strings.Repeat("<&\"имя\u2028", 20), "token": "x"}
	}
	input, err := json.Marshal(map[string]any{"list": list, "text": strings.Repeat("ж", 100_000)})
	if err != nil {
		t.Fatal(err)
	}
	op := c.run(c.create(longFlow), string(input), 200)["id"].(string)
	const most = 200 << 10
	page := c.browse("GET", "/ops/"+op+"?step=source", nil).shows(`data-testid="step-output"`)
	seen := 0
	for at := "/ops/" + op + "/tree?step=source&side=out&path=" + url.QueryEscape(`["list"]`); at != ""; {
		part := c.browse("GET", at, nil, partly...).shows()
		if len(part.body) > most {
			t.Fatalf("a part of %d bytes", len(part.body))
		}
		seen += len(part.all(`data-path="\[&#34;list&#34;\](\[\d+\])"`))
		at = ""
		if more := part.all(`hx-get="([^"]*from=[^"]*)"`); len(more) > 0 {
			at = strings.ReplaceAll(more[len(more)-1], "&amp;", "&")
		}
	}
	if len(page.body) > most || seen != len(list) {
		t.Errorf("a page of %d bytes, %d of %d items", len(page.body), seen, len(list))
	}
	whole := "/ops/" + op + "/text?step=source&side=out&path=" + url.QueryEscape(`["text"]`)
	if text := c.browse("GET", whole, nil).shows(); len(text.body) != 200_000 {
		t.Errorf("a text of %d bytes", len(text.body))
	}
	if got := c.browse("GET", whole+"&download=1", nil).header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("a download is %q", got)
	}
}

func TestHistoryShowsKeysInTheOrderInWhichTheyCame(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(`
format: 1
name: Order
source: {type: manual, with: {params: [{name: text}]}}
actions:
  - {id: read, type: json.parse, with: {from: "{{ source.text }}", fields: [{name: one, path: '["z"]'}, {name: all, path: "$"}]}}
  - {id: made, type: json.compose, with: {template: '{"y": 1, "b": {{ read.one }}, "a": 2}'}}
`), `{"text": "{\"z\":{\"id\":1,\"code\":2},\"a\":0}"}`, 200)["id"].(string)
	shows := func(step, path string, want ...string) {
		t.Helper()
		part := c.browse("GET", "/ops/"+op+"/tree?step="+step+"&side=out&path="+url.QueryEscape(path), nil, partly...).shows()
		if got := part.all(`data-name="([^"]*)"`); !slices.Equal(got, want) {
			t.Errorf("%s %s: %v, want %v", step, path, got, want)
		}
	}
	shows("read", "", "one", "all")
	shows("read", `["one"]`, "id", "code")
	shows("read", `["all"]`, "z", "a")
	shows("made", `["value"]`, "y", "b", "a")
}
