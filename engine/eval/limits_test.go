package eval_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"stanok/engine/eval"
)

func TestEndlessExpressionsAreStopped(t *testing.T) {
	for src, limit := range map[string]string{
		`count(1..300, count(1..300, count(1..300, true) > 0) > 0)`: "steps",
		`1..9999999999`:                                                        "steps",
		`map(1..100000, 1..100000)`:                                            "steps",
		`reduce(1..25, #acc + #acc, "aaaaaaaaaa")`:                             "text",
		`reduce(1..25, replace(#acc, "a", "aaaa"), "a")`:                       "text",
		`repeat("x", 99999999)`:                                                "text",
		`repeat(repeat("x", 1000000), 100)`:                                    "text",
		`map(1..1000, repeat("x", 1000000))`:                                   "text",
		`join(map(1..1000, "x"), repeat("y", 100000))`:                         "text",
		`json(reduce(1..60, [#acc, #acc], "x"))`:                               "steps",
		`reduce(1..60, [#acc, #acc], "x") == reduce(1..60, [#acc, #acc], "x")`: "steps",
		`reduce(1..60, [#acc, #acc], "x")`:                                     "steps",
		`flatten(reduce(1..60, [#acc, #acc], "x"))`:                            "steps",
		`reduce(1..5000, [#acc], "x")`:                                         "depth",
		`flatten(reduce(1..5000, [#acc], "x"))`:                                "depth",
		`reduce(1..5000, [#acc], 1) == reduce(1..5000, [#acc], 1)`:             "depth",
		`"x" matches repeat("a?", 1000)`:                                       "pattern",
		`repeat("x", 100000) matches "x+"`:                                     "pattern",
		`sort(map(1..90000, # % 7)) == 1 ? 1 : count(1..900000, true)`:         "steps",
		`let s = repeat("x", 1000000); count(1..100000, s contains "y")`:       "steps",
		`reduce(1..40, #acc * #acc, 3)`:                                        "number",
		`split(repeat("x", 2000000), "")`:                                      "steps",
	} {
		var e *eval.Error
		took := cpu(t, func() { e = fails(t, src, "value.limit") })
		starved := e.Args["limit"] == "time" && (slowdown > 1 || took < time.Second)
		if e.Args["limit"] != limit && !starved {
			t.Errorf("%s: %s, not %s", src, e.Args["limit"], limit)
		}
		if took > 2*time.Second*slowdown {
			t.Errorf("%s took %v", src, took)
		}
	}
}

func TestDecodingIsBounded(t *testing.T) {
	for name, c := range map[string]struct {
		src    string
		limits eval.Limits
		code   string
	}{
		"depth 128":           {strings.Repeat("[", 128) + strings.Repeat("]", 128), eval.Limits{}, ""},
		"depth 129":           {strings.Repeat("[", 129) + strings.Repeat("]", 129), eval.Limits{}, "parse.limit"},
		"depth 100,000":       {strings.Repeat("[", 100_000), eval.Limits{}, "parse.limit"},
		"own depth":           {`{"a":{"b":1}}`, eval.Limits{Depth: 1}, "parse.limit"},
		"wide after deep":     {`[[1],[2],[{}],[{"a":[]}]]`, eval.Limits{Depth: 4}, ""},
		"nodes":               {"[" + strings.Repeat("0,", 200_000) + "0]", eval.Limits{}, "parse.limit"},
		"own nodes":           {`[1,2,3]`, eval.Limits{Nodes: 4}, ""},
		"own nodes, one less": {`[1,2,3]`, eval.Limits{Nodes: 3}, "parse.limit"},
		"keys count":          {`{"a":1}`, eval.Limits{Nodes: 2}, "parse.limit"},
	} {
		v, err := eval.Decode([]byte(c.src), c.limits)
		if c.code == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		hasCode(t, name, v, err, c.code)
	}
}

func TestPathsIntoDeepDataAreStopped(t *testing.T) {
	deep := any(json.Number("1"))
	for range 100 {
		deep = map[string]any{"a": deep}
	}
	for _, src := range []string{`$..a`, `$.*`, `$.a[?(@.a)]`} {
		path, err := eval.ParsePath(src)
		if err != nil {
			t.Fatal(err)
		}
		v, _, err := path.Find(deep)
		hasCode(t, src, v, err, "parse.limit")
	}
	path, err := eval.ParsePath("$" + strings.Repeat(".a", 90))
	if err != nil {
		t.Fatal(err)
	}
	if _, found, err := path.Find(deep); !found || err != nil {
		t.Errorf("a plain path goes as deep as it is written: %v, %v", found, err)
	}
}

func TestManyDescendingStepsAreStopped(t *testing.T) {
	v := any(json.Number("1"))
	for range 60 {
		v = []any{v, v}
	}
	path, err := eval.ParsePath(strings.Repeat("..*", 8))
	if err != nil {
		t.Fatal(err)
	}
	took := cpu(t, func() {
		found, _, err := path.Find(v)
		hasCode(t, "the path", found, err, "parse.limit")
	})
	if took > 2*time.Second*slowdown {
		t.Errorf("took %v", took)
	}
}

func TestAMegabyteOfPathParsesAtOnce(t *testing.T) {
	for name, src := range map[string]string{
		"keys":       strings.Repeat(`["a"]`, 200_000),
		"points":     "$" + strings.Repeat(`.abc`, 250_000),
		"indexes":    strings.Repeat(`[0]`, 333_000),
		"pointer":    strings.Repeat(`/a~1b`, 200_000),
		"one key":    `["` + strings.Repeat(`\u0041`, 170_000) + `"]`,
		"open":       strings.Repeat(`[`, 1<<20),
		"quote":      `["` + strings.Repeat(`a`, 1<<20),
		"descending": strings.Repeat(`..a`, 333_000),
		"stars":      strings.Repeat(`[*]`, 333_000),
	} {
		best := time.Hour
		for range max(1, 3/slowdown) {
			best = min(best, cpu(t, func() { _, _ = eval.ParsePath(src) }))
		}
		if best > 100*time.Millisecond*slowdown {
			t.Errorf("%s took %v", name, best)
		}
	}
}

func TestComposingIsBounded(t *testing.T) {
	row := strings.Repeat("x", 2000)
	rows := make([]any, 10_000)
	for i := range rows {
		rows[i] = row
	}
	env := eval.Env{Vars: eval.Vars{"rows": rows}}
	scope := eval.Scope{"rows": nil}
	for name, template := range map[string]string{
		"whole values": `[{"$each": "{{ rows }}", "$item": {{ item }}}]`,
		"strings":      `[{"$each": "{{ rows }}", "$item": "{{ item }}!"}]`,
		"keys":         `[{"$each": "{{ rows }}", "$item": {"{{ item }}": 1}}]`,
		"static":       `[{"$each": "{{ rows }}", "$item": "` + row + `"}]`,
		"a value":      `[{{ rows }}]`,
		"nothing":      `[{"$each": "{{ rows }}", "$item": [{"$each": "{{ rows }}", "$item": {{ optional(nil) }}}]}]`,
		"steps":        `[{"$each": "{{ rows }}", "$item": {{ count(1..9000, true) }}}]`,
	} {
		c, err := eval.ParseJSON(template, scope)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		took := cpu(t, func() {
			out, err := c.Append(nil, env)
			hasCode(t, name, fmt.Sprint(len(out)), err, "compose.limit")
			v, err := c.Value(env)
			hasCode(t, name+" as value", v == nil, err, "compose.limit")
		})
		if took > 4*time.Second*slowdown {
			t.Errorf("%s took %v", name, took)
		}
	}
}
