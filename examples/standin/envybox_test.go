package standin_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"stanok/examples/standin"
)

const wholeLead = `{"request":{"method":"create","pipeline_id":2,"employee_id":14,"inbox_type_id":5,"timezone":"UTC+03:00",
"values":{"name":"Олег Ким","phone":"79005550101","email":"oleg@example.test","comment":"Строка 1\nСтрока \"2\"","price":1.50,
"custom":[{"input_id":311,"value":"Турция"}],"contact_data":[{"type":"work_phone","value":"74955550102","addon":"15"}]},
"custom":[{"input_id":"312","value":17}],"contact_data":[{"type":"telegram","value":"@olegkim"}]}}`

func leadRequest(t *testing.T, base, body, key string) *http.Request {
	t.Helper()
	r := request(t, http.MethodPost, base+"/openapi/v1/lead/set/?api_key=demo-envybox-key", body)
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return r
}

func newEnvybox(t *testing.T) (*standin.Envybox, string) {
	t.Helper()
	e := standin.NewEnvybox(standin.EnvyboxOptions{})
	return e, serve(t, e)
}

func TestALeadIsCreatedUnderBothAddresses(t *testing.T) {
	e, base := newEnvybox(t)
	for i, path := range []string{"/openapi/v1/lead/set/", "/openapi/v1/lead/set", "/crm/api/v1/lead/set/"} {
		answer, body := do(t, request(t, "POST", base+path+"?api_key="+e.APIKey(), wholeLead))
		wantStatus(t, answer, 200)
		if want := fmt.Sprintf(`{"id":%d,"message":"success","status_code":200}`, 90001+i); body != want {
			t.Errorf("%s: %s", path, body)
		}
	}
	if e.Created() != 3 {
		t.Errorf("%d leads", e.Created())
	}
}

func TestALeadIsKeptAsItCame(t *testing.T) {
	e, base := newEnvybox(t)
	do(t, leadRequest(t, base, wholeLead, "op1/send"))
	l := e.Leads()[0]
	if l.ID != 90001 || l.Key != "op1/send" || !l.Wrapped || l.At.IsZero() || l.Request["pipeline_id"] != json.Number("2") {
		t.Errorf("lead %+v", l)
	}
	if l.Value("comment") != "Строка 1\nСтрока \"2\"" || l.Value("price") != "1.50" || l.Value("no_such") != "" {
		t.Errorf("values %v", l.Request["values"])
	}
	if got := l.Custom(); !reflect.DeepEqual(got, map[string]string{"311": "Турция", "312": "17"}) {
		t.Errorf("custom %v", got)
	}
	want := []standin.EnvyboxContact{{"work_phone", "74955550102", "15"}, {"telegram", "@olegkim", ""}}
	if got := l.Contacts(); !reflect.DeepEqual(got, want) {
		t.Errorf("contacts %v", got)
	}
}

func TestFailuresComeAsHTTP200(t *testing.T) {
	e, base := newEnvybox(t)
	good := "/openapi/v1/lead/set/?api_key=" + e.APIKey()
	for name, c := range map[string]struct {
		method, path, body string
		code               int
		message            string
	}{
		"no key":           {"POST", "/openapi/v1/lead/set/", wholeLead, 401, "Неверный api_key"},
		"wrong key":        {"POST", "/openapi/v1/lead/set/?api_key=x", wholeLead, 401, "Неверный api_key"},
		"a GET":            {"GET", good, "", 405, "POST"},
		"not JSON":         {"POST", good, "method=create", 400, "не является объектом JSON"},
		"a list":           {"POST", good, "[]", 400, "не является объектом JSON"},
		"null":             {"POST", good, "null", 400, "не является объектом JSON"},
		"no wrapper":       {"POST", good, `{"method":"create"}`, 400, "Не передан объект request"},
		"wrapper is text":  {"POST", good, `{"request":"create"}`, 400, "Не передан объект request"},
		"no method":        {"POST", good, `{"request":{"values":{}}}`, 400, "Не передано обязательное поле method"},
		"empty method":     {"POST", good, `{"request":{"method":""}}`, 400, "Не передано обязательное поле method"},
		"unknown method":   {"POST", good, `{"request":{"method":"make"}}`, 400, "Неизвестное значение"},
		"method an object": {"POST", good, `{"request":{"method":{}}}`, 400, "Неизвестное значение"},
	} {
		answer, body := do(t, request(t, c.method, base+c.path, c.body))
		got := object(t, body)
		if answer.StatusCode != 200 || got["status_code"] != json.Number(fmt.Sprint(c.code)) || !strings.Contains(got["message"].(string), c.message) {
			t.Errorf("%s: %d %s", name, answer.StatusCode, body)
		}
	}
	answer, _ := do(t, request(t, "POST", base+"/openapi/v1/lead/delete/?api_key="+e.APIKey(), wholeLead))
	wantStatus(t, answer, 404)
	if e.Created() != 0 {
		t.Errorf("%d leads", e.Created())
	}
}

