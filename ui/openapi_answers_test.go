package ui_test

import (
	"context"
	"fmt"
	"maps"
	"net/http/httptest"
	"strings"
	"testing"
)

// Documents of the processings that are asked about.
const (
	leads = `{"format": 1, "name": "Leads",
		"source": {"type": "webhook", "with": {"params": [{"name": "phone", "required": true}]}},
		"actions": [
			{"id": "lead", "type": "set", "title": "Lead", "with": {"values": {"phone": "{{ source.phone }}"}}},
			{"id": "real", "type": "filter", "with": {"when": "lead.phone != \"0\""}},
			{"id": "each", "type": "loop", "with": {"over": "{{ [1, 2] }}"}, "branches": {"each": [
				{"id": "inside", "type": "text.compose", "with": {"template": "{{ item }}"}}]}},
			{"id": "off", "type": "stop", "disabled": true}]}`
	failing = `{"format": 1, "name": "Failing", "source": {"type": "manual"},
		"actions": [{"id": "no", "type": "fail", "with": {"message": "not today"}}]}`
	sending = `{"format": 1, "name": "Sending", "source": {"type": "manual"},
		"actions": [{"id": "send", "type": "http.request", "with": {"method": "POST", "url": "https://crm.example.com/"}}]}`
	hourly = `{"format": 1, "name": "Hourly", "source": {"type": "schedule", "with": {"every": "1h", "time_zone": "Europe/Moscow"}},
		"actions": [{"id": "rest", "type": "delay", "with": {"for": "1h"}}]}`
	broken = `{"format": 1, "name": "Broken", "source": {"type": "webhook"}, "actions": [{"id": "x", "type": "nothing"}]}`
)

func TestAnswersAreAsDescribed(t *testing.T) {
	asked := map[string]bool{}
	for name, ask := range map[string]func(*client){
		"processings": askProcessings, "operations": askOperations, "replays": askReplays, "webhook": askWebhook,
		"connections and tokens": askConnectionsAndTokens, "tables": askTables, "people": askPeople, "the rest": askTheRest,
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t)
			ask(c)
			maps.Copy(asked, c.asked)
		})
	}
	d, _ := describe(t)
	for name := range d.operations(t) {
		if !asked[name] && !t.Failed() {
			t.Errorf("nobody asked %s", name)
		}
	}
}

func askProcessings(c *client) {
	c.do("GET", "/api/v1/processings", "", 200)
	made := c.do("POST", "/api/v1/processings", leads, 201)
	at := "/api/v1/processings/" + made["id"].(string)
	c.do("GET", at, "", 200)
	c.do("GET", at, "", 200, "Accept", "application/yaml")
	c.do("PUT", at, leads, 200, "If-Match", `"1"`)
	c.do("PUT", at, leads, 412, "If-Match", `"1"`)
	c.do("PUT", at, "{", 422)
	c.do("POST", at+"/operations", `{"phone": "1"}`, 409)
	c.do("POST", at+"/operations?draft=true&wait=5s", `{"phone": "1"}`, 200)
	c.do("POST", at+"/start", "", 200)
	c.do("GET", at+"/versions", "", 200)
	c.do("POST", at+"/versions/1/restore", "", 200)
	c.do("POST", at+"/versions/7/restore", "", 404)
	c.do("POST", at+"/stop", "", 200)
	c.do("GET", "/api/v1/processings/"+c.create(hourly), "", 200)
	wrong := c.do("POST", "/api/v1/processings", broken, 201)["id"].(string)
	c.do("POST", "/api/v1/processings/"+wrong+"/start", "", 422)
	c.do("GET", "/api/v1/processings", "", 200)
	c.do("DELETE", at, "", 204)
	c.do("GET", at, "", 404, "Accept-Language", "ru")
}

