package integrations_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

// page is what a proxy says in place of the service.
func page(status int) standin.Fault { return standin.ErrorPage(status) }

// now is a service that asks to wait a second.
var second = standin.TooMany(time.Second)

func TestUONAndEnvyboxOnABadDay(t *testing.T) {
	t.Parallel()
	box, err := standin.OpenMailbox()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	w := product.New(t, "--smtp-url", "smtp://"+box.Addr()+"?tls=none", "--mail-from", "stanok@example.test")
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
		integrations.BadDay{Name: "429 without Retry-After", On: read(standin.TooMany(0)), Send: usual, At: w.UON.Front, Route: "/request", Waits: 250 * time.Millisecond},
	)
	z.Hides(w.UON.Key(), w.Envybox.APIKey())
	within, done := context.WithTimeout(t.Context(), browser.Patience)
	defer done()
	letter, err := box.Wait(within)
	if err != nil || strings.Contains(letter, w.UON.Key()) || strings.Contains(letter, w.Envybox.APIKey()) || !strings.Contains(letter, "Воронка не найдена") {
		t.Errorf("the letter: %v\n%s", err, letter)
	}
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

func TestPloomesOnABadDay(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	ploomes, jivo := standin.NewPloomes(standin.PloomesOptions{}), &standin.Jivo{}
	z := integrations.Begin(t, w, "en", "jivochat-ploomes", "webhook")
	z.Continue()
	z.Receive()
	z.Click(integrations.Question("behaviour") + "[value=person_deal]")
	z.Connect("field-address", w.Serve(ploomes), "secret-user_key", ploomes.Key())
	z.See(integrations.Question("pipeline_id"))
	z.Answer("pipeline_id", "61", "stage_id", "612", "owner", "502")
	z.Continue()
	z.Run()
	n := 0
	number := func() any {
		if jivo.Quirks().NumberAsNumber {
			return n
		}
		return fmt.Sprint(n)
	}
	chat := func() {
		n++
		who := map[string]any{"visitor": map[string]any{"name": "Ana", "email": fmt.Sprintf("p%d@example.test", n), "phone": "", "number": number(), "description": ""}, "chat_id": n}
		if _, err := jivo.Notify(t.Context(), http.DefaultClient, z.Link, jivo.Event("chat_finished", who)); err != nil { // but {"result": "ok"} within its time
			t.Error(err)
		}
	}
	jivo.Switch(func(q *standin.JivoQuirks) { q.Deadline = 20 * time.Second })
	z.Live(t, func() int { return len(ploomes.Rows("Deals")) },
		integrations.BadDay{Name: "as usual", Send: chat},
		integrations.BadDay{Name: "numbers are numbers", On: func() { jivo.Switch(func(q *standin.JivoQuirks) { q.NumberAsNumber = true }) }, Send: chat},
		integrations.BadDay{Name: "a firewall's page, which asks to slow down", On: func() { ploomes.Fail("/", 1, page(http.StatusForbidden)) }, Send: chat},
		integrations.BadDay{Name: "refused", On: func() {
			ploomes.Fail("/Deals", 2, standin.Answer(http.StatusBadRequest, `{"error": {"code": "", "message": "StageId is not valid"}}`))
		}, Send: chat, Ends: "failed", Says: "StageId is not valid"},
		integrations.BadDay{Name: "healthy after a refusal", On: ploomes.Heal, Send: chat},
		integrations.BadDay{Name: "429 with Retry-After", On: func() { ploomes.Fail("/Deals", 1, second) }, Send: chat, At: ploomes.Front, Route: "/Deals", Waits: time.Second},
	)
	z.Hides(ploomes.Key())
}

