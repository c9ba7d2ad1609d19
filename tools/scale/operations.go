package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"stanok/tools/load"
	"stanok/tools/program"
)

// What the project promises of a large store.
const (
	mostList   = 200 * time.Millisecond
	mostOne    = 100 * time.Millisecond
	mostSearch = 300 * time.Millisecond
	mostStart  = 5 // seconds
	mostMemory = 512
	mostLater  = 1.2 // times the time an empty store takes to accept
)

// fillWithin is how long the search may take to know the whole history.
const fillWithin = 10 * time.Minute

// measureOperations starts the program on the history, asks for its pages, sends
// it webhooks, and starts it again after its end was no good one.
func (w *world) measureOperations(ctx context.Context, t *table) error {
	if info, err := os.Stat(filepath.Join(program.Server{Home: w.folder("full")}.Data(), "stanok.db")); err == nil {
		t.note("the file has %.0f MiB", float64(info.Size())/(1<<20))
	}
	server, memory, err := w.startTimed(ctx, t, "full", "start with the history")
	if err != nil {
		return err
	}
	defer func() { server.Kill() }()
	p := newProbe(server, w.history.Cookie)
	if err := w.early(ctx, t, p); err != nil {
		return err
	}
	if err := p.measure(ctx, t, w.operationPages(), w.asks); err != nil {
		return err
	}
	if err := w.accept(ctx, t, server); err != nil {
		return err
	}
	memory.end(t, "with the history")
	server.Kill()
	if server, memory, err = w.startTimed(ctx, t, "full", "start with the history after a kill"); err != nil {
		return err
	}
	memory.end(t, "at that start")
	return server.Stop()
}

// startTimed starts the program and tells how long it took to be ready.
func (w *world) startTimed(ctx context.Context, t *table, home, name string) (*program.Stanok, *memoryWatch, error) {
	began := time.Now()
	server, err := w.start(ctx, home)
	if err != nil {
		return nil, nil, err
	}
	t.add(name, time.Since(began).Seconds(), mostStart, "s")
	return server, watchMemory(server.Process), nil
}

func search(text string) string { return "/ops?" + url.Values{"q": {text}}.Encode() }

// nobody is a value that no operation has.
const nobody = "nobody@has.this"

// early searches right after the start, while the history is still being learnt,
// and returns when it is.
func (w *world) early(ctx context.Context, t *table, p *probe) error {
	began := time.Now()
	for _, one := range w.searches() {
		var took []time.Duration
		for range 5 {
			_, d, err := p.ask(ctx, one.path)
			if err != nil {
				return err
			}
			took = append(took, d)
		}
		t.asked("right after the start: "+one.name, took, mostSearch)
	}
	for {
		text, _, err := p.ask(ctx, search(nobody))
		if err != nil {
			return err
		}
		if !hasMore(text) {
			t.add("the search knows the whole history after", time.Since(began).Seconds(), 0, "s")
			return nil
		}
		if time.Since(began) > fillWithin {
			return fmt.Errorf("after %s a search still does not get to the end of the history", fillWithin)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(time.Second):
		}
	}
}

func (w *world) searches() []page {
	return []page{
		{"search, a rare value", search(w.history.Rare), 1, mostSearch},
		{"search, a value nobody has", search(nobody), 0, mostSearch},
		{"search, three letters", search(w.history.Fragment), min(50, w.operations/100), mostSearch},
		{"search, three letters nobody has", search("жжж"), 0, mostSearch},
		{"search, three Latin letters", search("sil"), min(50, w.operations/100), mostSearch},
		{"search, three Latin letters nobody has", search("zqx"), 0, mostSearch},
		{"search, two letters nobody has", search("zq"), 0, mostSearch},
		{"search, a field's value", "/ops?field=phone&value=" + url.QueryEscape(w.history.Rare), 1, mostSearch},
	}
}