func askOperations(c *client) {
	lead, fails, sends, waits := c.create(leads), c.create(failing), c.create(sending), c.create(hourly)
	done := c.run(lead, `{"phone": "79001112233"}`, 200)
	c.run(lead, `{"phone": "0"}`, 200)
	c.do("POST", "/api/v1/processings/"+lead+"/operations", `[]`, 422)
	failed := c.run(fails, `{}`, 200)
	c.do("GET", "/api/v1/operations?state=failed,succeeded&limit=2&q=7900&created_from=2020-01-01T00:00:00Z", "", 200)
	c.do("GET", "/api/v1/operations?limit=0", "", 422)
	c.do("GET", "/api/v1/operations/"+done["id"].(string), "", 200)
	c.do("GET", "/api/v1/operations/nothing", "", 404)
	at := "/api/v1/processings/" + lead
	c.do("POST", at+"/rehearse?last=20", "", 200)
	c.do("POST", at+"/rehearse?last=0", "", 422)
	c.do("PUT", at, strings.Replace(leads, "{{ source.phone }}", "{{ int(processing.name) }}", 1), 200)
	if fails := c.do("POST", at+"/rehearse", "", 200)["totals"].(map[string]any)["newly_fails"]; fmt.Sprint(fails) != "2" {
		c.t.Errorf("%v newly fail", fails)
	}
	c.do("PUT", at, broken, 200)
	c.do("POST", at+"/rehearse", "", 422)
	c.do("POST", "/api/v1/operations/"+failed["id"].(string)+"/replay", `{"from": "failed", "version": "original"}`, 202)
	c.do("POST", "/api/v1/operations/"+failed["id"].(string)+"/replay", `{"from": "elsewhere"}`, 422)
	unsure := c.run(sends, `{}`, 200)
	if unsure["state"] != "uncertain" {
		c.t.Fatalf("a send that was cut off is %v", unsure["state"])
	}
	c.do("POST", "/api/v1/operations/"+unsure["id"].(string)+"/resolve", `{"outcome": "perhaps"}`, 422)
	c.do("POST", "/api/v1/operations/"+unsure["id"].(string)+"/resolve", `{"outcome": "arrived"}`, 200)
	c.do("POST", "/api/v1/operations/"+done["id"].(string)+"/resolve", `{"outcome": "arrived"}`, 409)
	held := c.run(c.create(inLine), `{"client": "anna", "bad": "yes"}`, 200)
	if by, _ := held["held"].(map[string]any); by == nil || by["operation"] != held["id"] || held["forgotten"] != nil {
		c.t.Errorf("what keeps its lane says %v, %v", held["held"], held["forgotten"])
	}
	if let := c.do("POST", "/api/v1/operations/"+held["id"].(string)+"/release", "", 200); let["held"] != nil {
		c.t.Errorf("what was let go says %v", let["held"])
	}
	c.do("POST", "/api/v1/operations/"+held["id"].(string)+"/release", "", 409)
	waiting := c.do("POST", "/api/v1/processings/"+waits+"/operations", ``, 202)
	c.do("POST", "/api/v1/operations/"+waiting["id"].(string)+"/cancel", "", 200)
}

func askReplays(c *client) {
	fails := c.create(failing)
	for range 3 {
		c.run(fails, `{}`, 200)
	}
	c.run(c.create(sending), `{}`, 200)
	count := c.do("POST", "/api/v1/replays", `{"processing": "`+fails+`", "state": "failed,uncertain", "dry_run": true}`, 200)
	if fmt.Sprint(count["total"], count["left"]) != "3 3" {
		c.t.Errorf("the preview says %v", count)
	}
	if causes := count["causes"].([]any); len(causes) != 1 || fmt.Sprint(causes[0].(map[string]any)["count"]) != "3" {
		c.t.Errorf("by cause they are %v", causes)
	}
	if all := c.do("POST", "/api/v1/replays", `{"state": ["failed", "uncertain"], "dry_run": true}`, 200); fmt.Sprint(all["total"], all["unfinished"]) != "3 1" {
		c.t.Errorf("with the uncertain one the preview says %v", all)
	}
	made := c.do("POST", "/api/v1/replays", `{"processing": "`+fails+`", "from": "start", "rate": 0.001}`, 202)
	at := "/api/v1/replays/" + made["id"].(string)
	if made["state"] != "running" || fmt.Sprint(made["total"], made["rate"]) != "3 0.001" {
		c.t.Errorf("the repeat is %v", made)
	}
	if paused := c.do("POST", at+"/pause", "", 200); paused["state"] != "paused" {
		c.t.Errorf("the paused repeat is %v", paused)
	}
	c.do("POST", at+"/resume", "", 200)
	c.do("POST", at+"/cancel", "", 200)
	if over := c.do("GET", at, "", 200); over["state"] != "cancelled" {
		c.t.Errorf("the cancelled repeat is %v", over)
	}
	c.do("POST", at+"/resume", "", 409)
	c.do("GET", "/api/v1/replays", "", 200)
	for _, wrong := range []string{`{"state": "gone"}`, `{"rate": -1}`, `{"version": 1}`, `{"version": "next"}`, `{"created_to": "today"}`, `{"state": "cancelled"}`} {
		c.do("POST", "/api/v1/replays", wrong, 422)
	}
	c.do("POST", "/api/v1/replays", `{"processing": "nothing"}`, 404)
	c.do("GET", "/api/v1/replays/nothing", "", 404)
	c.as("nobody").do("POST", "/api/v1/replays", `{}`, 401)
}

