package actions_test

import (
	"encoding/json"
	"testing"
	"time"

	"stanok/examples/standin"
)

func TestUONIsReadAndWritten(t *testing.T) {
	u := standin.NewUON(standin.UONOptions{Key: "the-uon-key", Records: 3})
	c := connect(t, "uon", u, "address", "{url}", "!key", "the-uon-key")
	got := c.done("lead.create", `{"name": "Олег", "phone": "+7 900 555-01-01", "note": "a & b", "source": "2", "extended": {"199888": "VIP", "7": "{{ source.n }}"}}`, map[string]any{"n": json.Number("5")})
	id, _ := got["id"].(string)
	lead := c.done("lead.get", `{"id": "`+id+`"}`)["lead"].(map[string]any)
	c.equal("lead", []any{lead["client_name"], lead["notes"], lead["source_id"], len(lead["extended_fields"].([]any))}, "[Олег a & b 2 2]")
	c.done("lead.update", `{"id": "`+id+`", "status": "3", "note": "x"}`)
	c.equal("moved", u.Record(standin.UONLead, id)["status_id"], 3)
	request := c.done("request.create", `{"name": "Анна", "phone": "79005550202", "date_begin": "2026-05-10"}`)["id"].(string)
	c.done("request.update", `{"id": "`+request+`", "status": "4", "extended": {"9": "y"}}`)
	c.equal("request", c.done("request.get", `{"id": "`+request+`"}`)["request"].(map[string]any)["status_id"], 4)
	c.equal("payment", c.done("payment.create", `{"id": "`+request+`", "price": "50000.00"}`)["status"], 200)
	c.done("reminder.create", `{"manager": "17", "text": "позвонить", "date": "2026-03-02 11:00:00"}`)

	got = c.done("client.find", `{"phone": "8 (900) 555-02-02"}`)
	c.equal("client", []any{got["found"], got["client"].(map[string]any)["u_name"]}, "[true Анна]")
	got = c.done("client.find", `{"phone": "70000000000"}`)
	c.equal("nobody", []any{got["found"], got["id"]}, "[false <nil>]")
	c.tried("key")
	for _, list := range []string{"sources", "managers", "request_statuses", "lead_statuses"} {
		if c.choices(list, nil) == "" {
			t.Errorf("%s is empty", list)
		}
	}
}

func TestUONSaysWhyAndIsWaitedFor(t *testing.T) {
	u := standin.NewUON(standin.UONOptions{Key: "the-uon-key", Empty: true})
	c := connect(t, "uon", u, "address", "{url}", "!key", "the-uon-key")
	for _, q := range []standin.UONQuirks{{}, {ErrorsAs200: true}} {
		u.Switch(func(on *standin.UONQuirks) { *on = q })
		c.refuses("lead.get", `{"id": "77"}`, "")
		c.refuses("lead.update", `{"id": "77", "status": "1"}`, "Not found")
	}
	u.Switch(func(on *standin.UONQuirks) { *on = standin.UONQuirks{NotFoundAsEmpty: true} })
	c.refuses("request.get", `{"id": "77"}`, "")
	u.Fail("/", 1, standin.TooMany(0))
	c.waits("lead.create", `{"name": "x"}`, 10*time.Second)
	c.done("lead.create", `{"name": "x"}`)
}

func TestEnvyboxIsReadAndWritten(t *testing.T) {
	e := standin.NewEnvybox(standin.EnvyboxOptions{})
	c := connect(t, "envybox", e, "address", "{url}", "!api_key", e.APIKey())
	e.Switch(func(q *standin.EnvyboxQuirks) { q.Strict = true })
	got := c.done("lead.create", `{"name": "Олег", "phone": "+7 900 555-01-01", "region": "Москва", "custom": [{"input_id": "311", "value": "Турция"}],
		"contacts": [{"type": "work_phone", "value": "74955550102", "addon": "15"}, {"type": "telegram", "value": "@oleg"}]}`)
	lead := e.Leads()[0]
	c.equal("lead", []any{got["id"], lead.Custom(), lead.Contacts()}, "[90001 map[311:Турция] [{work_phone 74955550102 15} {telegram @oleg }]]")
	deals := c.done("lead.get", `{"id": "90001"}`)["deals"].([]any)
	c.equal("deal", c.done("deal.get", `{"id": "190001"}`)["deal"].(map[string]any)["id"], deals[0].(map[string]any)["id"])
	c.equal("phone", c.done("client.contacts", `{"id": "290001"}`)["phone"], "79005550101")
	c.equal("inputs", c.choices("inputs", nil), "311 Направление; 312 Менеджер U-ON; 313 Номер заявки U-ON")
	c.refuses("lead.create", `{"name": "x", "custom": [{"input_id": "9", "value": "y"}]}`, "input_id 9 не найдено")
	c.refuses("deal.get", `{"id": "5"}`, "Сделка не найдена")
	c.tried("api_key")
	e.Fail("/", 1, standin.TooMany(8*time.Second))
	c.waits("lead.create", `{"name": "x"}`, 8*time.Second)
}
