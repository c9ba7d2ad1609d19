package product_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// clinic is a service that records are read from and sent to; while it is ill it
// refuses the key.
type clinic struct {
	mu   sync.Mutex
	ill  bool
	read map[string]int
	sent map[string][]string // bodies by number
}

func (c *clinic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := r.URL.Query().Get("n")
	body, _ := io.ReadAll(r.Body)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case r.URL.Path == "/card":
		c.read[n]++
		fmt.Fprintf(w, `{"name": "Card %s"}`, n)
	case c.ill:
		w.WriteHeader(http.StatusUnauthorized)
	default:
		c.sent[n] = append(c.sent[n], string(body))
		_, _ = io.WriteString(w, `{"ok": true}`)
	}
}

func (c *clinic) heal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ill = false
}

// once reports every number from 0 on that was read or sent other than once.
func (c *clinic) once(t *testing.T, total int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range total {
		n := strconv.Itoa(i)
		if c.read[n] != 1 || len(c.sent[n]) != 1 {
			t.Errorf("%s was read %d times and sent %d times", n, c.read[n], len(c.sent[n]))
		}
	}
}

const clinicFlow = `
format: 1
name: Clinic
source: {type: webhook, with: {params: [{name: n}, {name: phone}]}}
actions:
  - {id: card, type: http.request, with: {url: "%[1]s/card?n={{ source.n }}"}}
  - {id: send, type: http.request, title: Create a record, with: {method: POST, url: "%[1]s/record?n={{ source.n }}", body: {kind: json, from: {phone: "{{ source.phone }}"}}}}
`

// newClinic starts the flow and lets so many operations of it fail.
func newClinic(t *testing.T, total int) (*product.World, *clinic, string) {
	t.Helper()
	c := &clinic{ill: true, read: map[string]int{}, sent: map[string][]string{}}
	w := product.New(t)
	id := w.Create(fmt.Sprintf(clinicFlow, w.Serve(c)))
	w.Post("/processings/"+id+"/start", nil, nil)
	var workers sync.WaitGroup
	numbers := make(chan int)
	for range 16 {
		workers.Go(func() {
			for n := range numbers {
				body, _ := json.Marshal(map[string]string{"n": strconv.Itoa(n), "phone": fmt.Sprint(7900000, n)})
				if err := w.API.Call(http.MethodPost, "/processings/"+id+"/operations?wait=60s", "application/json", body, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for n := range total {
		numbers <- n
	}
	close(numbers)
	workers.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return w, c, id
}

// progress waits until a repetition has come so far.
func progress(p *browser.Page, done int) {
	p.Until(fmt.Sprintf("%d to be done", done), `(n) => document.querySelector("[data-testid=bulk-progress]")?.value >= n`, done)
}

func TestA15ManyAreContinuedWithAProgressBarThatSurvivesAReload(t *testing.T) {
	t.Parallel()
	const total = 1204
	w, c, id := newClinic(t, total)
	c.heal()
	p := w.Owner()
	p.Go("/p/" + id + "/ops?state=failed")
	p.Says("select-all-matching", "1,204")
	p.See("[data-testid=bulk-replay]:disabled") // nothing is chosen yet
	p.Click("select-all-matching")
	p.Says("bulk-selected", "1,204")
	p.Click("bulk-replay")
	p.Has("bulk-count", "data-count", strconv.Itoa(total))
	p.Says("bulk-hosts", "127.0.0.1")
	p.Screenshot("A15-drawer")
	p.Axe()
	p.Click("replay-confirm")
	progress(p, 30)
	p.Click("bulk-pause")
	p.See("bulk-resume")
	p.Screenshot("A15-paused")
	p.Axe()
	p.Click("bulk-resume")
	progress(p, total*30/100)
	p.Reload()
	progress(p, total)
	p.Says("bulk-line", "1,204 of 1,204")
	p.Says("bulk-line", "1,204 succeeded")
	p.Has("bulk-state", "data-state", "done")
	p.Gone("bulk-cancel")
	p.Screenshot("A15-done")
	c.once(t, total)
	p.Go("/p/" + id + "/ops?state=failed&all=true")
	p.Click("bulk-replay")
	p.Has("bulk-count", "data-count", "0")
}

func TestTickedOperationsAreRepeatedSlowlyAndTheRestIsCancelled(t *testing.T) {
	t.Parallel()
	w, c, id := newClinic(t, 6)
	p := w.Owner()
	p.Go("/p/" + id + "/ops")
	p.Numbers("operation-row", 6)
	for i := 1; i <= 4; i++ {
		p.Click(fmt.Sprintf("tr:nth-child(%d) [data-testid=operation-select]", i))
	}
	p.Says("bulk-selected", "4")
	p.Screenshot("bulk-ticked")
	p.Click("bulk-replay")
	p.Has("bulk-count", "data-count", "4")
	p.Click("bulk-start")
	p.Has("bulk-start", "aria-pressed", "true")
	p.Gone("will-send-again") // nothing was sent yet
	p.Click("bulk-failed")
	p.Has("bulk-failed", "aria-pressed", "true")
	p.Choose("bulk-speed", "slow")
	p.Click("replay-confirm")
	progress(p, 1)
	p.Says("bulk-line", "1 failed again")
	p.Says("bulk-cause", "401")
	p.Click("bulk-cancel")
	p.Has("bulk-state", "data-state", "cancelled")
	p.Says("bulk-left", "3")
	p.Screenshot("bulk-cancelled")
	p.Axe()
	p.Phone()
	for _, path := range []string{"/p/" + id + "/ops?all=true", "/replays/new?all=true", "/replays", "/p/" + id + "/ops"} {
		p.Go(path)
		p.Until("nothing to stick out", `() => document.documentElement.scrollWidth <= innerWidth`)
		p.Screenshot("phone" + strings.ReplaceAll(strings.ReplaceAll(path, "/", "-"), id, ""))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for n, times := range c.read {
		if times != 1 {
			t.Errorf("%s was read %d times", n, times)
		}
	}
}
