package standin_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"stanok/examples/standin"

	"pgregory.net/rapid"
)

// seedFields are the sixteen that the published instruction reads.
var seedFields = []string{
	"id", "dat_lead", "dat", "dat_close", "status_id", "status", "office_id", "office_name", "travel_type_id", "travel_type",
	"manager_id", "manager_surname", "manager_sname", "manager_name", "source_id", "source",
}

func newUON(t *testing.T, o standin.UONOptions) (*standin.UON, string) {
	t.Helper()
	u := standin.NewUON(o)
	return u, serve(t, u) + "/" + u.Key()
}

func TestARequestComesInAnArrayOfOne(t *testing.T) {
	_, base := newUON(t, standin.UONOptions{})
	answer, body := get(t, base+"/request/4821.json")
	wantStatus(t, answer, 200)
	record := first(t, body, "request")
	for _, name := range append(seedFields, "client_name", "client_surname", "client_phone", "client_email", "notes", "calc_price", "extended_fields", "tourists", "services", "payments", "files") {
		if _, ok := record[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
	if record["id"] != json.Number("4821") || record["id_system"] == record["id"] {
		t.Errorf("id %v, id_system %v", record["id"], record["id_system"])
	}
	if _, isText := record["status_id"].(string); !isText {
		t.Errorf("status_id is %T, documented as a string", record["status_id"])
	}
}

func TestALeadComesUnderLeadWithAResult(t *testing.T) {
	_, base := newUON(t, standin.UONOptions{})
	_, body := get(t, base+"/lead/4821.json")
	record := first(t, body, "lead")
	if object(t, body)["result"] != json.Number("200") || object(t, body)["request"] != nil {
		t.Errorf("wrapper of %.60s", body)
	}
	for _, name := range append(seedFields, "client_requirements_budget", "client_requirements_note", "telegram") {
		if _, ok := record[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestUsersAreFoundByIDAndByPhone(t *testing.T) {
	u, base := newUON(t, standin.UONOptions{Empty: true})
	if err := u.Put(standin.UONUser, "9", map[string]any{"u_id": 9, "u_phone": " 79005550109"}); err != nil {
		t.Fatal(err)
	}
	_, body := get(t, base+"/user/9.json")
	first(t, body, "user")
	_, body = get(t, base+"/user/phone/8%20(900)%20555-01-09.json")
	if record := first(t, body, "users"); record["u_id"] != json.Number("9") {
		t.Errorf("found %v", record)
	}
	answer, _ := get(t, base+"/user/phone/79990000000.json")
	wantStatus(t, answer, 404)
}

func TestRefusals(t *testing.T) {
	_, base := newUON(t, standin.UONOptions{Key: "right"})
	root := strings.TrimSuffix(base, "right")
	for _, c := range []struct {
		method, path string
		status       int
		message      string
	}{
		{"GET", "wrong/request/1.json", 403, "API key is wrong"},
		{"GET", "", 403, "API key is wrong"},
		{"GET", "right", 404, "No route found"},
		{"GET", "right/request/1", 404, "No route found"},
		{"GET", "right/request/1.xml", 404, "No route found"},
		{"GET", "right/no_such/1.json", 404, "No route found"},
		{"GET", "right/request//1.json", 404, "No route found"},
		{"GET", "right/request/./1.json", 404, "No route found"},
		{"GET", "right/lead/create.json", 404, "Not found"},
		{"POST", "right/lead/update.json", 404, "No route found"},
		{"POST", "right/lead/update/5.json", 404, "No route found"},
		{"DELETE", "right/request/1.json", 404, "No route found"},
		{"GET", "right/request/abc.json", 404, "Not found"},
		{"GET", "right/request/0.json", 404, "Not found"},
		{"GET", "right/request/-5.json", 404, "Not found"},
	} {
		answer, body := do(t, request(t, c.method, root+c.path, ""))
		want := map[string]any{"result": json.Number(fmt.Sprint(c.status)), "message": c.message}
		if got := object(t, body); answer.StatusCode != c.status || !reflect.DeepEqual(got, want) {
			t.Errorf("%s %s: %d %s", c.method, c.path, answer.StatusCode, body)
		}
	}
}

func TestPutAndRemoveDecideWhatIsThere(t *testing.T) {
	u, base := newUON(t, standin.UONOptions{})
	mine := map[string]any{"id": 7, "client_name": "Ада", "price": json.Number("1.50")}
	if err := u.Put(standin.UONRequest, "7", mine); err != nil {
		t.Fatal(err)
	}
	mine["client_name"] = "changed later"
	if _, body := get(t, base+"/request/7.json"); body != `{"request":[{"client_name":"Ада","id":7,"price":1.50}]}` {
		t.Errorf("got %s", body)
	}
	if _, body := get(t, base+"/lead/7.json"); first(t, body, "lead")["client_name"] == "Ада" {
		t.Error("leads and requests share an id")
	}
	u.Remove(standin.UONRequest, "7")
	u.Remove(standin.UONLead, "8")
	for _, path := range []string{"/request/7.json", "/lead/8.json"} {
		answer, _ := get(t, base+path)
		wantStatus(t, answer, http.StatusNotFound)
	}
	if u.Put("voucher", "1", nil) == nil || u.Put("lead", "1", map[string]any{"f": func() {}}) == nil {
		t.Error("what cannot be stored was stored")
	}
}

func TestAnEmptyUONGeneratesNothing(t *testing.T) {
	_, base := newUON(t, standin.UONOptions{Empty: true})
	for _, path := range []string{"/request/1.json", "/lead/1.json", "/user/1.json", "/requests/2026-01-01/2026-12-31/1.json"} {
		answer, _ := get(t, base+path)
		wantStatus(t, answer, http.StatusNotFound)
	}
}

func TestEveryPositiveIDHasTheSameRecordAlways(t *testing.T) {
	a, b := standin.NewUON(standin.UONOptions{}), standin.NewUON(standin.UONOptions{})
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[1-9][0-9]{0,40}`).Draw(t, "id")
		kind := rapid.SampledFrom([]standin.UONKind{standin.UONRequest, standin.UONLead}).Draw(t, "kind")
		one, err := json.Marshal(a.Record(kind, id))
		if err != nil {
			t.Fatal(err)
		}
		two, _ := json.Marshal(b.Record(kind, id))
		if string(one) != string(two) {
			t.Fatalf("two records of %s %s", kind, id)
		}
		if !strings.Contains(string(one), `"id":`+id+`,`) {
			t.Fatalf("the id's digits changed in %.80s", one)
		}
	})
}

func TestGeneratedRecordsHoldWhatBreaksCarelessPrograms(t *testing.T) {
	u := standin.NewUON(standin.UONOptions{})
	var all strings.Builder
	nulls, empties := 0, 0
	for id := 1; id <= 100; id++ {
		for name, v := range u.Record(standin.UONRequest, fmt.Sprint(id)) {
			switch v {
			case nil:
				nulls++
			case "":
				empties++
			}
			if s, ok := v.(string); ok {
				all.WriteString(name + "=" + s + "\x00")
			}
		}
	}
	for _, wanted := range []string{`"`, "\n", "\r\n", "\t", `\`, "&rarr;", "<b>", "🏖", "\u2028", "{{", "client_phone= 7", "«", "'"} {
		if !strings.Contains(all.String(), wanted) {
			t.Errorf("no record holds %q", wanted)
		}
	}
	if nulls == 0 || empties == 0 {
		t.Errorf("%d nulls, %d empty texts", nulls, empties)
	}
}
