package integrations_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

// form is what somebody wrote into the form of a site.
var form = url.Values{
	"Name": {"Олег Ким"}, "Phone": {"+7 (900) 555-01-01"}, "Email": {"oleg@example.com"}, "Comments": {"Позвоните \"после\"\nобеда"}, "formname": {"Заявка"},
}

// enquire fills form → amoCRM and Telegram in and starts it.
func enquire(t *testing.T, w *product.World, amo *standin.AmoCRM, telegram *standin.Telegram) *integrations.Wizard {
	t.Helper()
	z := integrations.Begin(t, w, "ru", "form-amocrm-telegram", "")
	z.Receive()
	z.Say("field-address", w.Serve(amo), "secret-token", amo.Token())
	z.Continue()
	z.See(integrations.Question("tags"))
	z.Answer("pipeline", "3200", "status", "51", "responsible", "502", "tags", "сайт, лето")
	z.Continue()
	z.Answer("chat", "-100777")
	z.Connect("field-api_root", w.Serve(telegram), "secret-token", telegram.Token())
	z.Run()
	return z
}

func TestAFormOfTildaIsALeadInAmoCRMAndAMessageOnce(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	amo, telegram, tilda := standin.NewAmoCRM(standin.AmoCRMOptions{}), standin.NewTelegram(standin.TelegramOptions{}), &standin.Tilda{}
	z := enquire(t, w, amo, telegram)
	if err := tilda.Connect(t.Context(), http.DefaultClient, z.Link); err != nil {
		t.Fatal(err)
	}
	for range 2 { // Tilda is not sure that it was heard
		if _, err := tilda.Send(t.Context(), http.DefaultClient, z.Link, form); err != nil {
			t.Fatal(err)
		}
	}
	z.Ended(1, "succeeded")
	leads, contacts, notes, messages := amo.Records("leads"), amo.Records("contacts"), amo.Records("notes"), telegram.Messages()
	if len(leads) != 1 || len(contacts) != 1 || len(notes) != 1 || len(messages) != 1 {
		t.Fatalf("%d leads, %d contacts, %d notes, %d messages", len(leads), len(contacts), len(notes), len(messages))
	}
	same(t, leads[0], `{"id": 8100001, "name": "Заявка с сайта: Олег Ким", "pipeline_id": 3200, "status_id": 51, "responsible_user_id": 502,
		"_embedded": {"contacts": [{"id": 9200001}], "tags": [{"name": "сайт"}, {"name": "лето"}]}}`)
	same(t, contacts[0], `{"id": 9200001, "name": "Олег Ким", "custom_fields_values": [
		{"field_code": "PHONE", "values": [{"value": "79005550101", "enum_code": "WORK"}]},
		{"field_code": "EMAIL", "values": [{"value": "oleg@example.com", "enum_code": "WORK"}]}]}`)
	if text := notes[0]["params"].(map[string]any)["text"]; text != form.Get("Comments") {
		t.Errorf("the note is %q", text)
	}
	if m := messages[0]; m.Chat != "-100777" || !strings.HasSuffix(m.Text, "№ 8100001: Олег Ким 79005550101 oleg@example.com\n"+form.Get("Comments")) {
		t.Errorf("the message is %+v", m)
	}
	z.Hides(amo.Token(), telegram.Token())
}

// apply fills form → Bitrix24 in and starts it.
func apply(t *testing.T, w *product.World, b *standin.Bitrix24) *integrations.Wizard {
	t.Helper()
	z := integrations.Begin(t, w, "pt-BR", "form-bitrix24", "")
	z.Receive()
	z.Connect("field-address", w.Serve(b), "field-user_id", "1", "secret-secret", key(b))
	z.See(integrations.Question("stage"))
	z.Answer("stage", "NEW", "source", "WEB", "responsible", "7")
	z.Continue()
	z.Run()
	return z
}

// key is the secret in the address of a Bitrix24.
func key(b *standin.Bitrix24) string { return strings.TrimPrefix(b.Path(), "/rest/1/") }

func TestAFormIsALeadInBitrix24WhichIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	b := standin.NewBitrix24(standin.Bitrix24Options{})
	z := apply(t, w, b)
	b.Exceed(1) // with 503: a second is to be waited
	const body = `{"name": "Олег Ким", "phone": "+7 (900) 555-01-01", "email": "oleg@example.com", "message": "Ligue <b>já</b>"}`
	post(t, z.Link, body)
	integrations.Until(t, "the lead", func() bool { return len(b.Records("lead")) > 0 })
	z.Ended(1, "succeeded")
	leads := b.Records("lead")
	if len(leads) != 1 {
		t.Fatalf("%d leads", len(leads))
	}
	for name, want := range map[string]any{
		"TITLE": "Formulário do site: Олег Ким", "NAME": "Олег Ким", "STATUS_ID": "NEW", "SOURCE_ID": "WEB", "ASSIGNED_BY_ID": "7",
	} {
		if got := leads[0][name]; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	same(t, map[string]any{"p": leads[0]["PHONE"], "e": leads[0]["EMAIL"]}, `{"p": [{"VALUE": "+7 (900) 555-01-01", "VALUE_TYPE": "WORK"}],
		"e": [{"VALUE": "oleg@example.com", "VALUE_TYPE": "WORK"}]}`)
	if text, _ := leads[0]["COMMENTS"].(string); !strings.HasPrefix(text, "Ligue <b>já</b>") {
		t.Errorf("the comment is %q", text)
	}
	z.Hides(key(b))
}

// post sends JSON to a link, and fails unless it is taken.
func post(t *testing.T, link, body string) {
	t.Helper()
	if status, said, err := call(t.Context(), link, body); status != http.StatusOK {
		t.Fatalf("the link answers %d: %s %v", status, said, err)
	}
}

// taken sends a request, fails unless it is answered with 200, and reads the answer
// into out, unless that is nil.
func taken(t *testing.T, r *http.Request, out any) {
	t.Helper()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %s: %s %v", r.URL.Path, answer.Status, body, err)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(body, out); err != nil {
		t.Fatal(err)
	}
}

// same fails the test unless a record is what JSON says, but for when it was made.
func same(t *testing.T, got map[string]any, want string) {
	t.Helper()
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var a, b map[string]any
	if json.Unmarshal(raw, &a) != nil || json.Unmarshal([]byte(want), &b) != nil {
		t.Fatalf("%s or %s", raw, want)
	}
	delete(a, "created_at")
	if !reflect.DeepEqual(a, b) {
		t.Errorf("got  %s\nwant %s", raw, want)
	}
}

// call posts JSON to a link, and returns what it answers.
func call(ctx context.Context, link, body string) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, link, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(said), err
}

// decode reads JSON with its numbers as they are written.
func decode(text string, out any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return d.Decode(out)
}
