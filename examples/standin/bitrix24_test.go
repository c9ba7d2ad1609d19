package standin_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"stanok/examples/standin"
)

func TestBitrix24TakesFormsAndJSON(t *testing.T) {
	b := standin.NewBitrix24(standin.Bitrix24Options{})
	base := serve(t, b) + b.Path()
	_, body := post(t, base+"/crm.lead.add.json", url.Values{"fields[TITLE]": {"a"}, "fields[PHONE][0][VALUE]": {"+7 900 555-01-01"}})
	if object(t, body)["result"] != json.Number("1") {
		t.Error(body)
	}
	r := request(t, "POST", base+"/crm.contact.add", `{"fields":{"NAME":"Олег","PHONE":[{"VALUE":"89005550101","VALUE_TYPE":"WORK"}]}}`)
	r.Header.Set("Content-Type", "application/json")
	do(t, r)
	for path, want := range map[string]string{
		"/crm.lead.get?id=1": `"ID":"1"`,
		"/crm.duplicate.findbycomm?type=PHONE&values[]=79005550101":                     `{"CONTACT":[1],"LEAD":[1]}`,
		"/crm.duplicate.findbycomm?type=PHONE&values[]=79005550101&entity_type=CONTACT": `"result":{"CONTACT":[1]}`,
		"/crm.duplicate.findbycomm?type=PHONE&values[]=70000000000":                     `"result":[]`,
		"/crm.lead.list?filter[PHONE]=79005550101":                                      `"total":1`,
		"/crm.lead.list?filter[TITLE]=b":                                                `"result":[]`,
		"/crm.deal.list":                                                                `"total":0`,
		"/crm.status.list?filter[ENTITY_ID]=SOURCE":                                     `"STATUS_ID":"WEB"`,
		"/crm.category.list?entityTypeId=2":                                             `"categories"`,
		"/user.get":                                                                     `"LAST_NAME":"Орлова"`,
		"/crm.deal.fields":                                                              `"formLabel"`,
	} {
		if answer, body := get(t, base+path); answer.StatusCode != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %s", path, body)
		}
	}
	b.Switch(func(q *standin.Bitrix24Quirks) { q.EmptyObjects = true })
	if _, body := get(t, base+"/crm.duplicate.findbycomm?type=EMAIL&values[]=x"); !strings.Contains(body, `"result":{}`) {
		t.Error(body)
	}
	post(t, base+"/crm.lead.update", url.Values{"id": {"1"}, "fields[TITLE]": {"b"}})
	if b.Records("lead")[0]["TITLE"] != "b" {
		t.Error(b.Records("lead"))
	}
}

func TestBitrix24RefusesAsItIsDocumented(t *testing.T) {
	b := standin.NewBitrix24(standin.Bitrix24Options{})
	server := serve(t, b)
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"/rest/1/wrong/profile":              {401, "INVALID_CREDENTIALS"},
		b.Path() + "/crm.nope.add":           {404, "ERROR_METHOD_NOT_FOUND"},
		b.Path() + "/crm.lead.get.json?id=5": {400, ""},
		b.Path() + "/crm.lead.add":           {400, ""},
	} {
		answer, body := get(t, server+path)
		if got := object(t, body); answer.StatusCode != want.status || got["error"] != want.code || got["error_description"] == "" {
			t.Errorf("%s: %d %s", path, answer.StatusCode, body)
		}
	}
	b.Switch(func(q *standin.Bitrix24Quirks) { q.OnlyHTTPS = true })
	if answer, body := get(t, server+b.Path()+"/profile"); answer.StatusCode != 400 || !strings.Contains(body, "INVALID_REQUEST") {
		t.Error(body)
	}
}

func TestMoreThanABurstIsRefused(t *testing.T) {
	b := standin.NewBitrix24(standin.Bitrix24Options{Burst: 3, PerSecond: 1})
	base := serve(t, b) + b.Path()
	refused := 0
	for range 6 {
		if answer, body := get(t, base+"/profile"); answer.StatusCode == 503 && strings.Contains(body, "QUERY_LIMIT_EXCEEDED") {
			refused++
		}
	}
	if refused < 1 || refused > 3 { // some may drain meanwhile
		t.Errorf("%d of 6 were refused", refused)
	}
}

func TestABatchAnswers200WhateverFails(t *testing.T) {
	b := standin.NewBitrix24(standin.Bitrix24Options{})
	base := serve(t, b) + b.Path()
	answer, body := post(t, base+"/batch", url.Values{
		"cmd[a]": {"crm.lead.add?fields[TITLE]=%D0%B0"}, "cmd[b]": {"crm.lead.get?id=9"}, "cmd[c]": {"batch"}, "cmd[d]": {"crm.deal.list"},
	})
	wantStatus(t, answer, 200)
	if !strings.Contains(body, `"result":{"a":1,"d":[]}`) || !strings.Contains(body, `"b":{"error":"","error_description":"Not found"}`) || !strings.Contains(body, `"result_total":{"d":0}`) || !strings.Contains(body, `"result_next":[]`) {
		t.Error(body)
	}
	if event := b.Event("ONCRMLEADADD", 7); event.Get("data[FIELDS][ID]") != "7" || event.Get("auth[application_token]") == "" {
		t.Error(event)
	}
}
