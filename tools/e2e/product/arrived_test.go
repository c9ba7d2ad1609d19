package product_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"stanok/tools/e2e/product"
)

// desk is a service that takes records, breaks off before it says so, and tells
// which it has.
type desk struct {
	mu    sync.Mutex
	taken []string
	asked []string
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.Method == http.MethodGet {
		d.asked = append(d.asked, r.URL.String())
		list := []any{}
		for i, one := range d.taken {
			list = append(list, map[string]any{"id": 5512 + i, "contact": map[string]any{"name": "Anna", "phone": one}, "sum": 100})
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"total": len(list), "clients": list})
		return
	}
	body, _ := io.ReadAll(r.Body)
	var record struct{ Phone string }
	_ = json.Unmarshal(body, &record)
	d.taken = append(d.taken, "+"+record.Phone)
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// requests are what the desk was sent and asked.
func (d *desk) requests() (taken, asked []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append(taken, d.taken...), append(asked, d.asked...)
}

func TestWhetherASendArrivedIsAskedOnThePageAndAPersonDecides(t *testing.T) {
	t.Parallel()
	w, d := product.New(t), &desk{}
	at := w.Serve(d)
	id := w.Create(fmt.Sprintf(`
format: 1
name: New clients
source: {type: webhook, with: {params: [{name: phone}]}}
actions:
  - {id: find, type: http.request, title: Find the client, with: {url: "%[1]s/clients?phone={{ source.phone }}"}}
  - {id: send, type: http.request, title: Create a client, with: {method: POST, url: "%[1]s/clients", body: {kind: json, from: {phone: "{{ source.phone }}"}}}}
`, at))
	w.Post("/processings/"+id+"/start", nil, nil)
	const phone = "79001112233"
	w.Post("/processings/"+id+"/operations?wait=60s", map[string]string{"phone": phone}, nil)
	p := w.Owner()
	op := newest(p, "/p/"+id+"/ops")
	p.Has("operation-state", "data-state", "uncertain")
	p.Says("field-by", "Find the client")
	p.Click("check-ask")
	p.Says("check-found", "phone "+phone)
	p.Says("tree-found", phone)
	p.Says("check-asked", "/clients?phone="+phone)
	p.Has("operation-state", "data-state", "uncertain")
	p.Screenshot("arrived-found")
	p.Axe()
	if taken, asked := d.requests(); len(taken) != 1 || len(asked) != 2 {
		t.Errorf("the service was sent %v and asked %v", taken, asked)
	}
	p.Click(`[data-testid=field-by] input[value=address]`)
	p.Click(`.arrival .tech summary`)
	p.Says("check-names", "{{ source.phone }}")
	p.Fill("check-address", at+"/all?like={{ source.phone }}")
	p.Screenshot("arrived-address")
	p.Axe()
	p.Click("check-ask")
	p.Says("check-asked", "/all?like="+phone)
	p.Says("field-by", "/all?like=")
	p.Phone()
	p.Reload()
	p.Until("nothing to stick out", `() => document.documentElement.scrollWidth <= innerWidth`)
	p.Screenshot("arrived-phone")
	p.Size(1366, 768)
	p.Click("check-test") // it stays on record, as a test
	p.Has("operation-state", "data-state", "succeeded")
	p.Go("/ops/" + op)
	p.Click("resolve-arrived")
	p.Has("operation-state", "data-state", "succeeded")
	p.Gone("check-ask")
	if taken, asked := d.requests(); len(taken) != 1 || len(asked) != 3 || !strings.HasPrefix(asked[2], "/all?like="+phone) {
		t.Errorf("the service was sent %v and asked %v", taken, asked)
	}
}
