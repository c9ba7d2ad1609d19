package standin_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
)

// asPloomes sends a request with a key.
func asPloomes(t *testing.T, method, address, key, body string) (*http.Response, string) {
	t.Helper()
	r := request(t, method, address, body)
	r.Header.Set("User-Key", key)
	return do(t, r)
}

func TestPloomesAnswersACreationWithAListAndFindsItAgain(t *testing.T) {
	p := standin.NewPloomes(standin.PloomesOptions{})
	base := serve(t, p)
	answer, body := asPloomes(t, "POST", base+"/Contacts", p.Key(),
		`{"Name": "Thiago D'Ávila", "TypeId": 2, "Register": "12345678909", "OtherProperties": [{"FieldKey": "contact_1", "StringValue": "x"}]}`)
	wantStatus(t, answer, 200)
	made := first(t, body, "value")
	if made["Id"] != json.Number("40000001") || made["OtherProperties"] != nil {
		t.Errorf("made %s", body)
	}
	if kept := p.Rows("Contacts"); len(kept) != 1 || kept[0]["OtherProperties"] == nil {
		t.Errorf("kept %v", kept)
	}
	for filter, found := range map[string]int{
		"TypeId eq 2 and Register eq '12345678909'": 1,
		"Name eq 'Thiago D''Ávila'":                 1,
		"Name eq 'Thiago'":                          0,
		"TypeId eq 1":                               0,
		"":                                          1,
	} {
		_, body := asPloomes(t, "GET", base+"/Contacts?$count=true&$filter="+url.QueryEscape(filter), p.Key(), "")
		said := object(t, body)
		if list := said["value"].([]any); len(list) != found || said["@odata.count"] == nil {
			t.Errorf("%q finds %s", filter, body)
		}
	}
}

func TestPloomesRefusesWhatItDoesNotTake(t *testing.T) {
	p := standin.NewPloomes(standin.PloomesOptions{})
	base := serve(t, p)
	for _, c := range []struct {
		method, path, key, body string
		status                  int
		says                    string
	}{
		{"GET", "/Contacts", "wrong", "", 401, "User-Key"},
		{"GET", "/Contakts", p.Key(), "", 404, "segment"},
		{"GET", "/Contacts?$filter=" + url.QueryEscape("Name eq 'x"), p.Key(), "", 400, "not valid"},
		{"GET", "/Contacts?$filter=Name", p.Key(), "", 400, "not valid"},
		{"POST", "/Contacts", p.Key(), `{"Nome": "x"}`, 400, "Name is required"},
		{"POST", "/Contacts", p.Key(), `[]`, 400, "not valid"},
		{"POST", "/Users", p.Key(), `{}`, 405, "POST"},
	} {
		answer, body := asPloomes(t, c.method, base+c.path, c.key, c.body)
		if answer.StatusCode != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s %s: %d %s", c.method, c.path, answer.StatusCode, body)
		}
	}
}

func TestPloomesFirewallIsAPageWhateverTheKey(t *testing.T) {
	p := standin.NewPloomes(standin.PloomesOptions{})
	base := serve(t, p)
	p.Switch(func(q *standin.PloomesQuirks) { q.Firewall = true })
	answer, body := asPloomes(t, "GET", base+"/Contacts", p.Key(), "")
	if answer.StatusCode != 403 || !strings.Contains(body, "<title>Your request has been forbidden</title>") {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
	p.Switch(func(q *standin.PloomesQuirks) { *q = standin.PloomesQuirks{Busy: true, BusyFor: 40 * time.Second} })
	answer, _ = asPloomes(t, "GET", base+"/Contacts", p.Key(), "")
	if answer.StatusCode != 429 || answer.Header.Get("Retry-After") != "40" {
		t.Errorf("%d %v", answer.StatusCode, answer.Header)
	}
}
