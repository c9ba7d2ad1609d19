package integrations_test

import (
	"net/http"
	"reflect"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

// record is a request of U-ON that holds what is hard to carry.
var record = map[string]any{
	"id": "48211", "dat": "2026-03-02 09:58:11", "status_id": 2, "status": "В работе", "office_name": "Центральный офис",
	"manager_name": "Мария", "manager_surname": "Орлова", "manager_sname": "Ивановна", "source": "Сайт", "travel_type": "Пляж",
	"client_name": "Пётр", "client_surname": "Соколов", "client_phone": " +7 (900) 555-72-11", "client_email": "petr@example.test",
	"notes": "Хочет \"море\"\nи горы 🏔", "date_begin": "2026-05-10", "date_end": "2026-05-20", "calc_price": 139500.5,
	"utm_source": "yandex", "utm_medium": "cpc", "utm_campaign": "лето", "utm_content": "a&b", "utm_term": "100%",
}

// travel fills U-ON → Envybox in and starts it.
func travel(t *testing.T, w *product.World, language, document string) *integrations.Wizard {
	t.Helper()
	z := integrations.Begin(t, w, language, "uon-envybox", document)
	z.Connect("field-address", w.UONURL, "secret-key", w.UON.Key())
	z.Receive()
	z.Answer("pipeline", "17", "employee", "7", "travel_field", "311", "manager_field", "312", "number_field", "313")
	z.Connect("field-address", w.EnvyboxURL, "secret-api_key", w.Envybox.APIKey())
	z.Run()
	return z
}

// notify has U-ON tell of an event, and fails unless the link takes it.
func notify(t *testing.T, w *product.World, link string, e standin.UONEvent) {
	t.Helper()
	if status := w.Send(link, e); status != http.StatusOK {
		t.Fatalf("the link answers %d", status)
	}
}

func TestARequestOfUONIsALeadInEnvyboxInEveryField(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	if err := w.UON.Put(standin.UONRequest, "48211", record); err != nil {
		t.Fatal(err)
	}
	z := travel(t, w, "en", "request")
	notify(t, w, z.Link, standin.UONEvent{ID: "48211"})
	z.Ended(1, "succeeded")
	leads := w.Envybox.Leads()
	if len(leads) != 1 {
		t.Fatalf("%d leads", len(leads))
	}
	lead := leads[0]
	for name, want := range map[string]string{
		"name": "Пётр Соколов", "phone": "79005557211", "email": "petr@example.test", "tags": "Пляж",
		"comment": "U-ON request 48211 of 2026-03-02 09:58:11\nStatus: В работе\nOffice: Центральный офис\nDates: 2026-05-10 – 2026-05-20\n" +
			"Price: 139500.5\nSource: Сайт\nХочет \"море\"\nи горы 🏔",
		"utm_source": "yandex", "utm_medium": "cpc", "utm_campaign": "лето", "utm_content": "a&b", "utm_term": "100%",
	} {
		if got := lead.Value(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if want := map[string]string{"311": "Пляж", "312": "Орлова Мария Ивановна", "313": "48211"}; !reflect.DeepEqual(lead.Custom(), want) {
		t.Errorf("custom is %v", lead.Custom())
	}
	if want := []standin.EnvyboxContact{{Type: "note", Value: "From U-ON, request 48211"}}; !reflect.DeepEqual(lead.Contacts(), want) {
		t.Errorf("the contacts are %v", lead.Contacts())
	}
	z.Hides(w.UON.Key(), w.Envybox.APIKey())
}

func TestAnInquiryOfUONIsALeadAndARefusalIsInEnvyboxsWords(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	inquiry := map[string]any{"id": "77", "dat": "2026-03-02 09:58:11", "client_name": "Анна", "client_phone": "+7 900 555-01-01", "client_requirements_budget": "250000"}
	if err := w.UON.Put(standin.UONLead, "77", inquiry); err != nil {
		t.Fatal(err)
	}
	z := travel(t, w, "ru", "lead")
	w.Envybox.Fail("/openapi/v1/lead/set/", 1, standin.Answer(http.StatusOK, `{"status_code": 422, "message": "Воронка не найдена"}`))
	notify(t, w, z.Link, standin.UONEvent{Type: standin.UONLeadCreated, ID: "77"})
	z.Ended(1, "failed")
	z.Cause("Воронка не найдена")
	if n := w.Envybox.Created(); n != 0 {
		t.Fatalf("%d leads of what was refused", n)
	}
	notify(t, w, z.Link, standin.UONEvent{Type: standin.UONLeadCreated, ID: "77"})
	z.Ended(2, "succeeded")
	if leads := w.Envybox.Leads(); len(leads) != 1 || leads[0].Value("phone") != "79005550101" {
		t.Errorf("%+v", leads)
	}
}
