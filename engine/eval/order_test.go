package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"stanok/engine/eval"
)

func TestKeysAreShownInTheOrderOfTheTextTheyCameFrom(t *testing.T) {
	for _, text := range []string{
		`{"z":1,"a":{"y":[{"d":1,"c":2},{"c":3,"d":4}],"b":null}}`,
		`[{"id":1,"code":"x"},[],{},{"code":"y","id":2}]`,
		`{"имя":"А","дата":{"год":1,"день":2}}`,
		`{"outer":{"b":1,"a":2},"inner":{"a":1,"b":2}}`,
	} {
		v := map[string]any{"body": "\uFEFF " + text, "json": decode(t, text), "status": "200"}
		if got := string(eval.OrderOf(v, nil, nil).Append(nil, v["json"], "json")); got != text {
			t.Errorf("%s\nis shown as %s", text, got)
		}
	}
	const escaped = `{"\u0437":1,"\u0430":2}`
	if got := string(eval.OrderOf(escaped, nil, nil).Append(nil, decode(t, escaped))); got != `{"з":1,"а":2}` {
		t.Errorf("escaped keys are shown as %s", got)
	}
	const twice = `{"b":{"x":1,"a":1},"a":[{"z":1,"k":2}],"b":3,"c":{"a":1,"a":2},"d":{"e":1,"a":2}}`
	if got := string(eval.OrderOf(twice, nil, nil).Append(nil, decode(t, twice))); got != `{"b":3,"a":[{"z":1,"k":2}],"c":{"a":2},"d":{"e":1,"a":2}}` {
		t.Errorf("keys that are there twice are shown as %s", got)
	}
}

func TestPartsOfATextKeepItsOrderWhereverTheyAre(t *testing.T) {
	const answer = `{"request":[{"id":1,"client":{"surname":"B","name":"A"}}]}`
	other := eval.OrderOf(`{"name":1,"surname":2}`, nil, nil)
	own := eval.OrderOf(map[string]any{"answers": []any{map[string]any{"body": answer}}}, nil, func() []*eval.Order { return []*eval.Order{nil, other} })
	client := decode(t, answer).(map[string]any)["request"].([]any)[0].(map[string]any)["client"].(map[string]any)
	if got := own.Keys(client, "fields", "client"); fmt.Sprint(got) != "[surname name]" {
		t.Errorf("what was taken out has its keys as %v", got)
	}
	if got := other.Keys(client); fmt.Sprint(got) != "[name surname]" {
		t.Errorf("by another text they are %v", got)
	}
	added := map[string]any{"surname": 1, "name": 2, "age": 3}
	if got := own.Keys(added); fmt.Sprint(got) != "[age name surname]" {
		t.Errorf("keys that stood nowhere together are %v", got)
	}
	if got := eval.OrderOf("no JSON", nil, func() []*eval.Order { return []*eval.Order{own} }).Keys(client); fmt.Sprint(got) != "[surname name]" {
		t.Errorf("what is in another text has its keys as %v", got)
	}
	named := eval.OrderOf(`{"name":1,"surname":2}`, []string{"c", "status", "b", "c"}, nil)
	if got := named.Keys(map[string]any{"a": 1, "b": 2, "c": 3, "d": 4}); fmt.Sprint(got) != "[c b a d]" {
		t.Errorf("a value's own keys are %v", got)
	}
	if got := named.Keys(client, "client"); fmt.Sprint(got) != "[name surname]" {
		t.Errorf("those of what is in it are %v", got)
	}
	var none *eval.Order
	if got := none.Keys(client); fmt.Sprint(got) != "[name surname]" {
		t.Errorf("without any text they are %v", got)
	}
}

func FuzzOrder(f *testing.F) {
	for _, seed := range []string{`{"b":1,"a":[{"c":{},"b":[]}],"b":{"x":1,"x":2}}`, `[[{"a":1,"b":2},{"b":1,"a":2}]]`, `{"":{"":{}}}`, `{"a`, `{}{}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := eval.Decode([]byte(text), eval.Limits{})
		order := eval.OrderOf(text, nil, nil)
		if err != nil {
			return
		}
		shown := string(order.Append(nil, v))
		again, err := eval.Decode([]byte(shown), eval.Limits{})
		if err != nil || string(eval.Append(nil, again)) != string(eval.Append(nil, v)) {
			t.Fatalf("%q is shown as %q: %v", text, shown, err)
		}
		if twice := string(eval.OrderOf(shown, nil, nil).Append(nil, again)); twice != shown {
			t.Fatalf("%q is shown as %q, and that as %q", text, shown, twice)
		}
	})
}

func BenchmarkOrder(b *testing.B) {
	text := `{"rows":[` + strings.TrimSuffix(strings.Repeat(`{"id":48211,"name":"Анна","tags":["a","b"],"at":{"day":1,"month":2}},`, 5_000), ",") + `]}`
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if eval.OrderOf(text, nil, nil) == nil {
			b.Fatal()
		}
	}
}
