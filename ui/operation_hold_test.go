package ui_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

const inLine = `{"format": 1, "name": "Line", "settings": {"lane": "{{ source.client }}", "lane_on_failure": "hold"},
	"source": {"type": "manual", "with": {"params": [{"name": "client"}, {"name": "bad"}]}},
	"actions": [{"id": "bad", "type": "branch", "with": {"cases": [{"name": "yes", "when": "source.bad == 'yes'"}]}, "branches": {"yes": [
		{"id": "no", "type": "fail", "with": {"message": "not today"}}]}}]}`

// line is a client whose processing has a failed operation and one behind it.
func line(t *testing.T) (c *client, id, failed, waits string) {
	c = newClient(t)
	id = c.create(inLine)
	failed = c.run(id, `{"client": "anna", "bad": "yes"}`, 200)["id"].(string)
	waits = c.do("POST", "/api/v1/processings/"+id+"/operations", `{"client": "anna"}`, 202)["id"].(string)
	for late := time.Now().Add(20 * time.Second); !strings.Contains(c.browse("GET", "/", nil).body, `data-key="held `+id); {
		if time.Now().After(late) {
			t.Fatal("nothing waits")
		}
	}
	return c, id, failed, waits
}

// ends waits for an operation's end.
func (c *client) ends(id, state string) {
	c.t.Helper()
	next := c.listen("/ops/" + id + "/live")
	for {
		if got := c.do("GET", "/api/v1/operations/"+id, "", 200)["state"]; got == state {
			return
		}
		next()
	}
}

func TestAFailedOperationThatOthersWaitForLetsThemGo(t *testing.T) {
	c, _, failed, waits := line(t)
	for lang, say := range map[string][3]string{
		"en":    {"1 operation waits behind this one", "which failed", "Line: 1 operation waits behind a failed one"},
		"ru":    {"За этой ждёт 1 операция", "в той ошибка", "Line: 1 операция ждёт за операцией с ошибкой"},
		"pt-BR": {"1 execução espera atrás desta", "que falhou", "Line: 1 execução espera atrás de uma que falhou"},
	} {
		c.browse("GET", "/ops/"+failed, nil, "Accept-Language", lang).shows(say[0], `data-testid="let-go"`, `data-testid="let-go-confirm"`).lacks("⟦")
		c.browse("GET", "/ops/"+waits, nil, "Accept-Language", lang).shows(say[1], `href="/ops/`+failed+`" data-testid="holder"`).lacks("⟦", `data-testid="let-go"`)
		c.browse("GET", "/", nil, "Accept-Language", lang).shows(say[2], `href="/ops/`+failed+`"`).lacks("⟦")
	}
	viewer := c.as(c.do("POST", "/api/v1/tokens", `{"name": "v", "role": "viewer"}`, 201)["token"].(string))
	viewer.browse("GET", "/ops/"+failed, nil).shows(`data-testid="hold"`).lacks(`data-testid="let-go"`)
	viewer.do("POST", "/api/v1/operations/"+failed+"/release", "", 403)
	if got := viewer.browse("POST", "/ops/"+failed+"/act", url.Values{"do": {"let-go"}}); got.status != 403 {
		t.Errorf("a viewer lets them go: %d", got.status)
	}
	c.do("POST", "/api/v1/operations/"+waits+"/release", "", 409)
	if to := c.browse("POST", "/ops/"+failed+"/act", url.Values{"do": {"let-go"}}).leads(); to != "/ops/"+failed {
		t.Errorf("it leads to %s", to)
	}
	c.ends(waits, string(engine.Succeeded))
	c.browse("GET", "/ops/"+failed, nil).lacks(`data-testid="hold"`)
	c.browse("GET", "/", nil).lacks(`data-key="held `)
}

func TestWhoWaitedGoesOnWhenTheFailedOneIsRepeatedWell(t *testing.T) {
	c, _, failed, waits := line(t)
	c.do("POST", "/api/v1/operations/"+failed+"/replay", `{"input": {"client": "anna"}}`, 202)
	c.ends(waits, string(engine.Succeeded))
	c.do("POST", "/api/v1/operations/"+failed+"/release", "", 409)
}

func TestWhatAFailureMeansForTheNextIsChosenInTheSettings(t *testing.T) {
	c := newClient(t)
	id := c.create(greeting)
	at := "/p/" + id + "/settings"
	save := func(lane, choice string) map[string]any {
		t.Helper()
		_, body, _ := c.page("GET", at, nil)
		form := url.Values{
			"revision": {hidden(t, body, "revision")}, "name": {"Greets"}, "lane": {lane}, "lane_on_failure": {choice}, "while_stopped": {"keep"}, "deadline.unit": {"m"},
		}
		if code, body, _ := c.page("POST", at, form); code != 303 {
			t.Fatal(code, body)
		}
		settings, _ := c.do("GET", "/api/v1/processings/"+id, "", 200, "Accept", "application/json")["document"].(map[string]any)["settings"].(map[string]any)
		return settings
	}
	if s := save("", "hold"); s != nil {
		t.Errorf("without a line to hold: %v", s)
	}
	if s := save("{{ source.id }}", "go_on"); s["lane_on_failure"] != nil {
		t.Errorf("what goes without saying: %v", s)
	}
	if s := save("{{ source.id }}", "hold"); s["lane_on_failure"] != "hold" {
		t.Errorf("chosen: %v", s)
	}
	for lang, say := range map[string]string{"en": "If one of them fails", "ru": "Если одна из них не получилась", "pt-BR": "Se uma delas falhar"} {
		c.browse("GET", at, nil, "Accept-Language", lang).shows(say, `value="hold" checked`).lacks("⟦")
	}
	if s := save("{{ source.id }}", "go_on"); s["lane_on_failure"] != "go_on" {
		t.Errorf("taken back: %v", s)
	}
}
