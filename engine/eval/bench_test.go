package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"stanok/engine/eval"
)

func BenchmarkPlainReference(b *testing.B) {
	text, err := eval.ParseText(`{{ a.nested.deep[0].x }}`, eval.Plain, scope())
	if err != nil {
		b.Fatal(err)
	}
	env := env(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := text.Value(env); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExpression(b *testing.B) {
	e, err := eval.ParseExpression(`a.yes && a.price * 2 > 1 ? a.text + "!" : nil`, scope())
	if err != nil {
		b.Fatal(err)
	}
	env := env(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Value(env); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPredicateOverThousand(b *testing.B) {
	e, err := eval.ParseExpression(`map(1..1000, # * 2)`, scope())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Value(eval.Env{}); err != nil {
			b.Fatal(err)
		}
	}
}

// body is a JSON text of 2 KB with 16 values to take out.
func body() ([]byte, []*eval.Path) {
	var b strings.Builder
	var paths []*eval.Path
	b.WriteString(`{"request":[{`)
	for i := range 16 {
		fmt.Fprintf(&b, `"client_field_%d":"%s",`, i, strings.Repeat("значение ", 6))
		p, _ := eval.ParsePath(fmt.Sprintf(`["request"][0]["client_field_%d"]`, i))
		paths = append(paths, p)
	}
	b.WriteString(`"id":4821,"sum":1250.00,"list":[1,2,3],"none":null}]}`)
	return []byte(b.String()), paths
}

func BenchmarkParseSixteenRows(b *testing.B) {
	body, paths := body()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		v, err := eval.Decode(body, eval.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range paths {
			if _, found, err := p.Find(v); !found || err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkComposeTenFields(b *testing.B) {
	c, err := eval.ParseJSON(`{"request": {"method": "create", "values": {
		"name": "{{ a.text }} {{ a.names[0] }}", "phone": {{ a.text }}, "comment": "Заявка № {{ a.big }}", "utm_source": {{ optional(a.empty) }},
		"price": {{ a.price }}, "list": {{ a.list }}, "yes": {{ a.yes }}, "none": {{ a.missing }}, "deep": {{ a.nested.deep[0].x }}, "static": "x"
	}}}`, scope())
	if err != nil {
		b.Fatal(err)
	}
	env := env(b)
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		if dst, err = c.Append(dst[:0], env); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	body, _ := body()
	v, err := eval.Decode(body, eval.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	var dst []byte
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		dst = eval.Append(dst[:0], v)
	}
}

func BenchmarkParseText(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := eval.ParseText(`https://h.ru/{{ a.text }}?x={{ a.price + 1 }}`, eval.URL, scope()); err != nil {
			b.Fatal(err)
		}
	}
}
