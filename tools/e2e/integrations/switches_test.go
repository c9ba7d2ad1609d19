package integrations_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

// page is what a proxy says in place of the service.
func page(status int) standin.Fault { return standin.ErrorPage(status) }

// now is a service that asks to wait a second.
var second = standin.TooMany(time.Second)

func TestUONAndEnvyboxOnABadDay(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	w.UON = standin.NewUON(standin.UONOptions{Empty: true})
	w.UONURL = w.Serve(w.UON)
	z := travel(t, w, "en", "request")
	n := 0
	tell := func(more func(*standin.UONEvent)) func() {
		return func() {
			n++
			id := fmt.Sprint(50000 + n)
			of := maps.Clone(record)
			of["id"] = id
			if err := w.UON.Put(standin.UONRequest, id, of); err != nil {
				t.Fatal(err)
			}
			e := standin.UONEvent{ID: id}
			more(&e)
			notify(t, w, z.Link, e)
		}
	}
	usual := tell(func(*standin.UONEvent) {})
	unknown := tell(func(e *standin.UONEvent) { e.ID = "999999" })
	lead := func(f standin.Fault) func() { return func() { w.Envybox.Fail("/openapi/v1/lead/set/", 1, f) } }
	read := func(f standin.Fault) func() { return func() { w.UON.Fail("/request", 1, f) } }
	quirk := func(change func(*standin.UONQuirks)) func() { return func() { w.UON.Switch(change) } }
	z.Live(t, w.Envybox.Created,
		integrations.BadDay{Name: "a form in the body", Send: tell(func(e *standin.UONEvent) { e.Post = true })},
		integrations.BadDay{Name: "failure with 200", On: lead(standin.Answer(http.StatusOK, `{"status_code": 422, "message": "Воронка не найдена"}`)), Send: usual, Ends: "failed", Says: "Воронка не найдена"},
		integrations.BadDay{Name: "a page of HTML", On: lead(page(http.StatusForbidden)), Send: usual, Ends: "failed", Says: "403"},
		integrations.BadDay{Name: "a page of HTML when it is read", On: read(page(http.StatusBadGateway)), Send: usual},
		integrations.BadDay{Name: "not found, 404", Send: unknown, Ends: "failed", Says: "404"},
		integrations.BadDay{Name: "not found, empty", On: quirk(func(q *standin.UONQuirks) { q.NotFoundAsEmpty = true }), Send: unknown, Ends: "failed", Says: "id"},
		integrations.BadDay{Name: "not found, 200", On: quirk(func(q *standin.UONQuirks) { *q = standin.UONQuirks{ErrorsAs200: true} }), Send: unknown, Ends: "failed", Says: "id"},
		integrations.BadDay{Name: "ids are texts", On: quirk(func(q *standin.UONQuirks) { *q = standin.UONQuirks{StringIDs: true} }), Send: usual},
		integrations.BadDay{Name: "{} as []", On: read(standin.EmptyAsList()), Send: usual},
		integrations.BadDay{Name: "429 with Retry-After", On: lead(second), Send: usual, At: w.Envybox.Front, Route: "/openapi/v1/lead", Waits: time.Second},
		integrations.BadDay{Name: "429 without Retry-After", On: read(standin.TooMany(0)), Send: usual, At: w.UON.Front, Route: "/request", Waits: time.Second},
	)
	z.Hides(w.UON.Key(), w.Envybox.APIKey())
}

