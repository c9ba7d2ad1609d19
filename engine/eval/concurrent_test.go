package eval_test

import (
	"sync"
	"testing"

	"stanok/engine/eval"
)

func TestParsedThingsMayBeUsedByManyAtOnce(t *testing.T) {
	e, err := eval.ParseExpression(`map(a.rows, let n = .n; n + string(.v) + phone("8 999 123-45-67", "RU"))`, scope())
	if err != nil {
		t.Fatal(err)
	}
	x := text(t, `https://h.ru/{{ a.text }}?p={{ a.price + 1 }}`, eval.URL)
	c, err := eval.ParseJSON(`{"s": [1, {"k": 2}], "l": [{"$each": "{{ a.rows }}", "$as": "r", "$item": {"{{ r.n }}": {{ r.v * 2 }}}}]}`, scope())
	if err != nil {
		t.Fatal(err)
	}
	p := path(t, `$.rows[?(@.v > 2)].n`)
	env := env(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				v, err := e.Value(env)
				s, textErr := x.String(env)
				out, composeErr := c.Append(nil, env)
				found, ok, findErr := p.Find(env.Vars["a"])
				if err != nil || textErr != nil || composeErr != nil || findErr != nil || !ok {
					t.Errorf("%v %v %v %v %v", err, textErr, composeErr, findErr, ok)
					return
				}
				got := string(eval.Append(nil, []any{v, s, string(out), found}))
				want := `[["A10+79991234567","B2.5+79991234567","A1+79991234567"],"https://h.ru/%D0%81%D0%B6%20%22x%22?p=2.50",` +
					`"{\"s\":[1,{\"k\":2}],\"l\":[{\"A\":20},{\"B\":5.0},{\"A\":2}]}",["A","B"]]`
				if got != want {
					t.Errorf("%s", got)
					return
				}
			}
		})
	}
	all.Wait()
}