func TestMercadoPagoOnABadDay(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	amo, shop := standin.NewAmoCRM(standin.AmoCRMOptions{}), standin.NewMercadoPago(standin.MercadoPagoOptions{})
	z := integrations.Begin(t, w, "pt-BR", "payment-amocrm", "mercadopago")
	z.Connect("field-address", w.Serve(shop), "secret-access_token", shop.Token(), "secret-secret", shop.Secret())
	receipt(z, w, amo)
	notify := func(status int) {
		answer, err := shop.Notify(t.Context(), http.DefaultClient, z.Link, "123456", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != status {
			t.Errorf("the link answers %s, want %d", answer.Status, status)
		}
	}
	paid := func() { notify(http.StatusOK) }
	shop.Switch(func(q *standin.MercadoPagoQuirks) { q.Unsigned = true })
	notify(http.StatusUnauthorized)
	shop.Switch(func(q *standin.MercadoPagoQuirks) { *q = standin.MercadoPagoQuirks{IPN: true} }) // the older kind: a POST without a body, which nobody signs
	notify(http.StatusUnauthorized)
	shop.Switch(func(q *standin.MercadoPagoQuirks) { *q = standin.MercadoPagoQuirks{} })
	z.Live(t, func() int { return len(amo.Records("leads")) },
		integrations.BadDay{Name: "a page of HTML", On: func() { shop.Fail("/v1/payments", 1, page(http.StatusForbidden)) }, Send: paid, Ends: "failed", Says: "403"},
		integrations.BadDay{Name: "429 with Retry-After", On: func() { shop.Fail("/v1/payments", 1, second) }, Send: paid, At: shop.Front, Route: "/v1/payments", Waits: time.Second},
	)
	paid()
	z.Next("stopped")
	if n := len(amo.Records("leads")); n != 1 {
		t.Errorf("%d leads of one payment", n)
	}
	z.Hides(shop.Token(), shop.Secret(), amo.Token())
}

func TestWBUDGETOnABadDay(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	budget := standin.NewWBudget()
	z := integrations.Begin(t, w, "ru", "anything-wbudget", "lists")
	z.Receive()
	connectBudget(z, w.Serve(budget))
	z.Continue()
	z.Run()
	n := 0
	order := func() {
		n++
		for range 2 { // whoever is not sure that it was heard
			post(t, z.Link, fmt.Sprintf(`{"budget_name": "Obra", "external_id": "OP-%d", "budget_item_id": "1,2", "budget_item_name": "A,B"}`, n))
		}
	}
	made := func() int { return len(budget.Proposals()) }
	answer := func(f standin.Fault) func() { return func() { budget.Fail("/", 1, f) } }
	z.Live(t, made,
		integrations.BadDay{Name: "told twice", Send: order},
		integrations.BadDay{Name: "refused", On: answer(standin.Answer(http.StatusUnprocessableEntity, `{"message": "Modelo inexistente"}`)), Send: order, Ends: "failed", Says: "Modelo inexistente"},
		integrations.BadDay{Name: "a page of HTML", On: answer(page(http.StatusForbidden)), Send: order, Ends: "failed", Says: "403"},
		integrations.BadDay{Name: "429 with Retry-After", On: answer(second), Send: order, At: budget.Front, Route: "/", Waits: time.Second},
	)
	z.Hides(budgetPath, "wb-canary-7f31")
}

func TestVoalleOnABadDay(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	z := integrations.Begin(t, w, "en", "datacake-voalle", "lead")
	z.Receive()
	z.Answer("alias", "site", "origin", "12")
	v := voalle(w, z)
	z.Run()
	n, signedIn := 0, len(v.SignIn.Requests("/connect/token"))
	lead := func() {
		n++
		for range 2 {
			who := map[string]any{"name": fmt.Sprint("Ana ", n), "document_number": "987.654.321-00", "phone": "(11) 95555-0101", "email": "ana@example.test", "address": address}
			function(t, z.Link, map[string]any{"lead": who})
		}
	}
	answer := func(f standin.Fault) func() { return func() { v.Fail("/external/crm", 1, f) } }
	z.Live(t, func() int { return len(v.Leads()) },
		integrations.BadDay{Name: "told twice", Send: lead},
		integrations.BadDay{Name: "failure with 200", On: answer(standin.Answer(http.StatusOK, `{"success": false, "messages": [{"message": "Integrador não encontrado."}]}`)), Send: lead, Ends: "failed", Says: "Integrador não encontrado."},
		integrations.BadDay{Name: "capitals", On: func() { v.Switch(func(q *standin.VoalleQuirks) { q.Casing = true }) }, Send: lead},
		integrations.BadDay{Name: "misspelt", On: func() { v.Switch(func(q *standin.VoalleQuirks) { q.Misspelt = true }) }, Send: lead},
		integrations.BadDay{Name: "a page of HTML", On: answer(page(http.StatusForbidden)), Send: lead, Ends: "failed", Says: "403"},
		integrations.BadDay{Name: "429 with Retry-After", On: answer(second), Send: lead, At: v.Front, Route: "/external/crm", Waits: time.Second},
		integrations.BadDay{Name: "the token ends", On: v.Expire, Send: lead},
	)
	if n := len(v.SignIn.Requests("/connect/token")) - signedIn; n != 2 {
		t.Errorf("%d tokens were asked for", n)
	}
	z.Hides("demo-voalle-secret", "demo-syndata", "voalle-token-1", "voalle-token-2")
}
