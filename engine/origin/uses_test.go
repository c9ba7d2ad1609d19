package origin_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/origin"
)

// used writes what a plan uses, a node a line.
func used(all []engine.Outside) string {
	var b strings.Builder
	for _, o := range all {
		fmt.Fprintf(&b, "%s:", o.Node)
		for _, u := range o.Uses {
			fmt.Fprintf(&b, " %s by %s", u.Path, u.By)
		}
		b.WriteString("\n")
	}
	return b.String()
}

const usedFlow = `
format: 1
name: Uses
source:
  type: webhook
actions:
  - id: get
    type: http.request
    with: {method: GET, url: "https://x.test/{{ source.json.id }}"}
  - id: fields
    type: json.parse
    with:
      from: "{{ get.body }}"
      fields:
        - {name: phone, path: '["order"]["phone"]', type: text}
        - {name: unread, path: '["order"]["unread"]', type: text}
        - {name: all, path: '$.items[*].id', type: list}
  - id: every
    type: loop
    with: {over: "{{ get.json.items }}", as: one}
    branches:
      each:
        - id: line
          type: text.compose
          with: {template: "{{ one.name }} {{ index }} {{ fields.phone }}"}
  - id: off
    type: text.compose
    disabled: true
    with: {template: "{{ source.json.never }}"}
  - id: pick
    type: branch
    with:
      cases: [{name: yes, when: source.json.kind == "a"}]
`

func TestWhatActionsUseIsFollowedToWhatComesFromOutside(t *testing.T) {
	const want = `source: ["json"]["id"] by get ["json"]["kind"] by pick
get: ["json"]["items"] by every ["json"]["items"][*]["name"] by line ["body"]["order"]["phone"] by line ["body"]["order"]["unread"] by fields ["body"] by fields
`
	if got := used(origin.Uses(planOf(t, usedFlow))); got != want {
		t.Errorf("it uses\n%swant\n%s", got, want)
	}
}

func TestARealFlowUsesWhatItsParserTakes(t *testing.T) {
	text, err := os.ReadFile("../../examples/uon-envybox/request.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := used(origin.Uses(planOf(t, string(text))))
	for _, part := range []string{`source: ["r_id"] by request`, `["body"]["request"][0]["client_phone"] by lead`} {
		if !strings.Contains(got, part) {
			t.Errorf("no %s in\n%s", part, got)
		}
	}
}

func TestTheShapesOfWhatIsUsedAreFoundInOneWalk(t *testing.T) {
	all := origin.Uses(planOf(t, usedFlow))
	get := all[1]
	look := func(body string) string {
		v := map[string]any{"body": body, "json": func() (any, error) { return eval.Decode([]byte(body), eval.Limits{}) }}
		return fmt.Sprint(get.Look(v))
	}
	for body, want := range map[string]string{
		`{"items":[{"name":"a"},{"name":5}],"order":{"phone":"1","unread":null}}`: "[list text text null text]",
		`{"items":[{"id":1},{"name":5}],"order":{"phone":7,"unread":" "}}`:        "[list number number empty text]",
		`{"items":[],"order":[]}`: "[empty  gone gone text]",
		`no JSON`:                 "[gone  gone gone text]",
		``:                        "[gone  gone gone empty]",
	} {
		if got := look(body); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
	long := `{"order":{"phone":"1"},"more":"` + strings.Repeat("x", 300<<10) + `"}`
	if got := fmt.Sprint(get.Look(map[string]any{"body": long})); got != "[gone    text]" {
		t.Errorf("of a long body: %s", got)
	}
	if got := fmt.Sprint(all[0].Look(map[string]any{"json": map[string]any{"id": json.Number("1"), "kind": true}})); got != "[number bool]" {
		t.Errorf("of the source: %s", got)
	}
}

func BenchmarkLook(b *testing.B) {
	text, err := os.ReadFile("../../examples/uon-envybox/request.yaml")
	if err != nil {
		b.Fatal(err)
	}
	var request engine.Outside
	for _, o := range origin.Uses(planOf(b, string(text))) {
		if o.Node == "request" {
			request = o
		}
	}
	answer := map[string]any{"body": `{"request":[{"id":48211,"client_name":"Irina","client_surname":"Belova","client_phone":"+7 921 555-01-37","travel_type":"Sea","notes":"` + strings.Repeat("x", 2000) + `"}]}`}
	b.ReportAllocs()
	for b.Loop() {
		request.Look(answer)
	}
}
