package storetest

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"stanok/engine"
)

var values = []promise{
	{"what is remembered is recalled", func(g given) {
		_, found, err := g.Recall(g.Context(), ours, "p", "k")
		g.need(err)
		g.same(found, false, "found before")
		for _, raw := range []string{`{"a":[1,2,{"b":null}]}`, `"text"`, `null`, `12345678901234567890.5`} {
			g.need(g.Remember(g.Context(), ours, "p", "k", json.RawMessage(raw)))
			got, found, err := g.Recall(g.Context(), ours, "p", "k")
			g.need(err)
			g.same(found, true, "found")
			g.same(string(got), raw, "recalled")
		}
	}},
	{"a value is one key's of one processing", func(g given) {
		long := strings.Repeat("k", 40_000)
		for i, at := range []struct {
			p   engine.ProcessingID
			key string
		}{{"p", "k"}, {"p", ""}, {"q", "k"}, {"pk", ""}, {"p", long}, {"p", long + "x"}} {
			_, found, err := g.Recall(g.Context(), ours, at.p, at.key)
			g.need(err)
			g.same(found, false, fmt.Sprintf("%s %.9q found", at.p, at.key))
			g.need(g.Remember(g.Context(), ours, at.p, at.key, json.RawMessage(fmt.Sprint(i))))
		}
	}},
	{"values are JSON", func(g given) {
		for _, raw := range []string{"", "{", "a"} {
			g.refused(g.Remember(g.Context(), ours, "p", "k", json.RawMessage(raw)), engine.Invalid, "remembering "+raw)
		}
	}},
	{"increments add up, beginning with 0", func(g given) {
		sum := int64(0)
		for i, by := range []int64{1, 41, -50, 0, math.MaxInt64} {
			sum += by
			got, err := g.Increment(g.Context(), ours, "p", "k", by, fmt.Sprint("step ", i))
			g.need(err)
			g.same(got, sum, "sum")
		}
		raw, found, err := g.Recall(g.Context(), ours, "p", "k")
		g.need(err)
		g.same(found, true, "found")
		g.same(string(raw), fmt.Sprint(sum), "recalled")
	}},
	{"a step adds once, and gets the same sum again", func(g given) {
		const steps = 128
		want := map[int]int64{}
		for i := range steps {
			sum, err := g.Increment(g.Context(), ours, "p", "k", int64(i), fmt.Sprint("step ", i))
			g.need(err)
			want[i] = sum
		}
		for i := range steps {
			got, err := g.Increment(g.Context(), ours, "p", "k", 1000, fmt.Sprint("step ", i))
			g.need(err)
			g.same(got, want[i], fmt.Sprint("sum of step ", i))
		}
		g.need(g.Remember(g.Context(), ours, "p", "k", json.RawMessage(`5`)))
		got, err := g.Increment(g.Context(), ours, "p", "k", 1000, "step 7")
		g.need(err)
		g.same(got, want[7], "sum after the value was replaced")
		got, err = g.Increment(g.Context(), ours, "p", "k", 1, "a new step")
		g.need(err)
		g.same(got, int64(6), "sum of a new step")
	}},
	{"only a whole number can be incremented", func(g given) {
		for _, raw := range []string{`"1"`, `1.5`, `null`, `[]`, `12345678901234567890`} {
			g.need(g.Remember(g.Context(), ours, "p", "k", json.RawMessage(raw)))
			_, err := g.Increment(g.Context(), ours, "p", "k", 1, "s")
			g.refused(err, engine.Invalid, "incrementing "+raw)
			got, _, err := g.Recall(g.Context(), ours, "p", "k")
			g.need(err)
			g.same(string(got), raw, "value")
		}
		g.need(g.Remember(g.Context(), ours, "p", "k", json.RawMessage(fmt.Sprint(math.MaxInt64))))
		_, err := g.Increment(g.Context(), ours, "p", "k", 1, "s")
		g.refused(err, engine.Invalid, "going over the greatest number")
		_, err = g.Increment(g.Context(), ours, "p", "k", -1, "s")
		g.need(err)
	}},
	{"increments at once all count", func(g given) {
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				if _, err := g.Increment(g.Context(), ours, "p", "k", 1, fmt.Sprint(i)); err != nil {
					g.Error(err)
				}
			})
		}
		wg.Wait()
		raw, _, err := g.Recall(g.Context(), ours, "p", "k")
		g.need(err)
		g.same(string(raw), "40", "sum")
	}},
	{"a key is one owner's until its time is up", func(g given) {
		seize := func(owner engine.OperationID, now, until time.Duration) engine.OperationID {
			got, err := g.Seize(g.Context(), ours, "p", "k", owner, after(now), after(until))
			g.need(err)
			return got
		}
		g.same(seize("a", 0, time.Hour), engine.OperationID("a"), "the first")
		g.same(seize("b", time.Hour-1, 9*time.Hour), engine.OperationID("a"), "before it is up")
		g.same(seize("a", time.Minute, 2*time.Hour), engine.OperationID("a"), "the owner again")
		g.same(seize("b", 2*time.Hour-1, 9*time.Hour), engine.OperationID("a"), "before the new end")
		g.same(seize("b", 2*time.Hour, 9*time.Hour), engine.OperationID("b"), "when it is up")
		g.same(seize("a", 3*time.Hour, 9*time.Hour), engine.OperationID("b"), "the first one, late")
	}},
	{"who has a key can be seen, and looking alters nothing", func(g given) {
		holder := func(p engine.ProcessingID, now time.Duration) engine.OperationID {
			who, err := g.Holder(g.Context(), ours, p, "k", after(now))
			g.need(err)
			return who
		}
		g.same(holder("p", 0), engine.OperationID(""), "before anyone")
		_, err := g.Seize(g.Context(), ours, "p", "k", "a", T0, after(time.Hour))
		g.need(err)
		g.same(holder("p", time.Hour-1), engine.OperationID("a"), "in its time")
		g.same(holder("p", time.Hour), engine.OperationID(""), "when it is up")
		g.same(holder("q", 0), engine.OperationID(""), "of another processing")
		_, err = g.Seize(g.Context(), ours, "p", "k", "a", after(time.Minute), after(time.Minute))
		g.need(err)
		g.same(holder("p", time.Minute), engine.OperationID(""), "given up by its owner")
	}},
	{"seizing a key and remembering under it are apart", func(g given) {
		_, err := g.Seize(g.Context(), ours, "p", "k", "a", T0, after(time.Hour))
		g.need(err)
		_, found, err := g.Recall(g.Context(), ours, "p", "k")
		g.need(err)
		g.same(found, false, "a value")
		g.need(g.Remember(g.Context(), ours, "p", "k", json.RawMessage(`1`)))
		owner, err := g.Seize(g.Context(), ours, "p", "k", "b", T0, after(time.Hour))
		g.need(err)
		g.same(owner, engine.OperationID("a"), "owner")
	}},
	{"many keys seized in turn do not disturb each other", func(g given) {
		for i := range 60 {
			now := time.Duration(i) * time.Minute
			key := fmt.Sprint("k", i)
			owner, err := g.Seize(g.Context(), ours, "p", key, "a", after(now), after(now+10*time.Minute))
			g.need(err)
			g.same(owner, engine.OperationID("a"), key)
			for j := range i {
				want := engine.OperationID("b")
				if i-j < 10 {
					want = "a"
				}
				if i%20 == 19 && i-j < 12 {
					got, err := g.Seize(g.Context(), ours, "p", fmt.Sprint("k", j), "b", after(now), after(now))
					g.need(err)
					g.same(got, want, fmt.Sprintf("k%d at %d", j, i))
				}
			}
		}
	}},
}
