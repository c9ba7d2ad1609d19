package document_test

import (
	"strings"
	"testing"

	"stanok/engine/document"
	"stanok/engine/personal"
)

func TestOnlyTheExamplesOfWhatTheSourceTakesAreAltered(t *testing.T) {
	const whole = `format: 1
name: Call 79215550137
source: {type: webhook, with: {params: [{name: phone, example: 79215550137}, {name: who, example: {mail: anna@example.com, n: [5]}}, {name: none}]}}
actions: [{id: a, type: set, with: {values: {to: shop@example.com}}}]
`
	d, err := document.Parse([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	before := string(d.YAML())
	d.AlterExamples(func(s string) string { return s })
	if got := string(d.YAML()); got != before {
		t.Errorf("altering nothing made it %s", got)
	}
	d.AlterExamples(personal.Mask)
	got := string(d.YAML())
	if strings.Contains(got, "example: 79215550137") || strings.Contains(got, "anna@") || !strings.Contains(got, "•••37") || !strings.Contains(got, "Call 79215550137") || !strings.Contains(got, "shop@example.com") {
		t.Errorf("it became %s", got)
	}
	again, err := document.Parse([]byte(got))
	if err != nil {
		t.Fatal(err)
	}
	again.AlterExamples(personal.Mask)
	if twice := string(again.YAML()); twice != got {
		t.Errorf("masked twice it is %s", twice)
	}
	for _, odd := range []string{"format: 1", "source: 1", "source: {with: {params: 5}}", "source: {with: {params: [1, {example: null}]}}", "source: [1]"} {
		if d, err := document.Parse([]byte(odd)); err == nil {
			d.AlterExamples(personal.Mask)
		}
	}
}