func TestRefuseFailsTheNextLeadsWithAMessage(t *testing.T) {
	e, base := newEnvybox(t)
	e.Refuse(2, "Превышен лимит тарифа")
	for _, want := range []string{"Превышен лимит тарифа", "Превышен лимит тарифа", "success"} {
		answer, body := do(t, leadRequest(t, base, wholeLead, ""))
		wantStatus(t, answer, 200)
		if got := object(t, body)["message"]; got != want {
			t.Errorf("message %q, want %q", got, want)
		}
	}
	if e.Created() != 1 {
		t.Errorf("%d leads", e.Created())
	}
}

func TestAcceptBareTakesABodyWithoutTheWrapper(t *testing.T) {
	e, base := newEnvybox(t)
	e.Switch(func(q *standin.EnvyboxQuirks) { q.AcceptBare = true })
	do(t, leadRequest(t, base, `{"method":"create","values":{"name":"A"}}`, ""))
	do(t, leadRequest(t, base, wholeLead, ""))
	leads := e.Leads()
	if len(leads) != 2 || leads[0].Wrapped || !leads[1].Wrapped || leads[0].Value("name") != "A" {
		t.Errorf("leads %+v", leads)
	}
}

func TestRepeatsAreCountedOrRejectedByKey(t *testing.T) {
	e, base := newEnvybox(t)
	for _, key := range []string{"a", "a", "b", "", ""} {
		do(t, leadRequest(t, base, wholeLead, key))
	}
	if got := e.Repeated(); !reflect.DeepEqual(got, map[string]int{"a": 2}) || e.Created() != 5 {
		t.Errorf("%d leads, repeated %v", e.Created(), got)
	}
	e.Switch(func(q *standin.EnvyboxQuirks) { q.RejectRepeats = true })
	answer, body := do(t, leadRequest(t, base, wholeLead, "b"))
	wantStatus(t, answer, 200)
	if object(t, body)["status_code"] != json.Number("409") || e.Created() != 5 {
		t.Errorf("a repeat: %s", body)
	}
	do(t, leadRequest(t, base, wholeLead, "c"))
	do(t, leadRequest(t, base, wholeLead, ""))
	if e.Created() != 7 {
		t.Errorf("%d leads", e.Created())
	}
}

func TestStrictKnowsFieldsAndContactTypes(t *testing.T) {
	e, base := newEnvybox(t)
	e.Switch(func(q *standin.EnvyboxQuirks) { q.Strict = true })
	for body, want := range map[string]string{
		wholeLead: "success",
		`{"request":{"method":"create","values":{"custom":[{"input_id":999,"value":"x"}]}}}`:    "Поле с input_id 999 не найдено",
		`{"request":{"method":"create","contact_data":[{"type":"pager","value":"x"}]}}`:         "Неизвестный тип контактных данных pager",
		`{"request":{"method":"create","values":{"custom":["x"],"contact_data":{"type":"x"}}}}`: "success",
	} {
		_, got := do(t, leadRequest(t, base, body, ""))
		if object(t, got)["message"] != want {
			t.Errorf("%.80s: %s", body, got)
		}
	}
}

func TestOldLeadsAreForgotten(t *testing.T) {
	e := standin.NewEnvybox(standin.EnvyboxOptions{Keep: 2})
	base := serve(t, e)
	for range 5 {
		do(t, leadRequest(t, base, wholeLead, ""))
	}
	if leads := e.Leads(); len(leads) != 2 || leads[1].ID != 90005 || e.Created() != 5 {
		t.Errorf("kept %d of %d", len(leads), e.Created())
	}
	for id, want := range map[int]string{90003: "404", 90004: "200", 90005: "200", 90006: "404"} {
		_, body := do(t, request(t, "POST", base+"/openapi/v1/lead/get/?api_key="+e.APIKey(), fmt.Sprintf(`{"request":{"lead_id":%d}}`, id)))
		if fmt.Sprint(object(t, body)["status_code"]) != want {
			t.Errorf("lead %d: %s", id, body)
		}
	}
}