func TestAmoCRMAndTelegramOnABadDay(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	amo, telegram, tilda := standin.NewAmoCRM(standin.AmoCRMOptions{}), standin.NewTelegram(standin.TelegramOptions{}), &standin.Tilda{}
	z := enquire(t, w, amo, telegram)
	n := 0
	send := func() {
		n++
		of := maps.Clone(form)
		of.Set("tranid", fmt.Sprint("t", n))
		of.Set("Email", fmt.Sprintf("p%d@example.com", n))
		for range 2 { // Tilda is never sure that it was heard
			if err := tilda.Connect(t.Context(), http.DefaultClient, z.Link); err != nil {
				t.Fatal(err)
			}
			if _, err := tilda.Send(t.Context(), http.DefaultClient, z.Link, of); err != nil {
				t.Fatal(err)
			}
		}
	}
	deal := func(f standin.Fault) func() { return func() { amo.Fail("/api/v4/leads", 1, f) } }
	invalid := standin.Answer(http.StatusBadRequest, `{"validation-errors": [{"errors": [{"path": "pipeline_id", "detail": "No such pipeline"}]}], "detail": "Request validation failed"}`)
	z.Live(t, func() int { return len(amo.Records("leads")) },
		integrations.BadDay{Name: "as usual", Send: send},
		integrations.BadDay{Name: "refused", On: deal(invalid), Send: send, Ends: "failed", Says: "No such pipeline"},
		integrations.BadDay{Name: "a page of HTML", On: deal(page(http.StatusForbidden)), Send: send, Ends: "failed", Says: "403"},
		integrations.BadDay{Name: "429 without Retry-After", On: deal(standin.TooMany(0)), Send: send, At: amo.Front, Route: "/api/v4/leads", Waits: time.Second},
		integrations.BadDay{Name: "429 with the wait in JSON", On: func() { telegram.Wait(1, 1) }, Send: send, At: telegram.Front, Route: "/sendMessage", Waits: time.Second},
	)
	looked := amo.Requests("/api/v4/contacts")
	if len(looked) == 0 || looked[0].Method != http.MethodGet || looked[0].Status != http.StatusNoContent {
		t.Errorf("that there is no contact was not told by 204: %d requests", len(looked))
	}
	if got := len(telegram.Messages()); got != 3 {
		t.Errorf("%d messages", got)
	}
	telegram.Fail("/sendMessage", 1, standin.Answer(http.StatusOK, `{"ok": false, "description": "Bad Request: chat not found"}`))
	z.Live(t, func() int { return len(telegram.Messages()) },
		integrations.BadDay{Name: "failure with 200", Send: send, Ends: "failed", Says: "Bad Request: chat not found"})
	z.Hides(amo.Token(), telegram.Token())
}

func TestBitrix24OnABadDay(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	b := standin.NewBitrix24(standin.Bitrix24Options{})
	z := apply(t, w, b)
	n := 0
	fields := func() url.Values {
		n++
		return url.Values{"name": {"Олег"}, "email": {fmt.Sprintf("p%d@example.com", n)}}
	}
	usual := func() {
		post(t, z.Link, fmt.Sprintf(`{"name": "Олег", "email": %q}`, fields().Get("email")))
	}
	classic := func() {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, z.Link, strings.NewReader(fields().Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		taken(t, r, nil)
	}
	browsed := func() {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, z.Link, nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, v := range map[string]string{"Origin": "https://shop.example.test", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"} {
			r.Header.Set(name, v)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode/100 != 2 || answer.Header.Get("Access-Control-Allow-Origin") == "" {
			t.Errorf("a browser is told %s %v", answer.Status, answer.Header)
		}
		usual()
	}
	add := func(f standin.Fault) func() { return func() { b.Fail("/crm.lead.add", 1, f) } }
	z.Live(t, func() int { return len(b.Records("lead")) },
		integrations.BadDay{Name: "a form", Send: classic},
		integrations.BadDay{Name: "a form in a browser", Send: browsed},
		integrations.BadDay{Name: "failure with 200", On: add(standin.Answer(http.StatusOK, `{"error": "", "error_description": "Поле не заполнено"}`)), Send: usual, Ends: "failed", Says: "Поле не заполнено"},
		integrations.BadDay{Name: "a page of HTML", On: add(page(http.StatusForbidden)), Send: usual, Ends: "failed", Says: "403"},
		integrations.BadDay{Name: "{} as []", On: add(standin.EmptyAsList()), Send: usual},
		integrations.BadDay{Name: "503 as a limit", On: func() { b.Exceed(1) }, Send: usual, At: b.Front, Route: "/", Waits: time.Second},
	)
	began := time.Now()
	b.Overwork(1)
	usual()
	if op := z.Next("waiting"); op.Wakes.Sub(began) < 10*time.Minute {
		t.Errorf("what took too much of ten minutes is asked again at %s", op.Wakes)
	}
	z.Hides(key(b))
}
