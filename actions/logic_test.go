package actions_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func TestAFilterStopsWhatDoesNotFit(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": data(t, `{"n": 5}`)}
	for when, want := range map[string]engine.Next{"source.n > 3": nil, "source.n > 7": engine.Stop{}} {
		out, err := w.try(t, "filter", `{"when": "`+when+`"}`, vars)
		if err != nil || out.Next != want {
			t.Errorf("%s: %v %v", when, out.Next, err)
		}
	}
	_, err := w.try(t, "filter", `{"when": "source.n"}`, vars)
	if f := engine.FailureOf(orNothing(err), now); f.Code != "value.kind" || f.Field != "with.when" {
		t.Errorf("got %+v", f)
	}
}

func TestABranchTakesTheFirstCaseThatFits(t *testing.T) {
	cases := []struct {
		n, more, taken string
		next           engine.Next
	}{
		{`1`, `, "otherwise": true`, "one", engine.Enter{Branch: "one"}},
		{`2`, ``, "small", engine.Enter{Branch: "small"}},
		{`9`, `, "otherwise": true`, "otherwise", engine.Enter{Branch: "otherwise"}},
		{`9`, ``, "", nil},
	}
	with := `{"cases": [{"name": "one", "title": "One", "when": "source.n == 1"}, {"name": "small", "when": "source.n < 5"}]`
	for _, c := range cases {
		w := newWorld(t)
		vars := map[string]any{"source": data(t, `{"n": `+c.n+`}`)}
		out, err := w.try(t, "branch", with+c.more+`}`, vars)
		if err != nil || out.Next != c.next || out.Output.(map[string]any)["taken"] != c.taken {
			t.Errorf("%s%s: %v %v %v", c.n, c.more, out.Next, out.Output, err)
		}
	}
	vars := map[string]any{"source": nil}
	if got := newWorld(t).prepare(t, "branch", with+`, "otherwise": true}`, vars).Branches; !slices.Equal(got, []string{"one", "small", "otherwise"}) {
		t.Errorf("branches %v", got)
	}
	if got := newWorld(t).prepare(t, "branch", with+`}`, vars).Branches; !slices.Equal(got, []string{"one", "small"}) {
		t.Errorf("branches %v", got)
	}
}

func TestALoopGoesOverAList(t *testing.T) {
	cases := []struct {
		over, more string
		want       []any
		code       string
	}{
		{`"{{ source.list }}"`, ``, []any{json.Number("1"), "b"}, ""},
		{`"{{ source.text }}"`, ``, []any{json.Number("1.50")}, ""},
		{`[1, "{{ source.x }}"]`, ``, []any{json.Number("1"), "x"}, ""},
		{`"{{ source.empty }}"`, ``, []any{}, ""},
		{`"{{ source.x }}"`, ``, nil, "loop.not_list"},
		{`"{{ source.none }}"`, ``, nil, "loop.not_list"},
		{`"{{ source.obj }}"`, ``, nil, "loop.not_list"},
		{`"{{ source.list }}"`, `, "max": 1`, nil, "loop.too_many"},
		{`"{{ source.many }}"`, ``, nil, "loop.too_many"},
	}
	many := make([]any, 1001)
	vars := map[string]any{"source": map[string]any{
		"list": []any{json.Number("1"), "b"}, "text": "[1.50]", "x": "x", "empty": []any{}, "obj": map[string]any{"0": "a"}, "many": many,
	}}
	for _, c := range cases {
		w := newWorld(t)
		out, err := w.try(t, "loop", `{"over": `+c.over+c.more+`}`, vars)
		if codeOf(err) != c.code {
			t.Errorf("%s%s: %v", c.over, c.more, err)
		}
		if each, ok := out.Next.(engine.Each); c.code == "" && (!ok || !reflect.DeepEqual(each.Items, c.want) || each.Branch != "each" || each.As != "item" || each.Skip) {
			t.Errorf("%s: %+v", c.over, out.Next)
		}
	}
	p := newWorld(t).prepare(t, "loop", `{"over": "{{ source.list }}", "as": "order", "on_item_error": "continue", "max": 10000}`, vars)
	out, err := p.Run(t.Context(), inputOf(vars))
	each, _ := out.Next.(engine.Each)
	if err != nil || each.As != "order" || !each.Skip || !reflect.DeepEqual(p.Inside, engine.Scope{"order": nil, "index": nil}) || !slices.Equal(p.Branches, []string{"each"}) {
		t.Errorf("got %+v %+v %v", p, out, err)
	}
}

