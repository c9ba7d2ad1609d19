package ui_test

import (
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func TestASecretOfATreeIsShownToThoseWhoAskAndMay(t *testing.T) {
	b, _ := atSamples(t)
	sample := engine.Sample{Event: engine.Event{Source: "webhook", At: time.Now(), Data: json.RawMessage(
		`{"method":"POST","headers":{"authorization":"Bearer <b>"},"shape":"json","body":"{\"client\":{\"password\":\"<i>s3cret\",\"token\":\"\"}}"}`)}}
	if err := b.store.AddSample(t.Context(), engine.MainWorkspace, "lead", sample); err != nil {
		t.Fatal(err)
	}
	page := b.ask("GET", "/p/lead/panel?at=a", "", partly...).Body.String()
	asks := regexp.MustCompile(`hx-get="([^"]*/value\?[^"]*password[^"]*)"`).FindStringSubmatch(page)
	if asks == nil || strings.Contains(page, "s3cret") || strings.Contains(page, "Bearer") {
		t.Fatalf("the page shows %s", page)
	}
	address := html.UnescapeString(asks[1])
	if w := b.ask("GET", address, "", partly...); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `>&lt;i&gt;s3cret</span>`) {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	viewer := b.as(engine.Operator)
	if page := viewer.ask("GET", "/p/lead/panel?at=a", "", partly...).Body.String(); strings.Contains(page, "tree-show") || !strings.Contains(page, "password") {
		t.Errorf("an operator may ask: %s", page)
	}
	if w := viewer.ask("GET", address, "", partly...); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "s3cret") {
		t.Errorf("an operator is answered %d: %s", w.Code, w.Body)
	}
	for _, other := range []string{"/p/lead/value?at=a&group=source&path=", "/p/lead/value?at=a&group=connection&path=[%22key%22]", "/p/lead/value?at=a&group=gone&path=[%22a%22]", "/p/lead/value?at=a&group=source&path=[%22gone%22]", "/p/lead/value?at=a&group=source&path=[%22method%22]"} {
		if w := b.ask("GET", other, "", partly...); w.Code != http.StatusNotFound {
			t.Errorf("%s: %s", other, w.Body)
		}
	}
}

func TestASecretInHistoryIsShownToThoseWhoAsk(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create("format: 1\nname: Secret\nsource: {type: manual, with: {params: [{name: a}, {name: b}, {name: api_key}, {name: token}]}}\n"), `{"a": 1, "b": 2, "api_key": "<i>s3cret"}`, 200)["id"].(string)
	page := c.browse("GET", "/ops/"+op+"?step=source", nil).shows(`data-testid="tree-show"`)
	if strings.Contains(page.body, "s3cret") {
		i := strings.Index(page.body, "s3cret")
		t.Errorf("the page shows the secret: %s", page.body[max(0, i-300):i+20])
	}
	asks := page.all(`hx-get="([^"]*/secret\?[^"]*)"`)
	if len(asks) != 1 {
		t.Fatalf("%d secrets can be asked for: %v", len(asks), asks)
	}
	c.browse("GET", html.UnescapeString(asks[0]), nil, partly...).shows(">&lt;i&gt;s3cret</span>")
}
