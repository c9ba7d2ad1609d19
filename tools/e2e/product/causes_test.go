package product_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// ward is a service with two faults: it has no card for two numbers of five, and
// refuses all records while its key is wrong.
type ward struct {
	mu    sync.Mutex
	ill   bool
	read  map[int]int
	sent  map[int]int
	order map[string][]int // numbers sent, by client
}

func (d *ward) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.URL.Query().Get("n"))
	client := r.URL.Query().Get("client")
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case r.URL.Path == "/card":
		if d.read[n]++; n%5 >= 3 {
			w.WriteHeader(http.StatusNotFound)
		} else {
			_, _ = io.WriteString(w, `{"name": "Card"}`)
		}
	case d.ill:
		w.WriteHeader(http.StatusUnauthorized)
	default:
		d.sent[n]++
		d.order[client] = append(d.order[client], n)
		_, _ = io.WriteString(w, `{"ok": true}`)
	}
}

// once reports what was read or sent other than once, and who overtook.
func (d *ward) once(t *testing.T, sent int) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.sent) != sent {
		t.Errorf("%d were sent, want %d", len(d.sent), sent)
	}
	for n, times := range d.read {
		if times != 1 || d.sent[n] > 1 {
			t.Errorf("%d was read %d times and sent %d times", n, times, d.sent[n])
		}
	}
	for client, order := range d.order {
		if !slices.IsSorted(order) {
			t.Errorf("client %s: %v", client, order)
		}
	}
}

const wardFlow = `
format: 1
name: Ward
settings: {lane: "{{ source.client }}"}
source: {type: webhook, with: {params: [{name: n}, {name: client}]}}
actions:
  - {id: card, type: http.request, title: Read the card, with: {url: "%[1]s/card?n={{ source.n }}"}}
  - {id: send, type: http.request, title: %[2]s, with: {method: POST, url: "%[1]s/record?n={{ source.n }}&client={{ source.client }}"}}
`

// failures makes 300 of them, 180 of one cause and 120 of another, and then mends
// the first, with a new version.
func failures(t *testing.T) (*product.World, *ward, string) {
	t.Helper()
	d := &ward{ill: true, read: map[int]int{}, sent: map[int]int{}, order: map[string][]int{}}
	w := product.New(t)
	at := w.Serve(d)
	id := w.Create(fmt.Sprintf(wardFlow, at, "Create a record"))
	w.Post("/processings/"+id+"/start", nil, nil)
	for n := range 300 {
		w.Post("/processings/"+id+"/operations", map[string]string{"n": strconv.Itoa(n), "client": strconv.Itoa(n % 7)}, nil)
	}
	for range 600 {
		if len(ended(t, w, id, "failed")) == 300 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	d.mu.Lock()
	d.ill = false
	d.mu.Unlock()
	w.Put("/processings/"+id, fmt.Sprintf(wardFlow, at, "Create a record with the new key"))
	w.Post("/processings/"+id+"/start", nil, nil)
	return w, d, id
}

type endedOperation struct {
	Version  int
	ReplayOf string `json:"replay_of"`
}

// ended lists the operations of a state.
func ended(t *testing.T, w *product.World, id, state string) []endedOperation {
	t.Helper()
	var list struct{ Items []endedOperation }
	if err := w.API.Call(http.MethodGet, "/operations?limit=500&state="+state+"&processing="+id, "", nil, &list); err != nil {
		t.Fatal(err)
	}
	return list.Items
}

// chooseCause opens the failures of the cause with so many, and asks to repeat all.
func chooseCause(p *browser.Page, id string, most, want int) {
	p.Go("/p/" + id + "/ops?state=failed")
	p.Click(fmt.Sprintf("[data-testid=cause-group][data-count='%d']", most))
	p.Click("select-all-matching")
	p.Says("bulk-selected", strconv.Itoa(most))
	p.Click("bulk-replay")
	p.Has("bulk-count", "data-count", strconv.Itoa(want))
}

func TestOf300FailuresOfTwoCausesThe180RepairedGoOnFromWhereTheyFailed(t *testing.T) {
	t.Parallel()
	w, d, id := failures(t)
	p := w.Owner()
	p.Go("/p/" + id + "/ops?state=failed")
	p.Click("select-all-matching")
	p.Says("bulk-selected", "300")
	p.Click("bulk-replay")
	p.Has("bulk-count", "data-count", "300")
	p.Screenshot("causes-preview-both")
	if counts := p.Attrs("bulk-cause", "data-count"); !slices.Equal(counts, []string{"180", "120"}) {
		t.Errorf("by cause they are %v", counts)
	}
	chooseCause(p, id, 180, 180)
	p.Says("bulk-cause", "180")
	p.Screenshot("causes-preview")
	p.Click("replay-confirm")
	progress(p, 180)
	p.Has("bulk-state", "data-state", "done")
	p.Says("bulk-line", "180 succeeded")
	d.once(t, 180)
	well := ended(t, w, id, "succeeded")
	for _, op := range well {
		if op.Version != 2 || op.ReplayOf == "" {
			t.Errorf("%+v", op)
		}
	}
	if failed := ended(t, w, id, "failed"); len(well) != 180 || len(failed) != 300 {
		t.Errorf("%d succeeded, %d failed", len(well), len(failed))
	}
	chooseCause(p, id, 180, 0)
}

func TestARepetitionStoppedAtFiftyLeavesTheRestToBeChosenAgain(t *testing.T) {
	t.Parallel()
	w, d, id := failures(t)
	var job struct {
		ID                              string
		Total, Started, Succeeded, Left int
		FinishedAt                      *time.Time `json:"finished_at"`
	}
	w.Post("/replays", map[string]any{"processing": id, "cause": "http.status:401", "rate": 20}, &job)
	p := w.Owner()
	p.Go("/replays/" + job.ID)
	progress(p, 50)
	p.Click("bulk-cancel")
	p.Has("bulk-state", "data-state", "cancelled")
	for job.FinishedAt == nil {
		if err := w.API.Call(http.MethodGet, "/replays/"+job.ID, "", nil, &job); err != nil {
			t.Fatal(err)
		}
	}
	if job.Total != 180 || job.Started < 50 || job.Started == 180 || job.Left != 180-job.Started || job.Succeeded != job.Started {
		t.Errorf("%+v", job)
	}
	p.Says("bulk-left", strconv.Itoa(job.Left))
	d.once(t, job.Started)
	chooseCause(p, id, 180, job.Left)
	p.Click("replay-confirm")
	progress(p, job.Left)
	d.once(t, 180)
}
