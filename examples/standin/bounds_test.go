package standin_test

import (
	"fmt"
	"net/url"
	"testing"

	"stanok/examples/standin"
)

func TestTheOldestRecordsGoWhenThereAreTooMany(t *testing.T) {
	const bound = 100_000
	u := standin.NewUON(standin.UONOptions{Empty: true})
	mine := map[string]any{"n": 1}
	for _, kind := range []standin.UONKind{standin.UONLead, standin.UONRequest} {
		if err := u.Put(kind, "first", mine); err != nil {
			t.Fatal(err)
		}
	}
	for id := range bound {
		if err := u.Put(standin.UONRequest, fmt.Sprint(id), mine); err != nil {
			t.Fatal(err)
		}
	}
	if u.Record(standin.UONRequest, "first") != nil || u.Record(standin.UONRequest, "0") == nil {
		t.Error("not the oldest went")
	}
	if u.Record(standin.UONLead, "first") == nil {
		t.Error("requests pushed out a lead")
	}
}

func TestAThousandWebhooksAreEnough(t *testing.T) {
	u := standin.NewUON(standin.UONOptions{Key: "k"})
	base := serve(t, u) + "/k"
	for range 1000 {
		post(t, base+"/webhook/create.json", url.Values{"url": {"x"}})
	}
	answer, _ := post(t, base+"/webhook/create.json", url.Values{"url": {"x"}})
	wantStatus(t, answer, 404)
	if n := len(u.Hooks()); n != 1000 {
		t.Errorf("%d webhooks", n)
	}
}
