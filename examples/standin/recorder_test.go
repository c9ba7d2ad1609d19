package standin_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"stanok/examples/standin"
)

func TestRecorderKeepsWhatWasSent(t *testing.T) {
	envybox := standin.NewEnvybox(standin.EnvyboxOptions{})
	base := serve(t, envybox)
	r := request(t, http.MethodPost, base+"/crm/api/v1/lead/set/?api_key=wrong&x=1&x=2", `{"a":1}`)
	r.Header.Set("Idempotency-Key", "op1/send")
	do(t, r)

	q := envybox.Requests("/openapi/v1/lead/set")[0]
	if q.Method != "POST" || q.Path != "/crm/api/v1/lead/set/" || len(q.Query["x"]) != 2 || q.Key() != "op1/send" || string(q.Body) != `{"a":1}` {
		t.Errorf("recorded %+v", q)
	}
	if q.Status != 200 || q.At.IsZero() || q.Done.Before(q.At) {
		t.Errorf("answered %d at %v, arrived at %v", q.Status, q.Done, q.At)
	}
}

func TestRouteHoldsNoKey(t *testing.T) {
	uon := standin.NewUON(standin.UONOptions{Key: "sEcReT"})
	base := serve(t, uon)
	get(t, base+"/sEcReT/request/1.json")
	get(t, base+"/sEcReT")
	for _, q := range uon.Requests("") {
		if strings.Contains(q.Route, "sEcReT") {
			t.Errorf("route %q", q.Route)
		}
	}
}

func TestRecorderForgetsTheOldestButCountsAll(t *testing.T) {
	uon := standin.NewUON(standin.UONOptions{Keep: 3})
	base := serve(t, uon)
	for i := 1; i <= 8; i++ {
		get(t, fmt.Sprintf("%s/k/request/%d.json", base, i))
	}
	kept := uon.Requests("/request/")
	if len(kept) != 3 || kept[0].Route != "/request/6.json" || kept[2].Route != "/request/8.json" || uon.Count() != 8 {
		t.Errorf("kept %d of %d: %v", len(kept), uon.Count(), kept)
	}
	uon.Forget()
	if uon.Count() != 0 || len(uon.Requests("")) != 0 {
		t.Error("something is remembered")
	}
}

func TestAwaitEndsWithItsContext(t *testing.T) {
	uon := standin.NewUON(standin.UONOptions{})
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	cancel(why)
	if _, err := uon.Await(ctx, "", 1); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
}

func TestABodyThatIsTooLargeIsRefused(t *testing.T) {
	envybox := standin.NewEnvybox(standin.EnvyboxOptions{})
	answer, _ := do(t, request(t, http.MethodPost, serve(t, envybox)+"/openapi/v1/lead/set/", strings.Repeat(" ", 11<<20)))
	wantStatus(t, answer, http.StatusRequestEntityTooLarge)
	if envybox.Count() != 0 {
		t.Error("it was recorded")
	}
}
