package load_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"stanok/tools/flow"
	"stanok/tools/load"
)

func TestPercentileIsTheNearestRank(t *testing.T) {
	values := func(n int) []time.Duration {
		var v []time.Duration
		for i := n; i > 0; i-- {
			v = append(v, time.Duration(i))
		}
		return v
	}
	cases := []struct{ n, p, want int }{
		{0, 99, 0}, {1, 50, 1}, {1, 99, 1}, {2, 50, 1}, {3, 50, 2}, {4, 50, 2},
		{100, 99, 99}, {100, 100, 100}, {100, 1, 1}, {101, 99, 100}, {1000, 99, 990}, {10, 99, 10}, {10, 0, 1},
	}
	for _, c := range cases {
		if got := load.Percentile(values(c.n), c.p); got != time.Duration(c.want) {
			t.Errorf("percentile %d of 1 to %d is %d, want %d", c.p, c.n, got, c.want)
		}
	}
}

func TestMedianIsTheMiddle(t *testing.T) {
	cases := []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{5}, 5}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 3, 2}, 2.5}}
	for _, c := range cases {
		if got := load.Median(c.values); got != c.want {
			t.Errorf("the median of %v is %v, want %v", c.values, got, c.want)
		}
	}
}

func TestARunCountsWhatBecameOfEveryWebhook(t *testing.T) {
	right := func(deliver func(flow.Lead), r flow.Request) int { deliver(flow.Compose(r)); return http.StatusOK }
	cases := map[string]struct {
		program func(deliver func(flow.Lead), r flow.Request) int
		rate    float64
		want    load.Result
	}{
		"all well":             {right, 0, load.Result{Accepted: 40, Completed: 40}},
		"all well, at a rate":  {right, 2000, load.Result{Accepted: 40, Completed: 40}},
		"one lost":             {except(13, func(func(flow.Lead), flow.Request) int { return http.StatusOK }, right), 0, load.Result{Accepted: 40, Completed: 39, Lost: 1}},
		"one refused":          {except(13, func(func(flow.Lead), flow.Request) int { return http.StatusServiceUnavailable }, right), 0, load.Result{Accepted: 39, Completed: 39, Failed: 1}},
		"one sent twice":       {except(13, func(d func(flow.Lead), r flow.Request) int { d(flow.Compose(r)); return right(d, r) }, right), 0, load.Result{Accepted: 40, Completed: 40, Repeated: 1}},
		"one wrong, then lost": {except(13, func(d func(flow.Lead), r flow.Request) int { d(flow.Lead{}); return http.StatusOK }, right), 2000, load.Result{Accepted: 40, Completed: 39, Lost: 1, Wrong: 1}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := measure(t, load.Load{Events: 40, Connections: 4, Rate: c.rate, Patience: 100 * time.Millisecond}, c.program)
			counts := load.Result{Accepted: got.Accepted, Completed: got.Completed, Lost: got.Lost, Repeated: got.Repeated, Wrong: got.Wrong, Failed: got.Failed}
			if counts != c.want || got.Sent != 40 {
				t.Errorf("sent %d, %+v, want %+v; the first trouble: %s", got.Sent, counts, c.want, got.Trouble)
			}
			whole := c.want == load.Result{Accepted: 40, Completed: 40}
			if got.Clean() != whole {
				t.Errorf("clean is %v", got.Clean())
			}
		})
	}
}

func TestAStallIsChargedToEverythingThatItHeldUp(t *testing.T) {
	const stall = 200 * time.Millisecond
	var count atomic.Int32
	got := measure(t, load.Load{Events: 100, Connections: 1, Rate: 1000, Patience: time.Second},
		func(deliver func(flow.Lead), r flow.Request) int {
			if count.Add(1) == 1 {
				time.Sleep(stall) // what is measured here
			}
			deliver(flow.Compose(r))
			return http.StatusOK
		})
	if got.Answer50 < stall/4 {
		t.Errorf("half of the answers took less than %v, though all were due within 100 ms of a stall of %v", got.Answer50, stall)
	}
}

func except(id int64, then, otherwise func(func(flow.Lead), flow.Request) int) func(func(flow.Lead), flow.Request) int {
	return func(deliver func(flow.Lead), r flow.Request) int {
		if r.ID == strconv.FormatInt(first+id, 10) {
			return then(deliver, r)
		}
		return otherwise(deliver, r)
	}
}

const first = 5000

// measure sends a load to a program that delivers before it answers.
func measure(t *testing.T, l load.Load, program func(deliver func(flow.Lead), r flow.Request) int) load.Result {
	t.Helper()
	sink, err := flow.StartSink()
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	deliver := func(lead flow.Lead) {
		body, _ := json.Marshal(lead)
		if answer, err := http.Post(flow.LeadURL(sink.Addr()), "application/json", bytes.NewReader(body)); err == nil {
			answer.Body.Close()
		}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var event struct {
			ID string `json:"r_id"`
		}
		json.NewDecoder(r.Body).Decode(&event)
		id, _ := strconv.ParseInt(event.ID, 10, 64)
		w.WriteHeader(program(deliver, flow.RequestOf(id)))
	}))
	defer server.Close()
	l.Webhook = server.URL + "/hook"
	got, err := l.Run(t.Context(), sink, first)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
