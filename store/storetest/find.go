package storetest

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"stanok/engine"
)

var finding = []promise{
	{"operations are listed newest first, without their bodies", func(g given) {
		a := operation("a")
		a.Test = false
		g.create(a)
		g.save(g.claim("a", after(time.Hour)), engine.Progress{
			State: engine.Failed, Reply: &engine.Reply{Status: 500}, Failure: step("x", 1).Failure, Search: []string{"found"}, Active: time.Second,
		})
		b := operation("b")
		b.Test, b.Event.Key = false, ""
		g.create(b)
		want := []engine.Operation{g.operation("b"), g.operation("a")}
		for i := range want {
			want[i].Event.Data, want[i].Reply, want[i].Draft, want[i].Trial = nil, nil, nil, nil
		}
		g.same(g.find(engine.OperationQuery{}), want, "found")
	}},
	{"a query selects by processing, state and time", func(g given) {
		g.ended("1", engine.Succeeded, T0) // of p
		for i, p := range []engine.ProcessingID{"p", "q", "p", "q", "p2"} {
			g.create(engine.Operation{ID: engine.OperationID(fmt.Sprint(i + 2)), Processing: p, Created: after(time.Duration(i+1) * time.Hour)})
		}
		g.claim("4", T0)
		g.create(engine.Operation{ID: "7", Processing: "p", State: engine.Kept, Created: after(6 * time.Hour)})
		for _, c := range []struct {
			q    engine.OperationQuery
			want string
		}{
			{engine.OperationQuery{}, "[7 6 5 4 3 2 1]"},
			{engine.OperationQuery{Processing: "p"}, "[7 4 2 1]"},
			{engine.OperationQuery{Processing: "none"}, "[]"},
			{engine.OperationQuery{States: []engine.State{engine.Queued}}, "[6 5 3 2]"},
			{engine.OperationQuery{States: []engine.State{engine.Running}}, "[4]"},
			{engine.OperationQuery{States: []engine.State{engine.Kept, engine.Succeeded}}, "[7 1]"},
			{engine.OperationQuery{States: []engine.State{engine.Running, engine.Succeeded}, Processing: "p"}, "[4 1]"},
			{engine.OperationQuery{From: after(3 * time.Hour)}, "[7 6 5 4]"},
			{engine.OperationQuery{To: after(3 * time.Hour)}, "[3 2 1]"},
			{engine.OperationQuery{From: after(time.Hour), To: after(5 * time.Hour), Processing: "q"}, "[5 3]"},
			{engine.OperationQuery{From: after(1), To: after(2)}, "[]"},
		} {
			g.same(ids(g.find(c.q)), c.want, fmt.Sprintf("%+v", c.q))
		}
	}},
	{"tests are left out, or are all", func(g given) {
		g.create(engine.Operation{ID: "a", Processing: "p", Test: true})
		g.create(engine.Operation{ID: "b", Processing: "p"})
		g.create(engine.Operation{ID: "c", Processing: "p", Test: true})
		g.save(g.claim("c", T0), engine.Progress{State: engine.Succeeded})
		g.same(ids(g.find(engine.OperationQuery{})), "[b]", "all")
		g.same(ids(g.find(engine.OperationQuery{Processing: "p"})), "[b]", "of the processing")
		g.same(ids(g.find(engine.OperationQuery{Test: true})), "[c a]", "tests")
		g.same(ids(g.find(engine.OperationQuery{Test: true, Processing: "p"})), "[c a]", "tests of the processing")
	}},
	{"operations are counted by version, tests left out, the newest first", func(g given) {
		for i, version := range []int{1, 1, 2, 3, 3, 2, 9, 3} {
			id := engine.OperationID(fmt.Sprint(i + 1))
			g.create(engine.Operation{
				ID: id, Processing: "p", Version: version, Test: version == 9, Search: []string{"Ёлка", "x"}, Event: engine.Event{Search: []string{"ÉTÉ"}},
				Created: after(time.Duration(i) * time.Hour),
			})
			if i%2 == 0 {
				end := engine.Succeeded
				if i == 0 {
					end = engine.Failed
				}
				g.save(g.claim(id, after(20*time.Hour)), engine.Progress{State: end, Search: []string{"found"}})
			}
		}
		g.create(engine.Operation{ID: "9", Processing: "q", Version: 1})
		for _, c := range []struct {
			most int
			want string
		}{{100, "map[1:{2 1} 2:{2 0} 3:{3 0}] true"}, {7, "map[1:{2 1} 2:{2 0} 3:{3 0}] true"}, {6, "map[1:{1 0} 2:{2 0} 3:{3 0}] false"}, {2, "map[2:{1 0} 3:{1 0}] false"}} {
			of, all, err := g.CountVersions(g.Context(), ours, "p", c.most)
			g.need(err)
			g.same(fmt.Sprint(of, all), c.want, fmt.Sprintf("at most %d", c.most))
		}
	}},
	{"text is found in any search value, folded", findsText},
	{"a query selects by cause, action, version, source and how long it took", findsNarrowly},
	{"those newer than one come oldest first", func(g given) {
		for i := range 9 {
			id := engine.OperationID(fmt.Sprint(i))
			g.create(engine.Operation{ID: id, Processing: []engine.ProcessingID{"p", "q"}[i%2]})
			if i%3 == 0 {
				g.save(g.claim(id, T0), engine.Progress{State: engine.Succeeded})
			}
		}
		for _, c := range []struct {
			q    engine.OperationQuery
			want string
		}{
			{engine.OperationQuery{Newer: "3"}, "[4 5 6 7 8]"}, {engine.OperationQuery{Newer: "3", Limit: 2}, "[4 5]"}, {engine.OperationQuery{Newer: "8"}, "[]"},
			{engine.OperationQuery{Newer: "0", Processing: "p"}, "[2 4 6 8]"}, {engine.OperationQuery{Newer: "0", States: []engine.State{engine.Succeeded}}, "[3 6]"},
			{engine.OperationQuery{Newer: "1", States: []engine.State{engine.Queued}, Processing: "q"}, "[5 7]"},
		} {
			page, err := g.FindOperations(g.Context(), ours, c.q)
			g.need(err)
			g.same(ids(page.Operations), c.want, fmt.Sprintf("%+v", c.q))
		}
	}},
	{"pages meet without gap or overlap", func(g given) {
		for i := range 17 {
			id := engine.OperationID(fmt.Sprintf("%02d", i))
			g.create(engine.Operation{ID: id, Processing: "p", Search: []string{"x"}, Created: after(time.Duration(i) * time.Second)})
			if i%3 == 0 {
				g.save(g.claim(id, T0), engine.Progress{State: engine.Succeeded})
			}
		}
		for _, q := range []engine.OperationQuery{{}, {Processing: "p"}, {Text: "X"}, {States: []engine.State{engine.Queued, engine.Succeeded}}} {
			for _, q.Limit = range []int{1, 3, 5, 16, 17, 18} {
				g.same(ids(g.find(q)), "[16 15 14 13 12 11 10 09 08 07 06 05 04 03 02 01 00]", fmt.Sprintf("%+v", q))
			}
		}
	}},
	{"rows that are added do not move the pages after", func(g given) {
		for i := range 9 {
			g.create(engine.Operation{ID: engine.OperationID(fmt.Sprint(i)), Processing: "p"})
		}
		q := engine.OperationQuery{Limit: 4, Processing: "p"}
		first, err := g.FindOperations(g.Context(), ours, q)
		g.need(err)
		g.create(engine.Operation{ID: "9", Processing: "p"})
		g.save(g.claim("3", T0), engine.Progress{State: engine.Succeeded})
		q.Cursor = first.Next
		g.same(ids(first.Operations)+ids(g.find(q)), "[8 7 6 5][4 3 2 1 0]", "pages")
	}},
	{"a page is 50 unless it says otherwise, and at most 500", func(g given) {
		var wg sync.WaitGroup
		for tens := range 51 {
			wg.Go(func() {
				for i := range 10 {
					op := engine.Operation{ID: engine.OperationID(fmt.Sprintf("%02d%d", tens, i))}
					if _, _, err := g.CreateOperation(g.Context(), ours, op); err != nil {
						g.Error(err)
					}
				}
			})
		}
		wg.Wait()
		for limit, want := range map[int]int{0: 50, 500: 500, 9999: 500} {
			page, err := g.FindOperations(g.Context(), ours, engine.OperationQuery{Limit: limit})
			g.need(err)
			g.same(len(page.Operations), want, fmt.Sprint("limit ", limit))
			g.same(page.Next != "", true, "more to come")
		}
	}},
	{"the last page says that it is", func(g given) {
		g.create(engine.Operation{ID: "a"})
		g.create(engine.Operation{ID: "b"})
		page, err := g.FindOperations(g.Context(), ours, engine.OperationQuery{Limit: 2})
		g.need(err)
		g.same(page.Next, "", "next")
	}},
}

