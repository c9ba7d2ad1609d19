package examples_test

import (
	"maps"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

const jivoPloomes = "jivochat-ploomes"

// atPloomes connects to a Ploomes.
func atPloomes(w *world) *standin.Ploomes {
	w.Helper()
	c := standin.NewPloomes(standin.PloomesOptions{})
	w.connect("ploomes", "ploomes", map[string]string{"address": w.serve(c)}, map[string]engine.Secret{"user_key": engine.Secret(c.Key())})
	return c
}

// chat lets Jivo tell of a chat that has ended, and waits for the end of its
// operation.
func chat(w *world, p engine.Processing, more map[string]any) engine.Operation {
	w.Helper()
	j := &standin.Jivo{}
	_, err := j.Notify(w.Context(), w.client, link(p), j.Event("chat_finished", more))
	w.need(err)
	return w.last(p)
}

var jivoAnswers = answers{
	"once": "yes", "pipeline_id": "61", "stage_id": "612", "owner": "502",
	"fields":      []map[string]string{{"field": "contact_1A2B3C4D-0000-0000-0000-000000000001", "value": "{{ source.session.utm_json.source }}"}},
	"deal_fields": []map[string]string{{"field": "deal_1A2B3C4D-0000-0000-0000-000000000002", "value": "{{ source.chat_id }}"}},
}

func with(a answers, more answers) answers {
	all := maps.Clone(a)
	maps.Copy(all, more)
	return all
}

const (
	ploomesCompany = `{"Id": 40000001, "Name": "Loja Ávila", "TypeId": 1, "OwnerId": 502, "Phones": [], "OtherProperties": []}`
	ploomesPerson  = `"Name": "Ana Ávila", "TypeId": 2, "Email": "ana@example.test", "OwnerId": 502,
		"Phones": [{"PhoneNumber": "+5511955550101", "TypeId": 1, "CountryId": 76}],
		"OtherProperties": [{"FieldKey": "contact_1A2B3C4D-0000-0000-0000-000000000001", "StringValue": "google"}]`
	ploomesDeal = `"PipelineId": 61, "StageId": 612, "OwnerId": 502, "StatusId": 1,
		"OtherProperties": [{"FieldKey": "deal_1A2B3C4D-0000-0000-0000-000000000002", "StringValue": "7507"}]`
)

func TestAChatBecomesWhatWasChosen(t *testing.T) {
	for _, c := range []struct{ behaviour, contacts, deals, leads string }{
		{"company_person_deal", `[` + ploomesCompany + `, {"Id": 40000002, "CompanyId": 40000001, ` + ploomesPerson + `}]`, `[{"Id": 40000003, "ContactId": 40000002, ` + ploomesDeal + `, "Title": "TITLE"}]`, `[]`},
		{"person_deal", `[{"Id": 40000001, ` + ploomesPerson + `}]`, `[{"Id": 40000002, "ContactId": 40000001, ` + ploomesDeal + `, "Title": "TITLE"}]`, `[]`},
		{"company_person", `[` + ploomesCompany + `, {"Id": 40000002, "CompanyId": 40000001, ` + ploomesPerson + `}]`, `[]`, `[]`},
		{"lead", `[]`, `[]`, `[{"Id": 40000001, "Name": "Ana Ávila", "Email": "ana@example.test", "CompanyName": "Loja Ávila", "OwnerId": 502,
			"Phones": [{"PhoneNumber": "+5511955550101", "TypeId": 1, "CountryId": 76}]}]`},
	} {
		for lang, word := range map[string]string{"en": "Chat", "ru": "Чат", "pt-BR": "Conversa"} {
			w := newWorld(t)
			ploomes := atPloomes(w)
			p := w.begin(jivoPloomes, "webhook", lang, with(jivoAnswers, answers{"behaviour": c.behaviour}))
			if said := w.sample(jivoPloomes, "webhook", p); said != `{"result":"ok"}` {
				t.Errorf("Jivo was answered %s", said)
			}
			w.succeeds(p)
			same(t, ploomes.Rows("Contacts"), c.contacts)
			for _, d := range ploomes.Rows("Deals") {
				if d["Title"] != word+": Ana Ávila" {
					t.Errorf("%v", d["Title"])
				}
				d["Title"] = "TITLE"
			}
			same(t, ploomes.Rows("Deals"), c.deals)
			same(t, ploomes.Rows("Leads"), c.leads)
			w.hides(p, ploomes.Key())
		}
	}
}

func TestNobodyIsCreatedTwiceAndADealOnlyWhenWanted(t *testing.T) {
	for once, deals := range map[string]int{"yes": 1, "": 2} {
		w := newWorld(t)
		ploomes := atPloomes(w)
		p := w.begin(jivoPloomes, "webhook", "en", with(jivoAnswers, answers{"behaviour": "company_person_deal", "once": once}))
		for range 2 {
			if op := chat(w, p, nil); op.State != engine.Succeeded {
				t.Fatalf("%s %+v\n%s", op.State, op.Failure, w.steps(op))
			}
		}
		if n := len(ploomes.Rows("Contacts")); n != 2 || len(ploomes.Rows("Deals")) != deals {
			t.Errorf("%d contacts, %d deals, want %d", n, len(ploomes.Rows("Deals")), deals)
		}
	}
}

func TestAVisitorWithoutAnEmailIsRemembered(t *testing.T) {
	w := newWorld(t)
	ploomes := atPloomes(w)
	p := w.begin(jivoPloomes, "webhook", "pt-BR", with(jivoAnswers, answers{"behaviour": "person_deal"}))
	for _, number := range []any{"15", 15, "16"} {
		chat(w, p, map[string]any{"visitor": map[string]any{"name": "João", "phone": "+5511955550102", "number": number}})
		w.succeeds(p)
	}
	if n := len(ploomes.Rows("Contacts")); n != 2 {
		t.Errorf("%d people of two", n)
	}
}

func TestOtherEventsAndOtherChannelsStop(t *testing.T) {
	w := newWorld(t)
	ploomes := atPloomes(w)
	p := w.begin(jivoPloomes, "webhook", "en", with(jivoAnswers, answers{"channels": "3948, 4000"}))
	j := &standin.Jivo{}
	for _, name := range standin.JivoEvents {
		_, err := j.Notify(t.Context(), w.client, link(p), j.Event(name, nil))
		w.need(err)
		if op := w.last(p); (op.State == engine.Succeeded) != (name == "chat_finished") || op.State == engine.Failed {
			t.Errorf("%s: %s %+v", name, op.State, op.Failure)
		}
	}
	if op := chat(w, p, map[string]any{"widget_id": "1"}); op.State != engine.Stopped || len(ploomes.Rows("Deals")) != 1 {
		t.Errorf("%s, %d deals", op.State, len(ploomes.Rows("Deals")))
	}
}

func TestAChatsConversationIsKeptInTheHistory(t *testing.T) {
	words := map[string][2]string{"en": {"Chat in Jivo", "Agent"}, "ru": {"Чат в Jivo", "Оператор"}, "pt-BR": {"Conversa no Jivo", "Agente"}}
	for lang, said := range words {
		w := newWorld(t)
		ploomes := atPloomes(w)
		p := w.begin(jivoPloomes, "app", lang, with(jivoAnswers, answers{"responsible": "502"}))
		for range 2 {
			w.sample(jivoPloomes, "app", p)
			w.succeeds(p)
		}
		same(t, ploomes.Rows("Contacts"), `[{"Id": 40000001, `+ploomesPerson+`}]`)
		want := said[0] + ` № 7507, https://shop.example.test/\nAna Ávila: Olá, quero um orçamento\n` + said[1] + `: Claro!`
		same(t, ploomes.Rows("InteractionRecords")[0], `{"Id": 40000002, "ContactId": 40000001, "Content": "`+want+`"}`)
		if n := len(ploomes.Rows("InteractionRecords")); n != 2 {
			t.Errorf("%d conversations", n)
		}
	}
}

func TestPloomesIsWaitedForAsItAsks(t *testing.T) {
	w := newWorld(t)
	ploomes := atPloomes(w)
	p := w.begin(jivoPloomes, "webhook", "en", with(jivoAnswers, answers{"behaviour": "lead"}))
	ploomes.Switch(func(q *standin.PloomesQuirks) { q.Busy, q.BusyFor = true, 25*time.Second })
	chat(w, p, nil)
	ploomes.Switch(func(q *standin.PloomesQuirks) { *q = standin.PloomesQuirks{} })
	if op := w.waits(p, 25*time.Second); op.State != engine.Succeeded || len(ploomes.Rows("Leads")) != 1 {
		t.Errorf("%s %+v", op.State, op.Failure)
	}
	ploomes.Switch(func(q *standin.PloomesQuirks) { q.Firewall = true })
	op := chat(w, p, nil)
	if op.State != engine.Waiting {
		t.Fatalf("the firewall's page: %s %+v", op.State, op.Failure)
	}
	ploomes.Switch(func(q *standin.PloomesQuirks) { *q = standin.PloomesQuirks{} })
	w.clock.pass(op.WakeAt.Sub(w.clock.Now()))
	if op = w.settled(op.ID); op.State != engine.Succeeded || len(ploomes.Rows("Leads")) != 2 {
		t.Errorf("%s %+v", op.State, op.Failure)
	}
}
