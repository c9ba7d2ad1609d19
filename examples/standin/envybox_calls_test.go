package standin_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"testing"

	"stanok/examples/standin"
)

func TestALeadLeadsToItsDealClientAndContacts(t *testing.T) {
	e, base := newEnvybox(t)
	do(t, leadRequest(t, base, wholeLead, ""))
	ask := func(method, inner string) map[string]any {
		t.Helper()
		_, body := do(t, request(t, "POST", base+"/openapi/v1/"+method+"/?api_key="+e.APIKey(), `{"request":`+inner+`}`))
		return object(t, body)
	}
	deal := ask("lead/get", `{"lead_id":90001}`)["result"].(map[string]any)["deals"].([]any)[0].(map[string]any)
	byText := ask("deal/get", fmt.Sprintf(`{"deal_id":"%v"}`, deal["id"]))["result"]
	if !reflect.DeepEqual(byText, any(deal)) || deal["pipeline_id"] != json.Number("2") {
		t.Errorf("deal %v, then %v", deal, byText)
	}
	contacts := ask("client/getContacts", fmt.Sprintf(`{"client_id":%v}`, deal["client_id"]))["result"].(map[string]any)["contacts"]
	if want := []any{map[string]any{"type_id": json.Number("1"), "value": "79005550101"}}; !reflect.DeepEqual(contacts, any(want)) {
		t.Errorf("contacts %v", contacts)
	}
	if got := ask("lead/start", `{"lead_id":90001}`)["message"]; got != "success" {
		t.Errorf("start: %v", got)
	}
	for method, inner := range map[string]string{
		"lead/get": `{}`, "lead/start": `{"lead_id":1}`, "deal/get": `{"deal_id":[]}`, "client/getContacts": `{"client_id":"x"}`,
	} {
		if got := ask(method, inner); got["status_code"] != json.Number("404") {
			t.Errorf("%s %s: %v", method, inner, got)
		}
	}
}

func TestDealsAreListedFiftyAtMost(t *testing.T) {
	e, base := newEnvybox(t)
	for range 60 {
		do(t, leadRequest(t, base, wholeLead, ""))
	}
	for inner, want := range map[string]int{`{}`: 50, `{"offset":50}`: 10, `{"limit":5}`: 5, `{"limit":500}`: 50, `{"offset":60}`: 0, `{"offset":-1}`: 50} {
		_, body := do(t, request(t, "POST", base+"/openapi/v1/deal/list/?api_key="+e.APIKey(), `{"request":`+inner+`}`))
		if deals := object(t, body)["result"].(map[string]any)["deals"].([]any); len(deals) != want {
			t.Errorf("%s gave %d deals", inner, len(deals))
		}
	}
}

func TestCustomFieldsAreListed(t *testing.T) {
	e, base := newEnvybox(t)
	for kind, want := range map[string]int{"custom": 3, "": 0} {
		_, body := get(t, base+"/openapi/v1/deal/getListInputs/?type="+kind+"&api_key="+e.APIKey())
		fields := object(t, body)["result"].([]any)
		if len(fields) != want {
			t.Errorf("%d fields of type %q", len(fields), kind)
		}
		for _, f := range fields {
			if f := f.(map[string]any); f["id"] == nil || f["name"] == "" || f["name_id"] == "" {
				t.Errorf("field %v", f)
			}
		}
	}
}

func TestEnvyboxNotifiesWithABracketedForm(t *testing.T) {
	e, base := newEnvybox(t)
	do(t, leadRequest(t, base, wholeLead, ""))
	for name, want := range map[string]url.Values{
		"": {
			"event": {"create_lead"},
			"lead[values][main][inputs][name][value]":  {"Олег Ким"},
			"lead[values][main][inputs][phone][value]": {"79005550101"},
		},
		"create_deal": {
			"event": {"create_deal"},
			"lead[values][main][inputs][name][value]":  {"Олег Ким"},
			"lead[values][main][inputs][phone][value]": {"79005550101"},
			"deal[client_id]":                          {"290001"},
			"x":                                        {"1"},
		},
	} {
		event := standin.EnvyboxEvent{Name: name, Lead: e.Leads()[0]}
		if name != "" {
			event.Extra = url.Values{"x": {"1"}}
		}
		var got *http.Request
		client := &http.Client{Transport: carrier(func(r *http.Request) { _ = r.ParseForm(); got = r })}
		answer, err := e.Notify(t.Context(), client, "http://127.0.0.1:1/hook/abc", event)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if got.Method != "POST" || !reflect.DeepEqual(got.PostForm, want) {
			t.Errorf("%s %v", got.Method, got.PostForm)
		}
	}
}