func askWebhook(c *client) {
	id := c.do("POST", "/api/v1/processings", leads, 201)["id"].(string)
	c.do("GET", "/api/v1/processings/"+id+"/samples", "", 200)
	link := c.do("POST", "/api/v1/processings/"+id+"/start", "", 200)["webhook_url"].(string)
	path := strings.TrimPrefix(link, "https://stanok.example.com")
	sender := c.as("")
	sender.do("GET", path+"?phone=1", "", 200)
	sender.do("POST", path, `{"phone": "2"}`, 200, "Content-Type", "application/json")
	sender.do("POST", path, `{}`, 422, "Content-Type", "application/json", "Accept-Language", "pt-BR")
	sender.do("POST", path, "x", 415, "Content-Encoding", "br")
	sender.do("POST", "/hook/nobody", "", 404)
	c.do("GET", "/api/v1/processings/"+id+"/samples", "", 200)
}

func askConnectionsAndTokens(c *client) {
	const crm = `{"name": "crm", "type": "bearer", "origins": ["https://crm.example.com"], "fields": {"account": "a"}, "secrets": {"token": "s3cret"}}`
	at := "/api/v1/connections/" + c.do("POST", "/api/v1/connections", crm, 201)["id"].(string)
	c.do("POST", "/api/v1/connections", crm, 409)
	c.do("POST", "/api/v1/connections", `{"type": "basic"}`, 422)
	c.do("POST", "/api/v1/connections", `{"unknown": 1}`, 422)
	c.do("POST", "/api/v1/connections", `{"name": "h", "type": "header", "fields": {"header": "X-A\r\nB"}, "secrets": {"value": "v"}}`, 422)
	c.do("GET", "/api/v1/connections", "", 200)
	c.do("GET", at, "", 200)
	c.do("PUT", at, strings.Replace(crm, `"s3cret"`, "true", 1), 200)
	c.do("POST", at+"/test", "", 200)
	c.do("DELETE", at, "", 204)
	c.do("DELETE", at, "", 404)

	viewer := c.do("POST", "/api/v1/tokens", `{"name": "dashboard", "role": "viewer"}`, 201)
	c.do("POST", "/api/v1/tokens", `{"name": "", "role": "viewer"}`, 422)
	c.do("GET", "/api/v1/tokens", "", 200)
	c.as(viewer["token"].(string)).do("GET", "/api/v1/tokens", "", 403)
	c.as("nobody").do("GET", "/api/v1/tokens", "", 401)
	c.do("DELETE", "/api/v1/tokens/"+viewer["id"].(string), "", 204)
}

func askTables(c *client) {
	const cities = `{"name": "Cities", "keys": ["id"], "rows": [{"note": "a", "id": 0042, "code": true}]}`
	table := strings.Replace(cities, "0042", "42.50", 1)
	made := c.do("POST", "/api/v1/tables", table, 201)
	at := "/api/v1/tables/" + made["id"].(string)
	c.do("POST", "/api/v1/tables", table, 409)
	c.do("POST", "/api/v1/tables", cities, 422)
	c.do("POST", "/api/v1/tables", `{"name": "Two", "keys": ["id"], "rows": [{"id": 1}, {"id": "1 "}]}`, 422)
	c.do("POST", "/api/v1/tables", `{"name": "Deep", "keys": ["id"], "rows": [{"id": []}]}`, 422)
	c.do("POST", "/api/v1/tables", `{"name": "Odd", "keys": ["id"], "columns": ["id"], "rows": [{"id": "1", "x": ""}]}`, 422)
	c.do("GET", "/api/v1/tables", "", 200)
	got := c.do("GET", at, "", 200)
	if fmt.Sprint(got["columns"], got["rows"]) != "[id note code] [map[code:true id:42.50 note:a]]" {
		c.t.Errorf("the table is %v %v", got["columns"], got["rows"])
	}
	c.do("PUT", at, strings.Replace(table, "Cities", "Towns", 1), 200, "If-Match", `"1"`)
	c.do("PUT", at, table, 412, "If-Match", `"1"`)
	c.create(`{"format": 1, "name": "Map", "source": {"type": "manual"}, "actions": [
		{"id": "row", "type": "table.lookup", "with": {"table": "Towns", "keys": {"id": "1"}}}]}`)
	c.do("PUT", at, table, 409)
	if said := c.do("DELETE", at, "", 409)["error"].(map[string]any)["message"].(string); !strings.Contains(said, "Map › 2 Look up in a table") {
		c.t.Error(said)
	}
	c.do("GET", "/api/v1/tables/nothing", "", 404)
	other := "/api/v1/tables/" + c.do("POST", "/api/v1/tables", table, 201)["id"].(string)
	c.do("DELETE", other, "", 412, "If-Match", `"7"`)
	c.do("DELETE", other, "", 204)
	c.do("DELETE", other, "", 404)
}

