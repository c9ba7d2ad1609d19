package ui_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestTheFiguresTellWhatTheProgramDid(t *testing.T) {
	c := newClient(t)
	made := c.do("POST", "/api/v1/processings", `{"format": 1, "name": "a", "source": {"type": "webhook"}, "actions": [
		{"id": "one", "type": "set", "with": {"values": {"a": "1"}}}, {"id": "two", "type": "fail", "with": {"message": "no"}}]}`, 201)
	id, link := made["id"].(string), strings.TrimPrefix(made["webhook_url"].(string), "https://stanok.example.com")
	c.do("POST", "/api/v1/processings/"+id+"/start", "", 200)
	c.run(id, "{}", 200)
	c.do("POST", link, "{", 422, "Content-Type", "application/json")
	c.do("POST", "/hook/nobodys", "", 404)
	c.do("POST", "/hook/nobodys", "", 404)

	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	lines := strings.Split(w.Body.String(), "\n")
	for _, want := range []string{
		`stanok_operations_total{state="failed"} 1`, `stanok_operations_total{state="succeeded"} 0`,
		`stanok_operations{state="queued"} 0`, `stanok_operations{state="running"} 0`, `stanok_operations{state="waiting"} 0`,
		`stanok_steps_total{state="done"} 1`, `stanok_steps_total{state="failed"} 1`, `stanok_steps_total{state="retrying"} 0`, `stanok_steps_total{state="uncertain"} 0`,
		`stanok_events_total{outcome="accepted"} 1`, `stanok_intake_answers_total{code="404"} 2`, `stanok_intake_answers_total{code="422"} 1`,
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("there is no %s", want)
		}
	}
	for _, line := range lines {
		name, ours := strings.CutPrefix(line, "# TYPE stanok_")
		name, _, _ = strings.Cut(name, " ")
		if ours && !strings.Contains(w.Body.String(), "# HELP stanok_"+name+" ") {
			t.Errorf("stanok_%s does not say what it is", name)
		}
	}
}
