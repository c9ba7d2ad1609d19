package actions_test

import (
	"encoding/json"
	"testing"
	"time"

	"stanok/examples/standin"
)

func bitrix24(t *testing.T) (*connected, *standin.Bitrix24) {
	b := standin.NewBitrix24(standin.Bitrix24Options{Secret: "s3cr3t-of-hook"})
	return connect(t, "bitrix24", b, "address", "{url}", "user_id", "1", "!secret", "s3cr3t-of-hook"), b
}

func TestBitrix24GetsLeadsDealsAndContacts(t *testing.T) {
	c, b := bitrix24(t)
	got := c.done("lead.create", `{"title": "Заявка & {{ source.n }}", "name": "Олег", "phone": "+7 900 555-01-01", "stage": "NEW", "source": "WEB", "responsible": "7", "amount": "1500.50", "comments": "a\nb",
		"custom": [{"field": "UF_CRM_1700000001", "value": "Турция"}, {"field": "UF_CRM_1700000002", "value": "{{ source.list }}"}]}`,
		map[string]any{"n": json.Number("5"), "list": []any{"a", "b"}})
	c.equal("number", got["id"], 1)
	sent, _ := json.Marshal(b.Records("lead")[0])
	c.equal("sent", string(sent), `{"ASSIGNED_BY_ID":"7","COMMENTS":"a\nb","ID":"1","NAME":"Олег","OPPORTUNITY":"1500.50","PHONE":[{"VALUE":"+7 900 555-01-01","VALUE_TYPE":"WORK"}],"SOURCE_ID":"WEB","STATUS_ID":"NEW","TITLE":"Заявка \u0026 5","UF_CRM_1700000001":"Турция","UF_CRM_1700000002":{"0":"a","1":"b"}}`)
	c.equal("lead", c.done("lead.get", `{"id": "1"}`)["lead"].(map[string]any)["TITLE"], "Заявка & 5")

	contact := c.done("contact.create", `{"name": "Олег", "phone": "8 (900) 555-01-01", "email": "O@example.test"}`)
	c.equal("deal", c.done("deal.create", `{"title": "Тур", "pipeline": "4", "stage": "C4:NEW", "contact_id": "1", "amount": 10}`)["id"], 1)
	c.equal("of whom", b.Records("deal")[0]["CONTACT_ID"], contact["id"])
	for _, by := range []string{`"value": "79005550101"`, `"by": "EMAIL", "value": "o@example.test"`} {
		got = c.done("contact.find", `{`+by+`}`)
		c.equal("found "+by, []any{got["found"], got["id"], got["ids"]}, "[true 1 [1]]")
	}
	c.tried("secret")
}

func TestAnEmptyListOfBitrix24IsNothing(t *testing.T) {
	c, b := bitrix24(t)
	for _, objects := range []bool{false, true} {
		b.Switch(func(q *standin.Bitrix24Quirks) { q.EmptyObjects = objects })
		got := c.done("contact.find", `{"value": "79005550101"}`)
		if got["id"] != nil || objects == false && got["found"] != false {
			t.Errorf("%v", got)
		}
	}
}

func TestBitrix24IsWaitedFor(t *testing.T) {
	c, b := bitrix24(t)
	b.Exceed(1)
	c.waits("lead.create", `{"title": "x"}`, time.Second)
	b.Overwork(1)
	c.waits("deal.create", `{"title": "x"}`, 10*time.Minute)
	b.Fail("/", 1, standin.ErrorPage(503))
	e := c.refuses("lead.create", `{"title": "x"}`, "")
	c.equal("another 503", e.Args["status"], 503) // nobody knows what it did
	c.done("lead.create", `{"title": "x"}`)
	if n := len(b.Records("lead")); n != 1 {
		t.Errorf("%d leads", n)
	}
	c.refuses("lead.get", `{"id": "77"}`, "Not found")
}

func TestBitrix24IsAskedForItsLists(t *testing.T) {
	c, _ := bitrix24(t)
	for list, want := range map[string]string{
		"sources": "CALL Звонок; WEB Веб-сайт", "lead_stages": "NEW Не обработан; IN_PROCESS В работе", "pipelines": "0 Общая; 4 Ремонт",
		"users": "1 Мария Орлова; 7 Пётр Ким", "deal_fields": "COMMENTS Комментарий; TITLE Название; UF_CRM_1700000001 Направление; UF_CRM_1700000002 Бюджет: deal",
	} {
		c.equal(list, c.choices(list, nil), want)
	}
	c.equal("stages", c.choices("deal_stages", nil), "NEW Новая; WON Сделка успешна")
	c.equal("stages of 4", c.choices("deal_stages", map[string]any{"pipeline": "4"}), "C4:NEW Заявка на ремонт")
}