// operationPages are the pages that are measured.
func (w *world) operationPages() []page {
	some := min(50, w.operations/1000)
	day := func(ago int) string { return time.Now().AddDate(0, 0, -ago).Format(time.DateOnly) }
	most, least := "/p/"+w.history.Flows[0]+"/ops", "/p/"+w.history.Flows[historyFlows-2]+"/ops"
	pages := []page{{"list", "/ops", some, mostList}, {"list", most, some, mostList}, {"list", least, 0, mostList}, {"first page", "/", 0, mostList}}
	for _, filter := range []page{
		{path: "state=failed&state=uncertain", rows: some}, {path: "state=uncertain", rows: w.operations / 20_000}, {path: "state=cancelled", rows: some / 10}, {path: "state=waiting"},
		{path: "cause=http.status%3A400", rows: some / 10}, {path: "cause=" + url.QueryEscape(w.history.RareCause), rows: min(1, some)}, {path: "cause=http.status%3A400&node=send", rows: some / 10},
		{path: "version=3", rows: some}, {path: "version=1", rows: some}, {path: "version=9"}, {path: "source=schedule"}, {path: "slow=10s"}, {path: "slow=10m"},
		{path: "period=today"}, {path: "period=7d", rows: some}, {path: "from=" + day(50) + "&to=" + day(49), rows: some / 2}, {path: "from=" + day(12) + "&to=" + day(11), rows: some}, {path: "from=" + day(400) + "&to=" + day(390)},
		{path: "state=failed&period=7d", rows: some / 10}, {path: "state=failed&q=" + url.QueryEscape(w.history.Fragment), rows: some / 50}, {path: "test=true"},
	} {
		pages = append(pages, page{"list", "/ops?" + filter.path, filter.rows, mostList})
	}
	for _, filter := range []string{
		"state=failed", "state=uncertain", "cause=http.status%3A400", "cause=" + url.QueryEscape(w.history.RareCause), "version=1", "version=9",
		"from=" + day(50) + "&to=" + day(49), "q=" + url.QueryEscape(w.history.Rare), "q=" + url.QueryEscape(nobody), "slow=10m",
	} {
		pages = append(pages, page{"list", most + "?" + filter, 0, mostList})
	}
	pages = append(pages, w.searches()...)
	for i, id := range w.history.Operation {
		if i%7 == 3 {
			pages = append(pages, page{"operation", "/ops/" + id, 0, mostOne})
		}
	}
	return append(pages, page{"versions", "/p/" + w.history.Flows[0] + "/versions", 0, mostList}, page{"processing", "/p/" + w.history.Flows[0], 0, mostList})
}

// accept sends webhooks to an empty store and to the full one, in turn.
func (w *world) accept(ctx context.Context, t *table, full *program.Stanok) error {
	return w.beside(ctx, full, func(p pair) error {
		for round := range w.rounds + 1 {
			if err := p.round(ctx, round > 0); err != nil { // the first is for both to warm up
				return err
			}
		}
		t.add("webhook accepted at p99, empty store", load.Median(p.empty), 0, "ms")
		t.add("webhook accepted at p99, with the history", load.Median(p.full), 0, "ms")
		t.add("webhook accepted at p99, the median of the ratios", load.Median(p.ratios), mostLater, "times")
		return nil
	})
}

// beside starts a program with an empty store beside the full one.
func (w *world) beside(ctx context.Context, full *program.Stanok, do func(pair) error) error {
	empty, err := w.start(ctx, "empty")
	if err != nil {
		return err
	}
	defer empty.Kill()
	fresh, err := empty.Deploy(w.document("Заявки"))
	if err != nil {
		return err
	}
	known, err := w.renew(full, w.history.Flows[0])
	if err != nil {
		return err
	}
	if err := do(pair{world: w, fresh: fresh.WebhookURL, known: known.WebhookURL, taken: &taken{}}); err != nil {
		return err
	}
	return empty.Stop()
}

// pair is a link to an empty store and one to the full, and how long each took to
// accept, at p99.
type pair struct {
	*world
	fresh, known string
	*taken
}

type taken struct{ empty, full, ratios []float64 } // milliseconds, and one by the other

// round sends to both, and notes how long they took if that counts.
func (p pair) round(ctx context.Context, counts bool) error {
	first, err := p.send(ctx, p.fresh)
	if err != nil {
		return err
	}
	second, err := p.send(ctx, p.known)
	if err != nil || !counts {
		return err
	}
	p.empty, p.full = append(p.empty, milliseconds(first)), append(p.full, milliseconds(second))
	p.ratios = append(p.ratios, float64(second)/float64(first))
	say("accepted at p99 in %.2f ms by the empty store, in %.2f ms by the full one", milliseconds(first), milliseconds(second))
	return nil
}

// renew has a processing call the services of this run, and starts it so.
func (w *world) renew(server *program.Stanok, id string) (program.Processing, error) {
	if err := server.Call("PUT", "/processings/"+id, "application/yaml", []byte(w.document("Заявки 1")), nil); err != nil {
		return program.Processing{}, err
	}
	if err := server.Call("POST", "/processings/"+id+"/start", "application/json", []byte("{}"), nil); err != nil {
		return program.Processing{}, err
	}
	return server.Processing(id)
}

// rate is how many webhooks a second come in.
const rate = 200

func (w *world) send(ctx context.Context, webhook string) (time.Duration, error) {
	l := load.Load{Webhook: webhook, Events: w.due, Connections: 32, Rate: rate, Patience: 15 * time.Second}
	r, err := l.Run(ctx, w.sink, w.number)
	w.number += int64(w.due)
	if err == nil && !r.Clean() {
		err = fmt.Errorf("of %d webhooks %d arrived; the first trouble: %s", r.Sent, r.Completed, r.Trouble)
	}
	return r.Answer99, err
}
