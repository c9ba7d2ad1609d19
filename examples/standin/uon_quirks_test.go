package standin_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stanok/examples/standin"
)

func switched(t *testing.T, change func(*standin.UONQuirks)) (*standin.UON, string) {
	t.Helper()
	u, base := newUON(t, standin.UONOptions{})
	u.Switch(change)
	return u, base
}

func TestNotFoundAsEmpty(t *testing.T) {
	u, base := switched(t, func(q *standin.UONQuirks) { q.NotFoundAsEmpty = true })
	u.Remove("request", "5")
	answer, body := get(t, base+"/request/5.json")
	wantStatus(t, answer, 200)
	if body != `{"request":[]}` {
		t.Errorf("got %s", body)
	}
}

func TestErrorsAs200(t *testing.T) {
	u, base := switched(t, func(q *standin.UONQuirks) { q.ErrorsAs200 = true })
	u.Remove("lead", "5")
	answer, body := get(t, base+"/lead/5.json")
	wantStatus(t, answer, 200)
	if object(t, body)["result"] != json.Number("404") {
		t.Errorf("got %s", body)
	}
}

func TestLeadAsRequest(t *testing.T) {
	_, base := switched(t, func(q *standin.UONQuirks) { q.LeadAsRequest = true })
	_, body := get(t, base+"/lead/5.json")
	first(t, body, "request")
	if len(object(t, body)) != 1 {
		t.Errorf("got %.80s", body)
	}
}

func TestStringIDs(t *testing.T) {
	_, base := switched(t, func(q *standin.UONQuirks) { q.StringIDs = true })
	_, body := get(t, base+"/request/5.json")
	r := first(t, body, "request")
	deep := r["services"].([]any)[0].(map[string]any)["tourists"].([]any)[0].(map[string]any)["tourist_id"]
	for name, v := range map[string]any{"id": r["id"], "office_id": r["office_id"], "tourist_id": deep} {
		if _, isText := v.(string); !isText {
			t.Errorf("%s is %T", name, v)
		}
	}
	if _, isNumber := r["calc_price"].(json.Number); !isNumber {
		t.Error("a price became text")
	}
}

func TestCyrillicLost(t *testing.T) {
	u, base := switched(t, func(q *standin.UONQuirks) { q.CyrillicLost = true })
	_, body := post(t, base+"/lead/create.json", url.Values{"u_name": {"Ада L"}})
	if got := u.Record("lead", object(t, body)["id"].(string))["client_name"]; got != "??? L" {
		t.Errorf("stored %q", got)
	}
}

func TestAFreshRecordHasNoClientForItsFirstReads(t *testing.T) {
	_, base := switched(t, func(q *standin.UONQuirks) { q.FreshReads = 2 })
	for read, fresh := range []bool{true, true, false, false} {
		_, body := get(t, base+"/lead/5.json")
		lead := first(t, body, "lead")
		if (lead["client_id"] == nil) != fresh || lead["client_requirements_days_from"] == nil {
			t.Errorf("read %d: client %v, requirements %v", read, lead["client_id"], lead["client_requirements_days_from"])
		}
	}
	if _, body := get(t, base+"/lead/6.json"); first(t, body, "lead")["client_id"] != nil {
		t.Error("another record is not fresh")
	}
}

func TestAFreshRecordHasNoClientForSomeTimeAfterItsWebhook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := standin.NewUON(standin.UONOptions{Key: "k"})
		u.Switch(func(q *standin.UONQuirks) { q.FreshFor = 20 * time.Second })
		clientOf := func(id string) any {
			w := httptest.NewRecorder()
			u.ServeHTTP(w, httptest.NewRequest("GET", "/k/request/"+id+".json", nil))
			return first(t, w.Body.String(), "request")["client_id"]
		}
		notify(t, u, standin.UONEvent{ID: "5"})
		time.Sleep(19 * time.Second)
		if clientOf("5") != nil {
			t.Error("the client is there too early")
		}
		time.Sleep(time.Second)
		if clientOf("5") == nil {
			t.Error("the client is still missing")
		}
		if clientOf("6") != nil {
			t.Error("without a webhook the time begins at the first read")
		}
	})
}

func TestTheLimitOfAKeyIs429WithoutRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := standin.NewUON(standin.UONOptions{Key: "k", PerSecond: standin.UONRate})
		ask := func() *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			u.ServeHTTP(w, httptest.NewRequest("GET", "/k/request/5.json", nil))
			return w
		}
		for second := range 3 {
			for i := range standin.UONRate {
				if w := ask(); w.Code != 200 {
					t.Fatalf("second %d, request %d: %d", second, i, w.Code)
				}
			}
			for range 5 {
				w := ask()
				if w.Code != 429 || w.Header().Get("Retry-After") != "" || !strings.Contains(w.Body.String(), `"result":429`) {
					t.Fatalf("over the limit: %d %v %s", w.Code, w.Header(), w.Body)
				}
			}
			time.Sleep(time.Second)
		}
	})
}