func TestADelayParksTheOperation(t *testing.T) {
	cases := []struct {
		with  string
		until time.Time // zero: goes on at once
		code  string
	}{
		{`{"for": "10m"}`, now.Add(10 * time.Minute), ""},
		{`{"for": "30d"}`, now.Add(30 * 24 * time.Hour), ""},
		{`{"for": "0s"}`, time.Time{}, ""},
		{`{"for": "{{ source.pause }}"}`, now.Add(90 * time.Second), ""},
		{`{"for": "{{ source.hours }}h"}`, now.Add(3 * time.Hour), ""},
		{`{"for": "{{ source.hours }}"}`, time.Time{}, "value.kind"},
		{`{"for": "{{ source.date }}"}`, time.Time{}, "value.kind"},
		{`{"for": "{{ source.none }}"}`, time.Time{}, "value.missing"},
		{`{"for": "{{ source.hours }}00d"}`, time.Time{}, "value.limit"},
		{`{"until": "2026-11-22T12:00:00+01:00"}`, now.Add(time.Hour), ""},
		{`{"until": "{{ source.date }}"}`, now.Add(14 * time.Hour), ""},
		{`{"until": "23.11.2026 09:30"}`, now.Add(23*time.Hour + 30*time.Minute), ""},
		{`{"until": "2026-11-22"}`, time.Time{}, ""},
		{`{"until": "2020-01-01T00:00:00Z"}`, time.Time{}, ""},
		{`{"until": "2027-01-01"}`, time.Time{}, "value.limit"},
		{`{"until": "soon"}`, time.Time{}, "value.kind"},
		{`{"until": "{{ source.none }}"}`, time.Time{}, "value.missing"},
	}
	vars := map[string]any{"source": map[string]any{"date": "2026-11-23", "pause": " 90s", "hours": json.Number("3")}}
	for _, c := range cases {
		out, err := newWorld(t).try(t, "delay", c.with, vars)
		if codeOf(err) != c.code {
			t.Errorf("%s: %v", c.with, err)
			continue
		}
		wait, parked := out.Next.(engine.Wait)
		if parked == c.until.IsZero() || parked && !wait.Until.Equal(c.until) {
			t.Errorf("%s: %v", c.with, out.Next)
		}
	}
	out, err := newWorld(t).try(t, "delay", `{"for": "10m"}`, nil, func(in *engine.Input) { in.Pretend = true })
	if err != nil || out.Next != nil {
		t.Errorf("a rehearsal waits: %v %v", out.Next, err)
	}
}

func TestAnOperationStopsOrFailsAsItsOwnerSays(t *testing.T) {
	w := newWorld(t)
	out, err := w.try(t, "stop", ``, nil)
	if err != nil || out.Next != (engine.Stop{}) {
		t.Errorf("got %v %v", out.Next, err)
	}
	vars := map[string]any{"source": map[string]any{"id": "5", "long": strings.Repeat("я", 1000)}}
	_, err = w.try(t, "fail", `{"message": "no phone in {{ source.id }}"}`, vars)
	if f := engine.FailureOf(orNothing(err), now); f.Code != "fail.message" || f.Args["message"] != "no phone in 5" || f.Kind != engine.Invalid {
		t.Errorf("got %+v", f)
	}
	_, err = w.try(t, "fail", `{"message": "{{ source.long }}"}`, vars)
	if f := engine.FailureOf(orNothing(err), now); len([]rune(f.Args["message"])) != 301 {
		t.Errorf("a message of %d characters", len([]rune(f.Args["message"])))
	}
}

func TestLogicThatCannotWorkIsRefusedWhenSaved(t *testing.T) {
	cases := []struct {
		kind, with string
		want       []string
	}{
		{"filter", `{}`, []string{"when document.required"}},
		{"filter", `{"when": "sorce.x == 1"}`, []string{"when expression.unknown_name"}},
		{"filter", `{"when": "{{ source.x }}"}`, nil},
		{"stop", `{"when": "true"}`, []string{"when document.unknown_key"}},
		{"fail", `{}`, []string{"message document.required"}},
		{"branch", `{"cases": []}`, []string{"cases document.required"}},
		{"branch", `{"cases": [{"name": "a", "when": "true"}, {"name": "a", "when": "1 +"}, {"name": "otherwise", "when": "true"}, {}]}`, []string{
			"cases[3].name document.required", "cases[3].when document.required",
			"cases[1].name document.duplicate", "cases[1].when expression.syntax", "cases[2].name document.duplicate",
		}},
		{"loop", `{"over": "{{ source.x }}", "as": "source"}`, []string{"as document.duplicate"}},
		{"loop", `{"over": "{{ source.x }}", "as": "a-b", "max": 10001}`, []string{"as document.name", "max document.range"}},
		{"loop", `{"over": "{{ source.x }}", "max": 0}`, []string{"max document.range"}},
		{"delay", `{}`, []string{" document.one_of"}},
		{"delay", `{"for": "5m", "until": "2027-01-01"}`, []string{" document.one_of"}},
		{"delay", `{"for": "31d"}`, []string{"for document.range"}},
		{"delay", `{"for": "soon"}`, []string{"for document.duration"}},
		{"delay", `{"for": "{{ source.x"}`, []string{"for template.unclosed"}},
		{"delay", `{"for": "{{ nobody.x }}"}`, []string{"for expression.unknown_name"}},
	}
	for _, c := range cases {
		if got := newWorld(t).refused(t, c.kind, c.with, "source"); !slices.Equal(got, c.want) {
			t.Errorf("%s %s\ngot  %q\nwant %q", c.kind, c.with, got, c.want)
		}
	}
}
