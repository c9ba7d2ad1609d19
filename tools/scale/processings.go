package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"stanok/store/bolt"
	"stanok/tools/program"
)

// makers is how many processings are made at a time.
const makers = 16

// seedProcessings has the program make many processings: a third are drafts, a
// third run, and a third run and were altered since.
func (w *world) seedProcessings(ctx context.Context) error {
	server, err := w.start(ctx, "many")
	if err != nil {
		return err
	}
	defer server.Kill()
	var (
		all   sync.WaitGroup
		next  atomic.Int64
		first = make(chan error, makers)
	)
	for range makers {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < w.processings && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if err := w.makeOne(server, i); err != nil {
					first <- err
					return
				}
			}
		})
	}
	all.Wait()
	select {
	case err := <-first:
		return err
	default:
	}
	return errors.Join(context.Cause(ctx), server.Stop())
}

func (w *world) makeOne(server *program.Stanok, i int) error {
	text := []byte(w.document(fmt.Sprintf("Заявки из %s %d", towns[i%len(towns)], i)))
	if i%3 == 0 {
		return server.Call("POST", "/processings", "application/yaml", text, nil)
	}
	p, err := server.Deploy(string(text))
	if err == nil && i%3 == 2 {
		text = bytes.Replace(text, []byte("concurrency: 64"), []byte("concurrency: 32"), 1)
		err = server.Call("PUT", "/processings/"+p.ID, "application/yaml", text, nil)
	}
	return err
}

func (w *world) measureProcessings(ctx context.Context, t *table) error {
	var cookie *http.Cookie
	err := w.within("many", func(s *bolt.Store) (err error) {
		cookie, err = signIn(ctx, s)
		return err
	})
	if err != nil {
		return err
	}
	server, memory, err := w.startTimed(ctx, t, "many", "start with the processings")
	if err != nil {
		return err
	}
	defer server.Kill()
	p := newProbe(server, cookie)
	_, took, err := p.ask(ctx, "/p")
	if err != nil {
		return err
	}
	t.add("the first list after that start", milliseconds(took), 0, "ms")
	some := min(50, w.processings/2)
	pages := []page{
		{"first page", "/", 0, mostList}, {"processings", "/p", some, mostList}, {"processings", "/p?page=20", 0, mostList}, {"processings", "/p?sort=last", some, mostList},
		{"processings", "/p?q=%D0%BA%D0%B0%D0%B7%D0%B0%D0%BD%D1%8C", some / 10, mostList}, {"processings", "/p?q=nobody", 0, mostList}, {"processings", "/p?status=running", some / 2, mostList},
		{"operations", "/ops", 0, mostList},
	}
	if err := p.measure(ctx, t, pages, w.asks); err != nil {
		return err
	}
	memory.end(t, "with the processings")
	return server.Stop()
}
