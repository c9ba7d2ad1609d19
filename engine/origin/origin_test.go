package origin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/egress"
	"stanok/engine/eval"
	"stanok/engine/origin"
	"stanok/sources"
	"stanok/store/memory"
)

// planOf compiles a document with the actions there are.
func planOf(t testing.TB, text string) *engine.Plan {
	t.Helper()
	doc, err := document.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	def, problems := doc.Definition()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	plan, _ := catalogue(t).Sketch(def)
	return plan
}

func catalogue(t testing.TB) engine.Catalogue {
	t.Helper()
	store := memory.New()
	vault, err := engine.NewVault(make([]byte, engine.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	deps := actions.Deps{
		Egress: egress.New(egress.Config{}), Keyring: engine.Keys{Store: store, Vault: vault}, Memory: store,
		Clock: engine.SystemClock{}, Tables: engine.NewRows(store),
	}
	return engine.NewCatalogue(actions.All(deps), sources.All())
}

// ran runs the plan's own actions, but for requests, whose outputs are given.
func ran(t *testing.T, plan *engine.Plan, event string, given map[engine.NodeID]string) origin.History {
	t.Helper()
	h := origin.History{Plan: plan, Operation: engine.Operation{ID: "op", Created: time.Unix(0, 0), Version: 1}}
	var params map[string]any
	if err := json.Unmarshal([]byte(event), &params); err != nil {
		t.Fatal(err)
	}
	ev, err := sources.NewEvent(plan.Source, params, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	h.Operation.Event = ev
	vars, err := plan.Vars(h.Operation)
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range plan.Definition.Nodes {
		s := engine.Step{Key: engine.StepKey(n.ID), Node: n.ID, Seq: i + 1, State: engine.StepDone}
		if text, ok := given[n.ID]; ok {
			s.Output = json.RawMessage(text)
			s.Input, _, _ = cutInput(s.Output)
		} else if run := plan.Prepared(n.ID).Run; run != nil && !n.Disabled && n.Parent == "" {
			out, err := run(context.Background(), engine.Input{Now: time.Unix(0, 0), Vars: vars})
			if err != nil {
				t.Fatal(n.ID, err)
			}
			s.Output = eval.Append(nil, out.Output)
			if each, ok := out.Next.(engine.Each); ok {
				s.Enter = &engine.Entered{Branch: each.Branch, As: each.As, Loop: true}
				for _, item := range each.Items {
					s.Enter.Items = append(s.Enter.Items, eval.Append(nil, item))
				}
			}
		}
		vars[string(n.ID)] = plan.Seen(n.ID, engine.Decode(s.Output))
		h.Steps = append(h.Steps, s)
	}
	return h
}

// cutInput is what a given step was given, under "input" of its output.
func cutInput(raw json.RawMessage) (in json.RawMessage, rest map[string]json.RawMessage, err error) {
	err = json.Unmarshal(raw, &rest)
	return rest["input"], rest, err
}

// tell writes a chain, a link a line.
func tell(l origin.Link) string {
	var b strings.Builder
	var write func(l origin.Link, depth int)
	write = func(l origin.Link, depth int) {
		value := "-"
		if l.Known {
			value = eval.TextOf(l.Value)
		}
		asked := ""
		if l.Asked {
			asked = " (answer)"
		}
		fmt.Fprintf(&b, "%s%s %s = %.40s%s\n", strings.Repeat("  ", depth), l.Node, l.Path, value, asked)
		for _, f := range l.From {
			write(f, depth+1)
		}
	}
	write(l, 0)
	return b.String()
}

func TestASentPhoneIsFollowedToTheWebhook(t *testing.T) {
	text, err := os.ReadFile("../../examples/uon-envybox/request.yaml")
	if err != nil {
		t.Fatal(err)
	}
	answer := `{"request":[{"id":48211,"client_name":"Irina","client_surname":"Belova","client_phone":"+7 921 555-01-37","travel_type":"Sea"}]}`
	h := ran(t, planOf(t, string(text)), `{"r_id": "48211", "type_id": "2", "datetime": "2026-03-02 09:58:11"}`, map[engine.NodeID]string{
		"request": `{"status":200,"body":` + string(eval.Append(nil, answer)) + `}`,
		"send":    `{"status":401,"input":{"method":"POST","url":"https://x.test/?api_key=***","body":"{\"request\":{\"values\":{\"phone\":\"79215550137\",\"name\":\"Irina Belova\"}}}"}}`,
	})
	for _, c := range []struct {
		steps []any
		want  string
	}{
		{[]any{"body", "request", "values", "phone"}, `send ["body"]["request"]["values"]["phone"] = 79215550137
  lead ["json"]["request"]["values"]["phone"] = 79215550137
    fields ["client_phone"] = +7 921 555-01-37
      request ["body"]["request"][0]["client_phone"] = +7 921 555-01-37 (answer)
        connection ["address"] = -
        connection ["key"] = -
        source ["r_id"] = 48211
`},
		{[]any{"body", "request", "values", "name"}, `send ["body"]["request"]["values"]["name"] = Irina Belova
  lead ["json"]["request"]["values"]["name"] = Irina Belova
    fields ["client_name"] = Irina
      request ["body"]["request"][0]["client_name"] = Irina (answer)
        connection ["address"] = -
        connection ["key"] = -
        source ["r_id"] = 48211
    fields ["client_surname"] = Belova
      request ["body"]["request"][0]["client_surname"] = Belova (answer)
        connection ["address"] = -
        connection ["key"] = -
        source ["r_id"] = 48211
`},
		{[]any{"url"}, `send ["url"] = https://x.test/?api_key=***
  connection ["address"] = -
  connection ["api_key"] = -
`},
	} {
		l, ok := h.Of("send", origin.In, c.steps)
		if got := tell(l); !ok || got != c.want {
			t.Errorf("%v:\n%swant\n%s", c.steps, got, c.want)
		}
	}
	l, _ := h.Of("lead", origin.Out, []any{"json", "request", "values", "phone"})
	if want := `{{ optional(digits(fields.client_phone ?? "")) }}`; l.Said != want {
		t.Errorf("the document says %q", l.Said)
	}
}

const looping = `
format: 1
name: Orders
source: {type: webhook, with: {params: [{name: orders, type: any}, {name: shop, type: text}]}}
actions:
  - {id: rows, type: json.compose, with: {template: '{"list": [{"first": true}, {"$each": "{{ source.orders }}", "$as": "o", "$item": {"id": {{ o.id }}, "shop": "{{ source.shop }}"}}]}'}}
  - {id: each, type: loop, with: {over: "{{ source.orders }}", as: order}, branches: {each: [
      {id: note, type: set, with: {values: {text: "order {{ order.id }} of {{ source.shop }}", n: "{{ index }}", gone: "{{ nothing.here }}"}}}]}}
`

func TestRowsOfATemplateAndTurnsOfALoopLeadToTheirItem(t *testing.T) {
	h := ran(t, planOf(t, looping), `{"orders": [{"id": 5}, {"id": 7}], "shop": "North"}`, nil)
	h.Steps = append(h.Steps, engine.Step{Key: "each#1/note", Node: "note", Seq: 9, Output: json.RawMessage(`{"text":"order 7 of North","n":1}`)})
	for want, at := range map[string]struct {
		key   engine.StepKey
		steps []any
	}{
		`rows ["json"]["list"][2]["id"] = 7
  source ["orders"][1]["id"] = 7
`: {"rows", []any{"json", "list", 2, "id"}},
		`note ["text"] = order 7 of North
  each ["items"][1]["id"] = 7
    source ["orders"][1]["id"] = 7
  source ["shop"] = North
`: {"each#1/note", []any{"text"}},
		`note ["n"] = 1
  each ["items"][1] = 1
`: {"each#1/note", []any{"n"}},
		`note ["gone"] = -
  nothing ["here"] = -
`: {"each#1/note", []any{"gone"}},
		`rows ["json"]["list"][0]["first"] = true
`: {"rows", []any{"json", "list", 0, "first"}},
	} {
		l, ok := h.Of(at.key, origin.Out, at.steps)
		if got := tell(l); !ok || got != want {
			t.Errorf("%s %v:\n%swant\n%s", at.key, at.steps, got, want)
		}
	}
	if _, ok := h.Of("none", origin.Out, nil); ok {
		t.Error("a step that was never taken has an origin")
	}
	if l, ok := h.Of("", origin.Out, []any{"orders", 0, "id"}); !ok || eval.TextOf(l.Value) != "5" {
		t.Errorf("the source: %v", l)
	}
}

func FuzzAChainEnds(f *testing.F) {
	f.Add(`{"a": {{ source.x }}, "b": "{{ source.y }}"}`, "a")
	f.Add(`[{"$each": "{{ source.l }}", "$item": {{ item }}}]`, "b")
	all := catalogue(f)
	f.Fuzz(func(t *testing.T, template, key string) {
		with, err := json.Marshal(map[string]string{"template": template})
		if err != nil {
			return
		}
		plan, _ := all.Sketch(engine.Definition{Nodes: []engine.Node{{ID: "made", Type: "json.compose", With: with}}})
		h := origin.History{Plan: plan, Steps: []engine.Step{{Key: "made", Node: "made", Seq: 1, Output: json.RawMessage(`{"json":"{}"}`)}}}
		if _, ok := h.Of("made", origin.Out, []any{"json", key, 0}); !ok {
			t.Error("the step was not found")
		}
	})
}
