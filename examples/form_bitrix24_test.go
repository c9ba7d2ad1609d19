package examples_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

const formBitrix24 = "form-bitrix24"

// atBitrix24 connects to a Bitrix24.
func atBitrix24(w *world) *standin.Bitrix24 {
	w.Helper()
	b := standin.NewBitrix24(standin.Bitrix24Options{})
	w.connect("bitrix24", "bitrix24", map[string]string{"address": w.serve(b), "user_id": "1"}, map[string]engine.Secret{"secret": "demo-bitrix-secret"})
	return b
}

var leadAnswers = answers{
	"stage": "NEW", "source": "WEB", "responsible": "7", "same": "yes",
	"custom": []map[string]string{{"field": "UF_CRM_1700000001", "value": "{{ source.page }}"}},
}

func TestAFormBecomesALeadInBitrix24(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		w := newWorld(t)
		b := atBitrix24(w)
		p := w.begin(formBitrix24, "lead", lang, leadAnswers)
		if said := w.sample(formBitrix24, "lead", p); said != `{"result":"ok"}` {
			t.Errorf("the form was answered %s", said)
		}
		w.succeeds(p)
		title := map[string]string{"en": "Form from the site: ", "ru": "Заявка с сайта: ", "pt-BR": "Formulário do site: "}[lang]
		same(t, b.Records("lead"), `[{"ID": "1", "TITLE": "`+title+`Олег Ким", "NAME": "Олег Ким",
			"PHONE": [{"VALUE": "+7 (900) 555-01-01", "VALUE_TYPE": "WORK"}], "EMAIL": [{"VALUE": "oleg@example.com", "VALUE_TYPE": "WORK"}],
			"COMMENTS": "Перезвоните,\nпожалуйста\nhttps://example.com/tours", "STATUS_ID": "NEW", "SOURCE_ID": "WEB", "ASSIGNED_BY_ID": "7",
			"UTM_SOURCE": "yandex", "UTM_MEDIUM": "cpc", "UTM_CAMPAIGN": "summer", "UF_CRM_1700000001": "https://example.com/tours"}]`)
		w.hides(p, "demo-bitrix-secret")
	}
}

func TestAFormFromABrowserMayBeReadAndOneOfARobotStops(t *testing.T) {
	w := newWorld(t)
	b := atBitrix24(w)
	p := w.begin(formBitrix24, "lead", "en", leadAnswers)
	q, err := http.NewRequest("OPTIONS", link(p), nil)
	w.need(err)
	q.Header.Set("Origin", "https://example.com")
	q.Header.Set("Access-Control-Request-Method", "POST")
	answer, err := w.client.Do(q)
	w.need(err)
	if got := answer.Header.Get("Access-Control-Allow-Origin"); got != "*" || answer.StatusCode/100 != 2 {
		t.Errorf("%s %q", answer.Status, got)
	}
	w.sent(w.client.Post(link(p), "application/x-www-form-urlencoded", strings.NewReader("name=Bot&website=spam")))
	if op := w.last(p); op.State != engine.Stopped || len(b.Records("lead")) != 0 {
		t.Errorf("%s", op.State)
	}
}

func TestAContactThatIsKnownStandsInTheLead(t *testing.T) {
	w := newWorld(t)
	b := atBitrix24(w)
	q, err := http.NewRequest("POST", w.serve(b)+b.Path()+"/crm.contact.add.json", strings.NewReader("fields[NAME]=Oleg&fields[PHONE][0][VALUE]=79005550101"))
	w.need(err)
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w.sent(http.DefaultClient.Do(q))
	p := w.begin(formBitrix24, "lead", "en", leadAnswers)
	w.sample(formBitrix24, "lead", p)
	w.succeeds(p)
	if got := b.Records("lead")[0]["COMMENTS"]; !strings.HasSuffix(got.(string), "\nContact number 1") {
		t.Errorf("%q", got)
	}
}

func TestBitrix24IsWaitedForAsItsRefusalSays(t *testing.T) {
	w := newWorld(t)
	b := atBitrix24(w)
	p := w.begin(formBitrix24, "lead", "en", answers{"same": ""})
	b.Overwork(1)
	w.sample(formBitrix24, "lead", p)
	if op := w.waits(p, 10*time.Minute); op.State != engine.Succeeded || len(b.Records("lead")) != 1 {
		t.Errorf("%s, %d leads", op.State, len(b.Records("lead")))
	}
	b.Exceed(1) // a second is enough
	w.tell(p, map[string]string{"name": "Anna"})
	op := w.last(p)
	if d := op.WakeAt.Sub(w.clock.Now()); op.State != engine.Waiting || d < time.Second || d > 10*time.Second {
		t.Fatalf("%s for %v", op.State, d)
	}
	w.clock.pass(op.WakeAt.Sub(w.clock.Now()))
	if op = w.settled(op.ID); op.State != engine.Succeeded || len(b.Records("lead")) != 2 {
		t.Errorf("%s, %d leads", op.State, len(b.Records("lead")))
	}
}

func TestBitrix24FailsInItsOwnWords(t *testing.T) {
	w := newWorld(t)
	b := atBitrix24(w)
	p := w.begin(formBitrix24, "lead", "en", answers{"same": ""})
	b.Fail("/crm.lead.add", 1, standin.Answer(http.StatusOK, `{"error": "", "error_description": "Поле не заполнено"}`))
	w.sample(formBitrix24, "lead", p)
	w.fails(p, "lead", "Поле не заполнено")
}
