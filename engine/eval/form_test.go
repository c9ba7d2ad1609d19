package eval_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine/eval"
)

func TestFormsKeepTheirOrderAndRepeatLists(t *testing.T) {
	got := eval.FormEncode([]eval.Pair{
		{"z", "a b&c"}, {"a[0]", json.Number("1.50")}, {"l", []any{"x", nil, true}}, {"o", map[string]any{"k": nil}}, {"none", nil}, {"empty", []any{}},
	})
	if want := `z=a+b%26c&a%5B0%5D=1.50&l=x&l=&l=true&o=%7B%22k%22%3Anull%7D&none=`; got != want {
		t.Errorf("%s", got)
	}
}

func TestAnEncodedFormReadsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, value := rapid.String().Draw(t, "key"), rapid.String().Draw(t, "value")
		got, err := url.ParseQuery(eval.FormEncode([]eval.Pair{{key, value}, {key, []any{value, value}}}))
		if err != nil || !same(got[key], []string{value, value, value}) {
			t.Fatalf("%q: %v, %v", key, got, err)
		}
	})
}

func TestExpressionsAndConditionsKeepTheirSource(t *testing.T) {
	e, err := eval.ParseExpression(` a.b `, scope())
	if err != nil || e.String() != ` a.b ` {
		t.Errorf("%v, %v", e, err)
	}
	c, err := eval.ParseCondition(`{{ a.b == 1 }}`, scope())
	if err != nil || c.String() != ` a.b == 1 ` || len(c.References()) != 1 || c.References()[0].Offset != 3 {
		t.Errorf("%v, %v", c, err)
	}
	_, err = eval.ParseCondition(` {{ 1 }} {{ }}`, scope())
	if e := hasCode(t, "a condition of two inserts", nil, err, "template.empty"); e.Offset != 9 {
		t.Errorf("offset %d", e.Offset)
	}
}