func TestAViewersAnswersHoldNoData(t *testing.T) {
	c := newClient(t)
	const secret = "79001112233"
	id := c.create(leads)
	op := c.run(id, `{"phone": "`+secret+`"}`, 200)["id"].(string)
	viewer := c.as(c.do("POST", "/api/v1/tokens", `{"name": "v", "role": "viewer"}`, 201)["token"].(string))
	for _, path := range []string{"/api/v1/operations/" + op, "/api/v1/operations", "/api/v1/processings/" + id} {
		answer := viewer.do("GET", path, "", 200)
		if holds(answer, secret) {
			t.Errorf("%s shows a viewer the data", path)
		}
		if link, _ := answer["webhook_url"].(string); link != "" {
			t.Errorf("%s shows a viewer the link", path)
		}
	}
	viewer.do("GET", "/api/v1/processings/"+id+"/samples", "", 403)
	viewer.do("GET", "/api/v1/operations?q="+secret, "", 403)
}

func TestAViewersFailuresHoldNoData(t *testing.T) {
	c := newClient(t)
	const secret = "79001112233"
	id := c.create(`{"format": 1, "name": "Refuses", "source": {"type": "manual", "with": {"params": [{"name": "phone", "type": "text"}]}},
		"actions": [{"id": "end", "type": "fail", "with": {"message": "no {{ source.phone }}"}}]}`)
	op := c.run(id, `{"phone": "`+secret+`"}`, 200)["id"].(string)
	viewer := c.as(c.do("POST", "/api/v1/tokens", `{"name": "v", "role": "viewer"}`, 201)["token"].(string))
	for _, path := range []string{"/api/v1/operations/" + op, "/api/v1/operations"} {
		if !holds(c.do("GET", path, "", 200), secret) {
			t.Errorf("%s hides the message from an owner", path)
		}
		if answer := viewer.do("GET", path, "", 200); holds(answer, secret) || !holds(answer, "fail.message") {
			t.Errorf("%s shows a viewer the data, or no failure", path)
		}
	}
}

// holds reports whether a text stands anywhere in a JSON value.
func holds(v any, text string) bool {
	switch v := v.(type) {
	case string:
		return strings.Contains(v, text)
	case []any:
		for _, one := range v {
			if holds(one, text) {
				return true
			}
		}
	case map[string]any:
		for _, one := range v {
			if holds(one, text) {
				return true
			}
		}
	}
	return false
}

func askTheRest(c *client) {
	c.do("GET", "/api/v1/backup", "", 200)
	gone, leave := context.WithCancel(context.Background())
	leave() // the reader of a stream that would not end
	c.send(httptest.NewRequestWithContext(gone, "GET", "/api/v1/events", nil), 200)
	nobody := c.as("")
	nobody.do("GET", "/api/v1/openapi.json", "", 200)
	nobody.do("GET", "/healthz", "", 200)
	nobody.do("GET", "/readyz", "", 200)
	nobody.do("GET", "/metrics", "", 200)
}

func askPeople(c *client) {
	c.do("GET", "/api/v1/users", "", 200)
	anna := c.do("POST", "/api/v1/users", `{"email": "anna@example.com", "name": "Anna", "role": "owner", "password": "a quiet harbour"}`, 201)
	boris := c.do("POST", "/api/v1/users", `{"email": "boris@example.com", "name": "Boris"}`, 201)
	if link, _ := boris["link"].(string); !strings.HasPrefix(link, "https://stanok.example.com/pass/") || boris["role"] != "viewer" || anna["link"] != nil {
		c.t.Errorf("the answers are %v and %v", anna, boris)
	}
	c.do("POST", "/api/v1/users", `{"email": "BORIS@example.com", "name": "Boris"}`, 409)
	c.do("POST", "/api/v1/users", `{"email": "no address", "name": "X"}`, 422)
	c.do("POST", "/api/v1/users", `{"email": "x@example.com", "name": "X", "password": "short"}`, 422)
	c.do("GET", "/api/v1/users", "", 200)
	at := "/api/v1/users/" + anna["id"].(string)
	c.do("PUT", at, `{"name": "Anna P.", "password": "another harbour"}`, 200)
	c.do("PUT", at, `{"role": "admin"}`, 409)
	c.do("PUT", at, `{"role": "king"}`, 422)
	c.do("DELETE", at, "", 409)
	admin := c.as(c.do("POST", "/api/v1/tokens", `{"name": "a", "role": "admin"}`, 201)["token"].(string))
	admin.do("PUT", at, `{"name": "X"}`, 403)
	admin.do("DELETE", at, "", 403)
	admin.do("POST", "/api/v1/users", `{"email": "y@example.com", "name": "Y", "role": "owner"}`, 403)
	admin.do("PUT", "/api/v1/users/nobody", `{}`, 404)
	admin.do("DELETE", "/api/v1/users/"+boris["id"].(string), "", 204)
}
