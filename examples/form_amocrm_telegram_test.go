package examples_test

import (
	"net/url"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

const formAmoCRM = "form-amocrm-telegram"

// atAmoCRM connects to an amoCRM.
func atAmoCRM(w *world) *standin.AmoCRM {
	w.Helper()
	amo := standin.NewAmoCRM(standin.AmoCRMOptions{})
	w.connect("amocrm", "amocrm", map[string]string{"address": w.serve(amo)}, map[string]engine.Secret{"token": engine.Secret(amo.Token())})
	return amo
}

// atTelegram connects to a Telegram.
func atTelegram(w *world) *standin.Telegram {
	w.Helper()
	t := standin.NewTelegram(standin.TelegramOptions{})
	w.connect("telegram", "telegram", map[string]string{"api_root": w.serve(t)}, map[string]engine.Secret{"token": engine.Secret(t.Token())})
	return t
}

var formAnswers = answers{"pipeline": "3200", "status": "51", "responsible": "502", "tags": "сайт, лето", "telegram": "yes", "chat": "-100777"}

func TestAFormBecomesALeadInAmoCRMAndAMessage(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		w := newWorld(t)
		amo, telegram := atAmoCRM(w), atTelegram(w)
		p := w.begin(formAmoCRM, "form", lang, formAnswers)
		if said := w.sample(formAmoCRM, "form", p); said != "ok" {
			t.Errorf("the form was answered %q", said)
		}
		w.succeeds(p)
		lead := amo.Records("leads")[0]
		title := map[string]string{"en": "Form from the site: Олег Ким", "ru": "Заявка с сайта: Олег Ким", "pt-BR": "Formulário do site: Олег Ким"}[lang]
		delete(lead, "created_at")
		same(t, lead, `{"id": 8100001, "name": "`+title+`", "pipeline_id": 3200, "status_id": 51, "responsible_user_id": 502,
			"_embedded": {"contacts": [{"id": 9200001}], "tags": [{"name": "сайт"}, {"name": "лето"}]}}`)
		contact := amo.Records("contacts")[0]
		delete(contact, "created_at")
		same(t, contact, `{"id": 9200001, "name": "Олег Ким", "custom_fields_values": [
			{"field_code": "PHONE", "values": [{"value": "79005550101", "enum_code": "WORK"}]},
			{"field_code": "EMAIL", "values": [{"value": "oleg@example.com", "enum_code": "WORK"}]}]}`)
		note := amo.Records("notes")[0]
		if note["entity_id"] != 8100001 || note["params"].(map[string]any)["text"] != "Позвоните после обеда" {
			t.Errorf("%v", note)
		}
		hello := map[string]string{"en": "New lead", "ru": "Новая сделка", "pt-BR": "Novo lead"}[lang]
		if m := telegram.Messages(); len(m) != 1 || m[0].Chat != "-100777" ||
			m[0].Text != hello+" № 8100001: Олег Ким 79005550101 oleg@example.com\nПозвоните после обеда" {
			t.Errorf("%+v", m)
		}
		w.hides(p, amo.Token(), telegram.Token())
	}
}

func TestAFormOfOneWhoIsKnownTakesTheContactAndOneSentTwiceStartsNothing(t *testing.T) {
	w := newWorld(t)
	amo, telegram, tilda := atAmoCRM(w), atTelegram(w), &standin.Tilda{}
	p := w.begin(formAmoCRM, "form", "en", answers{"chat": "1", "telegram": ""})
	w.need(tilda.Connect(t.Context(), w.client, link(p)))
	if n := len(w.operations(p)); n != 0 {
		t.Fatalf("the ping started %d", n)
	}
	for _, tranid := range []string{"1:1", "1:1", "1:2"} {
		_, err := tilda.Send(t.Context(), w.client, link(p), url.Values{"Name": {"Олег"}, "Phone": {"+7 (900) 555-01-01"}, "tranid": {tranid}})
		w.need(err)
		w.succeeds(p)
	}
	leads, contacts := amo.Records("leads"), amo.Records("contacts")
	if len(leads) != 2 || len(contacts) != 1 || len(telegram.Messages()) != 0 {
		t.Errorf("%d leads of %d contacts, %d messages", len(leads), len(contacts), len(telegram.Messages()))
	}
	_, err := tilda.Send(t.Context(), w.client, link(p), url.Values{"Name": {"Анна"}, "tranid": {"1:3"}})
	w.need(err)
	w.succeeds(p)
	if n := len(amo.Requests("/api/v4/contacts")); n != 2 {
		t.Errorf("contacts were looked for %d times", n)
	}
}

func TestAFormWaitsAsLongAsAmoCRMAndTelegramAsk(t *testing.T) {
	w := newWorld(t)
	amo, telegram := atAmoCRM(w), atTelegram(w)
	p := w.begin(formAmoCRM, "form", "ru", formAnswers)
	telegram.Wait(1, 17)
	w.sample(formAmoCRM, "form", p)
	if op := w.waits(p, 17*time.Second); op.State != engine.Succeeded || len(telegram.Messages()) != 1 || len(amo.Records("leads")) != 1 {
		t.Errorf("%s, %d messages, %d leads", op.State, len(telegram.Messages()), len(amo.Records("leads")))
	}
}

func TestAFormFailsInTheWordsOfAmoCRM(t *testing.T) {
	w := newWorld(t)
	amo, telegram := atAmoCRM(w), atTelegram(w)
	p := w.begin(formAmoCRM, "form", "en", answers{"chat": "1", "pipeline": "999"})
	w.sample(formAmoCRM, "form", p)
	w.fails(p, "lead", "Request validation failed pipeline_id: The value you selected is not a valid choice.")
	if len(amo.Records("leads"))+len(telegram.Messages()) != 0 {
		t.Error("something was sent all the same")
	}
}
