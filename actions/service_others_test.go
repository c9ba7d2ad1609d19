package actions_test

import (
	"encoding/json"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

func TestGetCourseGetsBase64OfJSON(t *testing.T) {
	school := standin.NewGetCourse(standin.GetCourseOptions{})
	c := connect(t, "getcourse", school, "address", "{url}", "!key", school.Key())
	got := c.done("user.save", `{"email": "{{ source.email }}", "first_name": "Олег \"Ким\"", "groups": "Курс, Клуб", "addfields": {"Город": "Омск"}, "utm_source": "vk"}`, map[string]any{"email": "O@example.test"})
	c.equal("gives", []any{got["user_id"], got["user_status"]}, "[500001 added]")
	sent, _ := json.Marshal(school.Calls()[0].Params)
	c.equal("sent", string(sent), `{"session":{"utm_source":"vk"},"system":{"refresh_if_exists":1},"user":{"addfields":{"Город":"Омск"},"email":"O@example.test","first_name":"Олег \"Ким\"","group_name":["Курс","Клуб"]}}`)
	got = c.done("deal.create", `{"email": "o@example.test", "offer_code": "77", "cost": "1500.00", "deal_status": "new"}`)
	c.equal("order", []any{got["deal_id"], got["payment_link"], got["user_id"]}, "[700002 https://demo.getcourse.test/pl/sales/deal?id=700002 500001]")

	for _, quirks := range []standin.GetCourseQuirks{{}, {TextBooleans: true}, {OuterSuccess: true}, {TextBooleans: true, OuterSuccess: true}} {
		school.Switch(func(q *standin.GetCourseQuirks) { *q = quirks })
		c.refuses("deal.create", `{"email": "o@example.test"}`, "Не указано предложение")
		c.done("user.save", `{"email": "o@example.test"}`)
	}
	mine := c.w.keys["mine"]
	mine.Secrets = map[string]engine.Secret{"key": "wrong-key"}
	c.w.keys["mine"] = mine
	c.refuses("user.save", `{"email": "o@example.test"}`, "Неверный ключ")
}

func TestAPaymentThatFailedIsStillOnePayment(t *testing.T) {
	shop := standin.NewYooKassa(standin.YooKassaOptions{})
	c := connect(t, "yookassa", shop, "address", "{url}", "shop", shop.Shop(), "!secret", shop.Secret())
	const with = `{"amount": "{{ source.sum }}", "return_url": "https://shop.test/", "description": "Тур \"А\"", "metadata": {"lead": "5"}, "item": "Тур", "email": "o@example.test"}`
	sum := map[string]any{"sum": json.Number("1500.00")}
	shop.Switch(func(q *standin.YooKassaQuirks) { q.Unknown = 1 })
	if _, err := c.run("payment.create", with, sum); engine.KindOf(err) != engine.Unavailable {
		t.Fatalf("an unknown result: %v", err)
	}
	c.sent-- // the next attempt of the same step
	got := c.done("payment.create", with, sum)
	if n := len(shop.Payments()); n != 1 {
		t.Fatalf("%d payments", n)
	}
	id := shop.Payments()[0]["id"].(string)
	c.equal("gives", []any{got["id"], got["payment_status"], got["link"]}, "["+id+" pending https://yoomoney.test/checkout/payments/v2/contract?orderId="+id+"]")
	c.equal("amount", shop.Payments()[0]["amount"], "map[currency:RUB value:1500.00]")
	shop.Pay(id)
	got = c.done("payment.get", `{"id": "`+id+`"}`)
	c.equal("paid", []any{got["paid"], got["payment_status"], got["amount"]}, "[true succeeded 1500.00]")
	c.done("payment.create", with, sum) // of another step
	c.equal("payments", len(shop.Payments()), 2)

	c.refuses("payment.create", `{"amount": "1500", "return_url": "https://shop.test/"}`, "Invalid value of the amount amount.value")
	c.refuses("payment.get", `{"id": "none"}`, "doesn't exist")
	c.tried("secret")
	shop.Fail("/", 1, standin.TooMany(9*time.Second))
	c.waits("payment.create", with, 9*time.Second)
}

func TestARowIsAddedOnceWhereARedirectTellsTheAnswer(t *testing.T) {
	book := standin.NewSheets(standin.SheetsOptions{})
	c := connect(t, "google_sheets", book, "address", "{url}", "deployment", "AKfycb-demo", "!key", book.Key())
	const with = `{"sheet": "Заявки", "values": [{"column": "Сумма", "value": "{{ source.sum }}"}, {"column": "Имя", "value": "Олег \"Ким\""}]}`
	sum := map[string]any{"sum": json.Number("1500.50")}
	c.equal("row", c.done("row.add", with, sum)["row"], 2)
	c.sent-- // the same step again
	c.equal("the same row", c.done("row.add", with, sum)["row"], 2)
	c.equal("rows", book.Rows("Заявки"), `[[Имя Телефон Сумма] [Олег "Ким"  1500.50]]`)
	for _, r := range book.Requests("/macros/echo") {
		if len(r.Query) != 1 || r.Header.Get("Idempotency-Key") != "" {
			t.Errorf("the answer was fetched with %v %v", r.Query, r.Header)
		}
	}
	c.equal("sheets", c.choices("sheets", nil), "Заявки Заявки")
	c.equal("columns", c.choices("columns", map[string]any{"sheet": "Заявки"}), "Имя Имя; Телефон Телефон; Сумма Сумма")
	c.tried("key")

	c.refuses("row.add", `{"values": [{"column": "Nope", "value": 1}]}`, "There is no column Nope.")
	c.refuses("row.add", `{"sheet": "Nope", "values": [{"column": "Имя", "value": 1}]}`, "There is no sheet Nope.")
	book.Switch(func(q *standin.SheetsQuirks) { q.Throws = true })
	c.refuses("row.add", with, "TypeError: Cannot read properties of null")
	book.Switch(func(q *standin.SheetsQuirks) { *q = standin.SheetsQuirks{SignIn: true} })
	c.refuses("row.add", with, "Sign in - Google Accounts")
}
