package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"stanok/tools/program"
)

// mostDepth is how many times an event may go round.
const mostDepth = 8

// circleRate is what a link takes a second here.
const circleRate = 50

// circleEnds is how soon what may be a circle is stopped.
const circleEnds = time.Minute

// circleSubject is how the subject of that letter begins, as headers are written.
const circleSubject = "Perhaps_a_circle"

// circles sends events to flows that call themselves: straight, through a proxy,
// and through one that hides it and doubles each event.
func circles(ctx context.Context, t *trial) error {
	letters := &post25{}
	if err := letters.open(""); err != nil {
		return err
	}
	defer letters.close()
	h, err := t.house("house", append(letters.flags("none"), "--webhook-rate", fmt.Sprint(circleRate), "--webhook-burst", fmt.Sprint(circleRate))...)
	if err != nil {
		return err
	}
	defer h.close()
	p, err := h.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	links := map[string]string{}
	for _, name := range []string{"proxy", "strip", "calm", "a", "b"} {
		if links[name], err = h.deploy(name, "{concurrency: 16}"); err != nil {
			return err
		}
	}
	if err := h.straight(ctx, t); err != nil {
		return err
	}
	lasts := time.Duration(t.size(60, 4)) * time.Second
	t.did("flows that call themselves: straight, through a proxy, and for %v through one that hides it and doubles each event", lasts)
	var last atomic.Pointer[passed] // what became of the last event that went round
	other := map[string]string{"proxy": "proxy", "a": "b", "b": "a"}
	h.sink.answers(func(w http.ResponseWriter, r *http.Request, a arrival) {
		switch a.path {
		case "proxy", "a", "b":
			was := pass(links[other[a.path]], a.n, r.Header.Get("Stanok-Depth"))
			last.Store(&was)
			w.WriteHeader(was.status)
		case "strip":
			for range 2 {
				for pass(links[a.path], a.n, "").status == http.StatusTooManyRequests && r.Context().Err() == nil {
					pause(r.Context(), 100*time.Millisecond)
				}
			}
		}
	})
	client := &http.Client{Timeout: 10 * time.Second}
	for _, first := range []string{"proxy", "a"} {
		post(client, links[first], 1, 0)
		pause(ctx, 2*time.Second)
		rounds, end := h.sink.countOf("proxy"), last.Load()
		if first == "a" {
			rounds = h.sink.countOf("a") + h.sink.countOf("b")
		}
		t.see(rounds == mostDepth && end.status == http.StatusLoopDetected && strings.Contains(end.body, `"operation.depth"`),
			"%d rounds from %s to %s (%d), then %d (508) with operation.depth", rounds, first, other[first], mostDepth, end.status)
	}

	n, err := t.neighbour(ctx)
	if err != nil {
		return err
	}
	defer n.close()
	post(client, links["strip"], 1, 0)
	began := time.Now()
	stopped := make(chan time.Duration, 1)
	go func() { stopped <- h.stopped(ctx, links["strip"], began) }()
	others, its := begin(ctx, links["calm"], 20, 0), begin(ctx, n.link, 20, 0)
	pause(ctx, lasts)
	answers, theirs := others.stop(), its.stop()
	a := float64(h.sink.countOf("strip")) / time.Since(began).Seconds()
	t.see(a <= 1.3*circleRate+circleRate/lasts.Seconds(), "%.0f hidden rounds a second (the link takes %d)", a, circleRate)
	t.besideNeighbour("others", answers, theirs)
	if t.short {
		return nil
	}
	took := <-stopped
	t.see(took <= circleEnds, "the hidden circle was stopped after %v (%v)", took, circleEnds)
	for range 10 {
		pause(ctx, time.Second)
	}
	t.see(letters.count(circleSubject) == 1, "%d letters about it (1)", letters.count(circleSubject))
	return nil
}

// stopped waits until the flow of a link runs no more, for two minutes at most, and
// returns how long that took.
func (h *house) stopped(ctx context.Context, link string, began time.Time) time.Duration {
	for time.Since(began) < 2*time.Minute && ctx.Err() == nil {
		var page struct {
			Items []program.Processing `json:"items"`
		}
		if h.Call("GET", "/processings?limit=500", "", nil, &page) == nil {
			if i := slices.IndexFunc(page.Items, func(p program.Processing) bool { return p.WebhookURL == link }); i >= 0 && !page.Items[i].Running {
				break
			}
		}
		pause(ctx, time.Second)
	}
	return time.Since(began).Round(time.Second)
}

// straight sees that a flow cannot call the program that runs it.
func (h *house) straight(ctx context.Context, t *trial) error {
	p, err := h.Deploy(strings.ReplaceAll(fmt.Sprintf(document, "straight", "{concurrency: 1}", h.Addr, "hooks"), "attempts: 20", "attempts: 1"))
	if err != nil {
		return err
	}
	a := post(http.DefaultClient, p.WebhookURL, 1, 0)
	states, err := h.drained(ctx, 10*time.Second)
	if err != nil {
		return err
	}
	t.see(states[a.operation] == "failed", "a call of the program itself: %s (failed)", states[a.operation])
	return nil
}

// passed is how an event that was sent on was answered.
type passed struct {
	status int
	body   string
}

// pass sends an event on.
func pass(link, n, depth string) passed {
	request, err := http.NewRequest(http.MethodPost, link, strings.NewReader(fmt.Sprintf(`{"n":%q}`, n)))
	if err != nil {
		return passed{}
	}
	request.Header.Set("Content-Type", "application/json")
	if depth != "" {
		request.Header.Set("Stanok-Depth", depth)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return passed{status: http.StatusBadGateway}
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body) // what is missing of it is missed by who looks for it
	return passed{answer.StatusCode, string(body)}
}
