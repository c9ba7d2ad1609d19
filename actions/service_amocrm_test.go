package actions_test

import (
	"encoding/json"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

func amocrm(t *testing.T) (*connected, *standin.AmoCRM) {
	amo := standin.NewAmoCRM(standin.AmoCRMOptions{})
	return connect(t, "amocrm", amo, "address", "{url}", "!token", amo.Token()), amo
}

func TestAmoCRMGetsALeadWithItsContact(t *testing.T) {
	c, amo := amocrm(t)
	got := c.done("lead.create", `{"name": "Тур: {{ source.n }}", "price": "{{ source.price }}", "pipeline": "3200", "status": "51", "responsible": "502",
		"tags": "сайт, тур", "contact_name": "Олег \"Ким\"", "phone": "+7 900 555-01-01", "email": "o@example.test",
		"custom": [{"field": "7001", "value": "Турция"}, {"field": "7002", "value": "{{ source.price }}"}]}`,
		map[string]any{"n": json.Number("5"), "price": "1500"})
	c.equal("gives", []any{got["id"], got["contact"]}, "[8100001 9200001]")
	lead, contact := amo.Records("leads")[0], amo.Records("contacts")[0]
	sent, _ := json.Marshal([]any{lead["name"], lead["price"], lead["pipeline_id"], lead["status_id"], lead["responsible_user_id"], lead["custom_fields_values"], contact["name"], contact["custom_fields_values"]})
	c.equal("sent", string(sent), `["Тур: 5",1500,3200,51,502,[{"field_id":7001,"values":[{"value":"Турция"}]},{"field_id":7002,"values":[{"value":"1500"}]}],`+
		`"Олег \"Ким\"",[{"field_code":"PHONE","values":[{"enum_code":"WORK","value":"+7 900 555-01-01"}]},{"field_code":"EMAIL","values":[{"enum_code":"WORK","value":"o@example.test"}]}]]`)
	c.equal("tags", lead["_embedded"].(map[string]any)["tags"], "[map[name:сайт] map[name:тур]]")

	c.done("lead.create", `{"name": "again", "contact_id": "9200001"}`)
	c.done("lead.create", `{"name": "nobody's"}`)
	if n := len(amo.Records("contacts")); n != 1 {
		t.Errorf("%d contacts", n)
	}
	c.done("lead.update", `{"id": "8100001", "status": "142", "price": "", "pipeline": "3200"}`)
	c.equal("moved", []any{amo.Records("leads")[0]["status_id"], amo.Records("leads")[0]["price"]}, "[142 1500]")
	c.done("note.add", `{"id": "8100001", "text": "позвонить"}`)
	c.done("note.add", `{"entity": "contacts", "id": "9200001", "text": "x"}`)
	c.equal("lead", c.done("lead.get", `{"id": "8100001"}`)["lead"].(map[string]any)["name"], "Тур: 5")
	c.tried("token")
}

func TestThatAmoCRMFindsNothingIsNoFailure(t *testing.T) {
	c, _ := amocrm(t)
	got := c.done("contact.find", `{"query": "79005550101"}`)
	c.equal("nobody", []any{got["found"], got["id"], got["contacts"], got["status"]}, "[false <nil> [] 204]")
	c.equal("no lead", c.done("lead.get", `{"id": "1"}`)["found"], false)
	c.done("contact.create", `{"name": "Олег", "phone": "+7 (900) 555-01-01", "custom": [{"field": "6003", "value": "директор"}]}`)
	got = c.done("contact.find", `{"query": "79005550101"}`)
	c.equal("somebody", []any{got["found"], got["id"]}, "[true 9200001]")
}

func TestAmoCRMSaysWhatIsWrongWithAField(t *testing.T) {
	c, amo := amocrm(t)
	c.refuses("lead.create", `{"name": "x", "custom": [{"field": "1", "value": "y"}]}`, "custom_fields_values.0.field_id: The value you selected is not a valid choice")
	e := c.refuses("note.add", `{"id": "1", "text": "y"}`, "Entity not found")
	c.equal("status", e.Args["status"], 404)
	amo.Fail("/api", 1, standin.TooMany(0))
	c.waits("lead.create", `{"name": "x"}`, time.Second)
	amo.Switch(func(q *standin.AmoCRMQuirks) { q.Banned = true })
	if _, err := c.run("lead.create", `{"name": "x"}`); engine.KindOf(err) != engine.Denied {
		t.Errorf("banned: %v", err)
	}
}

func TestAmoCRMIsAskedForItsLists(t *testing.T) {
	c, _ := amocrm(t)
	for list, want := range map[string]string{
		"pipelines": "3100 Воронка; 3200 Ремонт", "users": "501 Мария Орлова; 502 Пётр Ким",
		"lead_fields": "7001 Направление; 7002 Бюджет", "contact_fields": "6001 Телефон; 6002 Email; 6003 Должность",
	} {
		c.equal(list, c.choices(list, nil), want)
	}
	c.equal("statuses", c.choices("statuses", map[string]any{"pipeline": "3200"}), "51 Принят; 142 Успешно реализовано; 143 Закрыто и не реализовано")
}

func TestHowAmoCRMGivesOutTokensIsKnown(t *testing.T) {
	c, _ := amocrm(t)
	demo := engine.Connection{Type: "amocrm", Fields: map[string]string{"address": "https://demo.amocrm.ru"}}
	got, err := c.ask.SigningIn(demo)
	if err != nil {
		t.Fatal(err)
	}
	c.equal("type", got.Type, "oauth2")
	demo.Fields["client_id"], demo.Secrets = "an integration", map[string]engine.Secret{"client_secret": "s"}
	if as, err := c.ask.SigningIn(demo); err != nil || as.Fields["client_id"] != "an integration" || as.Secrets["client_secret"] != "s" {
		t.Error("who signs in does so by the integration", as.Fields, err)
	}
	demo.Secrets = map[string]engine.Secret{"token": "lasts"}
	if lasting, err := c.ask.SigningIn(demo); err != nil || lasting.Type != "amocrm" {
		t.Error("a token that lasts makes signing in needless", lasting.Type, err)
	}
	c.equal("fields", got.Fields, map[string]string{
		"grant": "authorization_code", "auth_url": "https://www.amocrm.ru/oauth", "token_url": "https://demo.amocrm.ru/oauth2/access_token",
	})
}
