package main

import "testing"

func TestBodiesAreComparedDigitForDigit(t *testing.T) {
	cases := []struct {
		a, b string
		same bool
	}{
		{`{"a": 1, "b": [2]}`, `{"b":[2],"a":1}`, true},
		{`{"a":1.50}`, `{"a":1.5}`, false},
		{`{"a":9007199254740993}`, `{"a":9007199254740992}`, false},
		{`{"a":"1"}`, `{"a":1}`, false},
		{`{"a":1`, `{"a":1`, false},
	}
	for _, c := range cases {
		if got := sameJSON([]byte(c.a), []byte(c.b)); got != c.same {
			t.Errorf("%s and %s are the same: %v", c.a, c.b, got)
		}
	}
}

func TestEveryFlowExpectsBodiesOfItsEvent(t *testing.T) {
	for _, flow := range flows {
		for _, n := range []int64{1, 20_000} {
			v, ok := decode(expected(flow, n))
			fields, isObject := v.(map[string]any)
			if !ok || !isObject || len(fields) != 3 {
				t.Errorf("%s of %d is %s", flow, n, expected(flow, n))
			}
		}
		if sameJSON(expected(flow, 1), expected(flow, 2)) {
			t.Errorf("%s expects the same of two events", flow)
		}
	}
}
