package product_test

import (
	"fmt"
	"strings"
	"testing"

	"stanok/tools/e2e/product"
)

func TestAFailedOperationHoldsItsLineUntilItIsRepeated(t *testing.T) {
	t.Parallel()
	c := &clinic{ill: true, read: map[string]int{}, sent: map[string][]string{}}
	w := product.New(t)
	id := w.Create(fmt.Sprintf(clinicFlow, w.Serve(c)))
	p := w.Owner()
	p.Go("/p/" + id + "/settings")
	p.Type("field-lane", "{{ source.phone }}")
	p.Click("input[name=lane_on_failure][value=hold]")
	p.Screenshot("order-settings")
	p.Axe()
	p.Click("settings-save")
	p.See("settings-saved")
	if text := w.Text(id); !strings.Contains(text, `"lane_on_failure":"hold"`) {
		t.Fatal(text)
	}
	w.Post("/processings/"+id+"/start", nil, nil)

	var first, second struct {
		ID string `json:"id"`
	}
	w.Post("/processings/"+id+"/operations?wait=60s", map[string]string{"n": "1", "phone": "79001"}, &first)
	w.Post("/processings/"+id+"/operations", map[string]string{"n": "2", "phone": "79001"}, &second)
	p.Go("/ops/" + second.ID)
	p.Has("operation-state", "data-state", "queued")
	p.Says("hold", "which failed")
	p.Screenshot("order-waits")
	p.Axe()
	p.Until("the first page to tell", `async (key) => (await (await fetch("/")).text()).includes(key)`, `data-key="held `+id)
	p.Go("/")
	p.Screenshot("order-attention")
	p.Click(`[data-key="held ` + id + `"] [data-testid=attention-action]`)
	p.Has("#operation", "data-id", first.ID)
	p.Says("hold", "1 operation waits behind this one")
	p.Click("let-go")
	p.See("let-go-confirm")
	p.Screenshot("order-let-go")
	p.Axe()
	p.Press("Escape")
	p.Screenshot("order-holds")

	c.heal()
	p.Click("replay-failed")
	ends(p, first.ID, "succeeded")
	p.Go("/ops/" + second.ID)
	p.Has("operation-state", "data-state", "succeeded")
	p.Gone("hold")
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.sent["1"]) != 1 || len(c.sent["2"]) != 1 {
		t.Errorf("sent: %v", c.sent)
	}
}
