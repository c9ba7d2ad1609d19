package standin_test

import (
	"encoding/json"
	"net/url"
	"reflect"
	"testing"

	"stanok/examples/standin"
)

func TestACreatedLeadCanBeReadUnderTheNamesOfReads(t *testing.T) {
	_, base := newUON(t, standin.UONOptions{})
	answer, body := post(t, base+"/lead/create.json", url.Values{
		"u_name": {"Ада"}, "u_surname": {"Лавлейс"}, "u_phone": {" 79005550101"}, "u_email": {"ada@example.test"},
		"note": {"Строка 1\nСтрока \"2\""}, "source": {"Сайт"}, "extended_fields[199888]": {"VIP"}, "u_nmae": {"ignored"},
	})
	wantStatus(t, answer, 200)
	id, isText := object(t, body)["id"].(string)
	if !isText || object(t, body)["result"] != json.Number("200") {
		t.Fatalf("created: %s", body)
	}
	_, body = get(t, base+"/lead/"+id+".json")
	lead := first(t, body, "lead")
	for name, want := range map[string]any{
		"client_name": "Ада", "client_surname": "Лавлейс", "client_phone": " 79005550101", "client_email": "ada@example.test",
		"notes": "Строка 1\nСтрока \"2\"", "source": "Сайт", "id": json.Number(id),
		"extended_fields": []any{map[string]any{"id": "199888", "value": "VIP"}},
	} {
		if !reflect.DeepEqual(lead[name], want) {
			t.Errorf("%s is %#v, want %#v", name, lead[name], want)
		}
	}
	if _, body = get(t, base+"/user/"+lead["client_id"].(json.Number).String()+".json"); first(t, body, "user")["u_name"] != "Ада" {
		t.Errorf("the client is %s", body)
	}
	if lead["u_nmae"] != nil {
		t.Error("an unknown name was stored")
	}
}

func TestAPlusThatWasNotEscapedBecomesASpace(t *testing.T) {
	u, base := newUON(t, standin.UONOptions{})
	r := request(t, "POST", base+"/request/create.json", "u_name=A&u_phone=+79005550101")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, body := do(t, r)
	if got := u.Record(standin.UONRequest, object(t, body)["id"].(string))["client_phone"]; got != " 79005550101" {
		t.Errorf("phone %q", got)
	}
}

func TestLeadsAreUpdatedThroughRequests(t *testing.T) {
	u, base := newUON(t, standin.UONOptions{})
	answer, _ := post(t, base+"/request/update/50.json", url.Values{"lead_status_id": {"6"}})
	wantStatus(t, answer, 200)
	answer, _ = post(t, base+"/request/update/51.json", url.Values{"status_id": {"9"}, "note": {"новое"}})
	wantStatus(t, answer, 200)
	if got := u.Record(standin.UONLead, "50")["status_id"]; got != "6" {
		t.Errorf("lead 50 has status %v", got)
	}
	if got := u.Record(standin.UONRequest, "50")["status_id"]; got == "6" {
		t.Error("request 50 was changed with lead 50")
	}
	if r := u.Record(standin.UONRequest, "51"); r["status_id"] != "9" || r["notes"] != "новое" || r["manager_id"] == nil {
		t.Errorf("request 51 is %v", r)
	}
	u.Remove(standin.UONRequest, "52")
	answer, _ = post(t, base+"/request/update/52.json", url.Values{"note": {"x"}})
	wantStatus(t, answer, 404)
}

func TestOtherWrites(t *testing.T) {
	_, base := newUON(t, standin.UONOptions{})
	for _, c := range []struct {
		path    string
		form    url.Values
		status  int
		message string
	}{
		{"/user/create.json", url.Values{"u_name": {"A"}}, 200, ""},
		{"/service/create.json", url.Values{"r_id": {"1"}}, 200, ""},
		{"/call_history/create.json", url.Values{"phone": {"7"}}, 200, ""},
		{"/payment/create.json", url.Values{"cio_id": {"1"}}, 200, ""},
		{"/payment/create.json", url.Values{"cio_id": {"3"}}, 404, "Parameter cio_id is wrong"},
		{"/reminder/create.json", url.Values{"manager_id": {"17"}}, 200, ""},
		{"/reminder/create.json", url.Values{"text": {"x"}}, 500, "Internal Server Error"},
	} {
		answer, body := post(t, base+c.path, c.form)
		got := object(t, body)
		if message, _ := got["message"].(string); answer.StatusCode != c.status || message != c.message {
			t.Errorf("%s: %d %s", c.path, answer.StatusCode, body)
		}
		if _, isText := got["id"].(string); isText != (c.status == 200) {
			t.Errorf("%s: id in %s", c.path, body)
		}
	}
}

func TestWebhooksAreRegisteredOverTheAPI(t *testing.T) {
	u, base := newUON(t, standin.UONOptions{})
	answer, _ := get(t, base+"/webhook/1.json")
	wantStatus(t, answer, 404)
	_, body := post(t, base+"/webhook/create.json", url.Values{"url": {"http://127.0.0.1/hook/a"}, "type_id": {"1"}})
	id := object(t, body)["id"].(string)
	post(t, base+"/webhook/update/"+id+".json", url.Values{"method": {"post"}})
	want := []standin.UONHook{{ID: 1, URL: "http://127.0.0.1/hook/a", TypeID: "1", Method: "post"}}
	if got := u.Hooks(); !reflect.DeepEqual(got, want) {
		t.Errorf("hooks %v", got)
	}
	_, body = get(t, base+"/webhook/1.json")
	first(t, body, "webhook")
	for _, status := range []int{200, 404} {
		answer, _ = post(t, base+"/webhook/delete/"+id+".json", nil)
		wantStatus(t, answer, status)
	}
	answer, _ = post(t, base+"/webhook/update/"+id+".json", nil)
	wantStatus(t, answer, 404)
}
