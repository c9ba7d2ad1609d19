package integrations_test

import (
	"net/http"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

// visitor is who chats, with a company that an agent wrote into the description.
var visitor = map[string]any{
	"visitor": map[string]any{"name": "Ana \"Ávila\"", "email": "Ana@Example.test", "phone": "+5511955550101", "number": 1480, "description": "Loja D'Ávila & Cia"},
}

// What Ploomes has of the visitor then.
const (
	ploomesCompany = `{"Id": 40000001, "Name": "Loja D'Ávila & Cia", "TypeId": 1, "OwnerId": 502, "Phones": [], "OtherProperties": []}`
	ploomesPerson  = `"Name": "Ana \"Ávila\"", "TypeId": 2, "Email": "ana@example.test", "OwnerId": 502,
		"Phones": [{"PhoneNumber": "+5511955550101", "TypeId": 1, "CountryId": 76}],
		"OtherProperties": [{"FieldKey": "contact_1A2B3C4D-0000-0000-0000-000000000001", "StringValue": "google"}]`
	ploomesDeal = `"PipelineId": 61, "StageId": 612, "OwnerId": 502, "StatusId": 1,
		"OtherProperties": [{"FieldKey": "deal_1A2B3C4D-0000-0000-0000-000000000002", "StringValue": "7507"}]`
)

// behaviours are what Ploomes may make of a chat: with no second deal while one is
// open, unless a second is wanted.
var behaviours = []struct {
	name, language         string
	second                 bool
	contacts, deals, leads []string
}{
	{
		name: "company_person_deal", language: "pt-BR",
		contacts: []string{ploomesCompany, `{"Id": 40000002, "CompanyId": 40000001, ` + ploomesPerson + `}`},
		deals:    []string{`{"Id": 40000003, "Title": "Conversa: Ana \"Ávila\"", "ContactId": 40000002, ` + ploomesDeal + `}`},
	},
	{
		name: "person_deal", language: "en", second: true,
		contacts: []string{`{"Id": 40000001, ` + ploomesPerson + `}`},
		deals: []string{
			`{"Id": 40000002, "Title": "Chat: Ana \"Ávila\"", "ContactId": 40000001, ` + ploomesDeal + `}`,
			`{"Id": 40000003, "Title": "Chat: Ana \"Ávila\"", "ContactId": 40000001, ` + ploomesDeal + `}`,
		},
	},
	{
		name: "company_person", language: "ru",
		contacts: []string{ploomesCompany, `{"Id": 40000002, "CompanyId": 40000001, ` + ploomesPerson + `}`},
	},
	{
		name: "lead", language: "pt-BR",
		leads: []string{
			`{"Id": 40000001, "Name": "Ana \"Ávila\"", "Email": "ana@example.test", "CompanyName": "Loja D'Ávila & Cia", "OwnerId": 502,
				"Phones": [{"PhoneNumber": "+5511955550101", "TypeId": 1, "CountryId": 76}]}`,
			`{"Id": 40000002, "Name": "Ana \"Ávila\"", "Email": "ana@example.test", "CompanyName": "Loja D'Ávila & Cia", "OwnerId": 502,
				"Phones": [{"PhoneNumber": "+5511955550101", "TypeId": 1, "CountryId": 76}]}`,
		},
	},
}

func TestAChatOfJivoIsInPloomesWhatWasChosenAndNobodyTwice(t *testing.T) {
	t.Parallel()
	for _, b := range behaviours {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			w := product.New(t)
			ploomes, jivo := standin.NewPloomes(standin.PloomesOptions{}), &standin.Jivo{}
			z := integrations.Begin(t, w, b.language, "jivochat-ploomes", "webhook")
			z.Continue()
			z.Receive()
			z.Click(integrations.Question("behaviour") + "[value=" + b.name + "]")
			if b.second {
				z.Click(integrations.Question("once") + "[type=checkbox]")
			}
			z.Connect("field-address", w.Serve(ploomes), "secret-user_key", ploomes.Key())
			z.See(integrations.Question("pipeline_id"))
			z.Answer("pipeline_id", "61", "stage_id", "612", "owner", "502",
				"fields.field", "contact_1A2B3C4D-0000-0000-0000-000000000001", "fields.value", "{{ source.session.utm_json.source }}",
				"deal_fields.field", "deal_1A2B3C4D-0000-0000-0000-000000000002", "deal_fields.value", "{{ source.chat_id }}")
			z.Continue()
			z.Run()

			for range 2 {
				if _, err := jivo.Notify(t.Context(), http.DefaultClient, z.Link, jivo.Event("chat_finished", visitor)); err != nil {
					t.Fatal(err)
				}
			}
			z.Ended(2, "succeeded")
			rows(t, ploomes.Rows("Contacts"), b.contacts)
			rows(t, ploomes.Rows("Deals"), b.deals)
			rows(t, ploomes.Rows("Leads"), b.leads)
			z.Hides(ploomes.Key())
		})
	}
}

func TestAChatOfAChosenChannelIsAClientWithTheConversation(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	ploomes, jivo := standin.NewPloomes(standin.PloomesOptions{}), &standin.Jivo{}
	z := integrations.Begin(t, w, "ru", "jivochat-ploomes", "app")
	z.Answer("channels", "3948, 4000")
	z.Continue()
	z.Receive()
	z.Connect("field-address", w.Serve(ploomes), "secret-user_key", ploomes.Key())
	z.See(integrations.Question("responsible"))
	z.Answer("responsible", "502", "fields.field", "contact_1A2B3C4D-0000-0000-0000-000000000001", "fields.value", "{{ source.session.utm_json.source }}")
	z.Continue()
	z.Run()

	other := map[string]any{"widget_id": "1"}
	for _, event := range []map[string]any{jivo.Event("chat_accepted", visitor), jivo.Event("chat_finished", other), jivo.Event("chat_finished", visitor)} {
		if _, err := jivo.Notify(t.Context(), http.DefaultClient, z.Link, event); err != nil {
			t.Fatal(err)
		}
	}
	z.Ended(3, "succeeded")
	z.Numbers("[data-testid=operation-row][data-state=stopped]", 2)
	rows(t, ploomes.Rows("Contacts"), []string{`{"Id": 40000001, ` + ploomesPerson + `}`})
	kept := ploomes.Rows("InteractionRecords")
	if len(kept) != 1 || kept[0]["Content"] != "Чат в Jivo № 7507, https://shop.example.test/\nAna \"Ávila\": Olá, quero um orçamento\nОператор: Claro!" {
		t.Errorf("the history is %v", kept)
	}
}

// rows fails the test unless records are what JSON says of each.
func rows(t *testing.T, got []map[string]any, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d records, want %d: %v", len(got), len(want), got)
	}
	for i := range got {
		same(t, got[i], want[i])
	}
}
