package actions_test

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

// atPloomes connects to a Ploomes with a key.
func atPloomes(t *testing.T) (*world, *standin.Ploomes) {
	t.Helper()
	w, p := newWorld(t), standin.NewPloomes(standin.PloomesOptions{})
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	w.keys["mine"] = engine.Connection{
		Type: "ploomes", Origins: []string{server.URL},
		Fields: map[string]string{"address": server.URL}, Secrets: map[string]engine.Secret{"user_key": engine.Secret(p.Key())},
	}
	return w, p
}

func TestAContactAndItsDealAreMadeInPloomesAndFound(t *testing.T) {
	w, p := atPloomes(t)
	if out := w.needs(t, "ploomes.contact.find", `{"by": "Email", "value": "joao@example.test"}`); out["found"] != false || out["id"] != nil {
		t.Errorf("nobody is there, and found is %v", out)
	}
	made := w.needs(t, "ploomes.contact.create", `{"name": "Thiago D'Ávila", "email": "joao@example.test", "phone": "+55 11 95555-0101", "owner_id": "501", "custom": [
		{"field": "contact_1", "value": "Indicação"}, {"field": "contact_2", "as": "IntegerValue", "value": "7"},
		{"field": "contact_3", "as": "DecimalValue", "value": "1.250,50"}, {"field": "contact_4", "as": "BoolValue", "value": true}]}`)
	if made["id"] != json.Number("40000001") {
		t.Errorf("the number is %v", made["id"])
	}
	kept := maps.Clone(p.Rows("Contacts")[0])
	delete(kept, "Id")
	same(t, any(kept), `{"Name": "Thiago D'Ávila", "TypeId": 2, "Email": "joao@example.test", "OwnerId": 501,
		"Phones": [{"PhoneNumber": "+55 11 95555-0101", "TypeId": 1, "CountryId": 76}], "OtherProperties": [
		{"FieldKey": "contact_1", "StringValue": "Indicação"}, {"FieldKey": "contact_2", "IntegerValue": 7},
		{"FieldKey": "contact_3", "DecimalValue": 1250.50}, {"FieldKey": "contact_4", "BoolValue": true}]}`)
	for _, with := range []string{`{"by": "Email", "value": "joao@example.test"}`, `{"by": "Name", "value": "Thiago D'Ávila"}`} {
		if out := w.needs(t, "ploomes.contact.find", with); out["found"] != true || out["id"] != json.Number("40000001") {
			t.Errorf("%s: %v", with, out)
		}
	}
	deal := w.needs(t, "ploomes.deal.create", `{"title": "Fibra", "contact_id": "40000001", "pipeline_id": "61", "stage_id": "611", "amount": "1.250,00"}`)
	for with, found := range map[string]any{
		`{"contact_id": "40000001"}`:                      deal["id"],
		`{"contact_id": "40000001", "pipeline_id": "61"}`: deal["id"],
		`{"contact_id": "40000001", "pipeline_id": "62"}`: nil,
	} {
		if out := w.needs(t, "ploomes.deal.find", with); out["id"] != found {
			t.Errorf("%s: %v", with, out)
		}
	}
}

func TestPloomesListsWhatAFormIsFilledFrom(t *testing.T) {
	w, _ := atPloomes(t)
	for _, c := range []struct {
		list  string
		input map[string]any
		want  []engine.Choice
	}{
		{"pipelines", nil, []engine.Choice{{Value: "61", Label: "Vendas"}, {Value: "62", Label: "Renovação"}}},
		{"stages", map[string]any{"pipeline_id": "62"}, []engine.Choice{{Value: "621", Label: "A vencer"}, {Value: "622", Label: "Vencido"}}},
		{"users", nil, []engine.Choice{{Value: "501", Label: "Ana Ávila"}, {Value: "502", Label: "Thiago D'Ávila"}}},
		{"deal_fields", nil, []engine.Choice{{Value: "deal_1A2B3C4D-0000-0000-0000-000000000002", Label: "Nº do chamado"}}},
		{"contact_fields", nil, []engine.Choice{{Value: "contact_1A2B3C4D-0000-0000-0000-000000000001", Label: "Como nos conheceu?"}}},
	} {
		if got := w.choices(t, "ploomes", c.list, c.input); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v", c.list, got)
		}
	}
}

func TestPloomesFirewallIsNoWrongKey(t *testing.T) {
	for _, c := range []struct {
		quirks  standin.PloomesQuirks
		key     engine.Secret
		kind    engine.Kind
		message string
		wait    time.Duration
	}{
		{standin.PloomesQuirks{Firewall: true}, "", engine.Unavailable, "Your request has been forbidden", 0},
		{standin.PloomesQuirks{Busy: true, BusyFor: 40 * time.Second}, "", engine.Unavailable, "Too many requests", 40 * time.Second},
		{standin.PloomesQuirks{}, "wrong-key", engine.Denied, "Invalid User-Key", 0},
	} {
		w, p := atPloomes(t)
		if c.key != "" {
			w.keys["mine"].Secrets["user_key"] = c.key
		}
		p.Switch(func(q *standin.PloomesQuirks) { *q = c.quirks })
		_, err := w.call(t, "ploomes.contact.create", `{"name": "Ana"}`)
		failsLike(t, err, c.kind, c.message, c.wait)
		if n := len(p.Rows("Contacts")); n != 0 {
			t.Errorf("%d contacts were made", n)
		}
	}
}

func TestAnOverloadedPloomesIsLeftAloneAsLongAsItAsks(t *testing.T) {
	w, p := atPloomes(t)
	c := w.keys["mine"]
	c.Name = "mine"
	if err := w.services(t).Check(t.Context(), engine.MainWorkspace, c); err != nil {
		t.Error(err)
	}
	p.Fail("/Deals@", -1, standin.Answer(503, "", "Retry-After", "7"))
	_, err := w.services(t).Choices(t.Context(), "main", engine.ChoicesOf{Service: "ploomes", List: "pipelines", Connection: "mine"})
	failsLike(t, err, engine.Unavailable, "", 7*time.Second)
}