// find reads all pages of a query.
func (g given) find(q engine.OperationQuery) []engine.Operation {
	g.Helper()
	var all []engine.Operation
	for range 1000 {
		page, err := g.FindOperations(g.Context(), ours, q)
		g.need(err)
		all = append(all, page.Operations...)
		if page.Next == "" {
			return all
		}
		q.Cursor = page.Next
	}
	g.Fatalf("%+v has no end", q)
	return nil
}

func findsText(g given) {
	g.create(engine.Operation{ID: "a", Processing: "p", Event: engine.Event{Search: []string{"Пётр Иванов", "+7 999 123-45-67"}}})
	g.create(engine.Operation{ID: "b", Processing: "p", Search: []string{"JOÃO  da Silva"}})
	g.save(g.claim("b", T0), engine.Progress{State: engine.Succeeded, Search: []string{"order 4711"}})
	g.create(engine.Operation{ID: "c", Processing: "q", Search: []string{"one", "two"}})
	for text, want := range map[string]string{
		"петр": "[a]", "ПЁТР ИВАНОВ": "[a]", "123-45": "[a]", "joao da": "[b]", "João": "[b]", "4711": "[b]", "ORDER": "[b]",
		"o": "[c b]", "one two": "[]", "onetwo": "[]", "one\ntwo": "[]", "nobody": "[]", "  ": "[c b a]", strings.Repeat("o", 5000): "[]",
	} {
		g.same(ids(g.find(engine.OperationQuery{Text: text})), want, fmt.Sprintf("%.20q", text))
	}
	g.same(ids(g.find(engine.OperationQuery{Text: "o", Processing: "p"})), "[b]", "of one processing")
	g.same(ids(g.find(engine.OperationQuery{Text: "o", States: []engine.State{engine.Queued}})), "[c]", "in one state")
}

