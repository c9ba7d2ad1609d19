package standin_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"stanok/examples/standin"
)

func TestManyCallersAtOnceLoseNothing(t *testing.T) {
	uon, envybox := standin.NewUON(standin.UONOptions{Key: "k", Keep: 50}), standin.NewEnvybox(standin.EnvyboxOptions{Keep: 50})
	const callers, each = 16, 100
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for i := range each {
				uon.Switch(func(q *standin.UONQuirks) { q.StringIDs = !q.StringIDs })
				w := httptest.NewRecorder()
				uon.ServeHTTP(w, httptest.NewRequest("GET", fmt.Sprintf("/k/lead/%d.json", 1+c*each+i), nil))
				if w.Code != http.StatusOK {
					t.Errorf("status %d", w.Code)
				}
				if i%20 == 0 {
					envybox.Fail("", 1, standin.Answer(500, ""))
				}
				r := httptest.NewRequest("POST", "/openapi/v1/lead/set/?api_key="+envybox.APIKey(), strings.NewReader(wholeLead))
				r.Header.Set("Idempotency-Key", fmt.Sprint(c, i))
				envybox.ServeHTTP(httptest.NewRecorder(), r)
				_, _ = envybox.Leads(), uon.Requests("/lead/")
			}
		})
	}
	wg.Wait()
	if n := uon.Count(); n != callers*each {
		t.Errorf("U-ON saw %d requests", n)
	}
	if want := callers*each - callers*5; envybox.Created() != want || envybox.Failing() {
		t.Errorf("%d leads, want %d", envybox.Created(), want)
	}
}

func BenchmarkUONRead(b *testing.B) {
	uon := standin.NewUON(standin.UONOptions{Key: "k"})
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			uon.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/k/request/4821.json", nil))
		}
	})
}

func BenchmarkEnvyboxLead(b *testing.B) {
	envybox := standin.NewEnvybox(standin.EnvyboxOptions{})
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r := httptest.NewRequest("POST", "/openapi/v1/lead/set/?api_key="+envybox.APIKey(), strings.NewReader(wholeLead))
			envybox.ServeHTTP(httptest.NewRecorder(), r)
		}
	})
}