func findsNarrowly(g given) {
	for i := range 6 {
		id := engine.OperationID(fmt.Sprint(i))
		g.create(engine.Operation{ID: id, Processing: "p", Version: 1 + i%2, Created: T0, Event: engine.Event{Source: []string{"webhook", "cron"}[i/3]}})
		p := engine.Progress{State: engine.Failed, At: after(time.Duration(i) * time.Minute), Failure: &engine.Failure{
			Kind: engine.Invalid, Code: "http.status", Args: map[string]string{"status": []string{"401", "503"}[i%2], "host": "Crm.example"}, Node: engine.NodeID([]string{"send", "ask"}[i/3]), Detail: "key REFUSED", At: T0,
		}}
		if i == 5 {
			p.State, p.Failure = engine.Succeeded, nil
		}
		g.save(g.claim(id, T0), p)
	}
	for _, c := range []struct {
		q    engine.OperationQuery
		want string
	}{
		{engine.OperationQuery{Cause: "http.status:401"}, "[4 2 0]"}, {engine.OperationQuery{Cause: "http.status"}, "[]"},
		{engine.OperationQuery{Cause: "http.status:503", Processing: "p"}, "[3 1]"}, {engine.OperationQuery{Node: "ask"}, "[4 3]"},
		{engine.OperationQuery{Version: 2}, "[5 3 1]"}, {engine.OperationQuery{Source: "cron"}, "[5 4 3]"}, {engine.OperationQuery{Longer: 3 * time.Minute}, "[5 4 3]"},
		{engine.OperationQuery{Text: "refused"}, "[4 3 2 1 0]"}, {engine.OperationQuery{Text: "crm.EXAMPLE", Node: "send"}, "[2 1 0]"},
		{engine.OperationQuery{States: []engine.State{engine.Succeeded}, Version: 1}, "[]"},
	} {
		for _, c.q.Limit = range []int{1, 2, 50} {
			g.same(ids(g.find(c.q)), c.want, fmt.Sprintf("%+v", c.q))
		}
		all := len(g.find(c.q))
		for most, want := range map[int]string{100: fmt.Sprint(all, true), 1: fmt.Sprint(min(1, all), all <= 1)} {
			n, whole, err := g.CountOperations(g.Context(), ours, c.q, most)
			g.need(err)
			g.same(fmt.Sprint(n, whole), want, fmt.Sprintf("at most %d of %+v", most, c.q))
		}
	}
}
