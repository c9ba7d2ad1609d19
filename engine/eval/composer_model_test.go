package eval_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"stanok/engine/eval"
)

var composerRuns = flag.Int("composer.n", 100_000/slowdown, "how many random templates to compose")

// model makes random templates together with the value they must give, without
// using anything of the package but the text of lists and objects.
type model struct {
	*rand.Rand
	vars eval.Vars
	rows []any // the row of each $each around, innermost last
}

// absent is the value of an empty optional.
type absent struct{}

func TestMillionTemplatesComposeToTheirModels(t *testing.T) {
	for seed := range *composerRuns {
		m := &model{Rand: rand.New(rand.NewPCG(uint64(seed), 7))}
		m.vars = eval.Vars{}
		scope := eval.Scope{}
		for i := range 4 {
			m.vars[fmt.Sprintf("v%d", i)] = m.plain(2)
			scope[fmt.Sprintf("v%d", i)] = nil
		}
		m.vars["v4"] = m.list(2)
		scope["v4"] = nil
		template, want := m.node(3)
		checkComposed(t, template, scope, m.vars, want)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func checkComposed(t *testing.T, template string, scope eval.Scope, vars eval.Vars, want any) {
	c, err := eval.ParseJSON(template, scope)
	if err != nil {
		t.Errorf("%s: %v", template, err)
		return
	}
	out, err := c.Append(nil, eval.Env{Vars: vars})
	if err != nil {
		t.Errorf("%s: %v", template, err)
		return
	}
	got, err := eval.Decode(out, eval.Limits{})
	if err != nil || !json.Valid(out) {
		t.Errorf("%s gives %s: %v", template, out, err)
		return
	}
	if _, none := want.(absent); none {
		want = nil
	}
	if !same(got, want) {
		t.Errorf("%s\n gives %s,\n not %s", template, out, eval.Append(nil, want))
	}
	if v, err := c.Value(eval.Env{Vars: vars}); err != nil || !same(v, want) {
		t.Errorf("%s\n has the value %#v, %v, not %#v", template, v, err, want)
	}
}

// node makes the text of a template node and its value.
func (m *model) node(depth int) (string, any) {
	n := m.IntN(10)
	if depth == 0 {
		n = m.IntN(6)
	}
	switch n {
	case 0:
		v := m.plain(1)
		text := string(eval.Append(nil, v))
		if strings.Contains(text, "{{") || strings.Contains(text, `"$each":`) {
			return "null", nil
		}
		return text, v
	case 1:
		name, v := m.variable()
		return "{{ " + name + " }}", v
	case 2:
		name, v := m.variable()
		if empty(v) {
			v = absent{}
		}
		return "{{optional(" + name + ")}}", v
	case 3, 4:
		s, text := m.words()
		return s, text
	case 5:
		name, v := m.variable()
		if v == nil {
			v = "else"
		}
		return "{{ " + name + ` ?? "else" }}`, v
	case 6, 7:
		return m.array(depth)
	}
	return m.object(depth)
}

func (m *model) array(depth int) (string, any) {
	var parts []string
	list := []any{}
	for range m.IntN(4) {
		if m.IntN(5) == 0 {
			part, values := m.each(depth)
			parts, list = append(parts, part), append(list, values...)
			continue
		}
		part, v := m.node(depth - 1)
		parts = append(parts, part)
		if v != (any)(absent{}) {
			list = append(list, v)
		}
	}
	return "[" + strings.Join(parts, " ,\n") + "]", list
}

// each composes the item once for every row; the text is the same each time
// because the random choices are repeated.
func (m *model) each(depth int) (string, []any) {
	name, v := "v4", m.vars["v4"]
	if m.IntN(6) == 0 {
		name, v = "v0", nil
		m.vars["v0"] = nil
	}
	rows, _ := v.([]any)
	values := []any{}
	seed := m.Uint64()
	item := ""
	for _, row := range append(rows[:len(rows):len(rows)], nil) {
		inner := &model{Rand: rand.New(rand.NewPCG(seed, 1)), vars: m.vars, rows: append(m.rows[:len(m.rows):len(m.rows)], row)}
		text, value := inner.leaf(depth)
		item = text
		if len(values) < len(rows) && value != (any)(absent{}) {
			values = append(values, value)
		} else if value == (any)(absent{}) {
			values = append(values, absent{})
		}
	}
	kept := []any{}
	for _, value := range values[:min(len(values), len(rows))] {
		if value != (any)(absent{}) {
			kept = append(kept, value)
		}
	}
	return fmt.Sprintf(`{"$each": "{{ %s }}", "$as": "row%d", "$item": %s}`, name, len(m.rows), item), kept
}

// leaf is an item whose choices do not depend on the row.
func (m *model) leaf(depth int) (string, any) {
	name, v := m.variable()
	switch m.IntN(4) {
	case 0:
		return "{{ " + name + " }}", v
	case 1:
		text, s := m.words()
		return text, s
	case 2:
		if empty(v) {
			return "{{ optional(" + name + ") }}", absent{}
		}
		return "{{ optional(" + name + ") }}", v
	}
	return `{"k": {{ ` + name + ` }}, "s": "{{ ` + name + ` }}"}`, map[string]any{"k": v, "s": eval.TextOf(v)}
}

func (m *model) object(depth int) (string, any) {
	var parts []string
	object, written := map[string]any{}, map[string]bool{}
	for range m.IntN(4) {
		keyText, key := m.words()
		if m.IntN(2) == 0 || keyText == `"$each"` {
			key = string(rune('a' + m.IntN(3)))
			keyText = `"` + key + `"`
		}
		if !strings.Contains(keyText, "{{") {
			if written[key] {
				continue // no template may say a key twice
			}
			written[key] = true
		}
		part, v := m.node(depth - 1)
		parts = append(parts, keyText+" : "+part)
		if v != (any)(absent{}) {
			object[key] = v
		}
	}
	return "{" + strings.Join(parts, ",") + "}", object
}

// words makes a string with inserts and its text.
func (m *model) words() (string, string) {
	text, want := `"`, ""
	for range m.IntN(4) {
		if m.IntN(2) == 0 {
			s := strings.ReplaceAll(m.text(), "{", "{ ")
			quoted := string(eval.Append(nil, s))
			text += quoted[1 : len(quoted)-1]
			want += s
			continue
		}
		name, v := m.variable()
		text += "{{ " + name + " }}"
		want += eval.TextOf(v)
	}
	return text + `"`, want
}

// variable gives the name of a variable or of a row, and its value.
func (m *model) variable() (string, any) {
	if n := len(m.rows); n > 0 && m.IntN(2) == 0 {
		i := m.IntN(n)
		return fmt.Sprintf("row%d", i), m.rows[i]
	}
	name := fmt.Sprintf("v%d", 1+m.IntN(4))
	return name, m.vars[name]
}

func (m *model) list(depth int) any {
	list := []any{}
	for range m.IntN(4) {
		list = append(list, m.plain(depth-1))
	}
	return list
}

func (m *model) plain(depth int) any {
	n := m.IntN(8)
	if depth <= 0 {
		n = m.IntN(6)
	}
	switch n {
	case 0:
		return nil
	case 1:
		return m.IntN(2) == 0
	case 2, 3:
		return json.Number([]string{"0", "-1.50", "9007199254740993", "1e400", "48" + strings.Repeat("7", 40), "0.10", "1E+2"}[m.IntN(7)])
	case 4, 5:
		return m.text()
	case 6:
		return m.list(depth)
	}
	object := map[string]any{}
	for range m.IntN(3) {
		object[m.text()] = m.plain(depth - 1)
	}
	return object
}

// text draws from what breaks badly made JSON.
func (m *model) text() string {
	words := []string{"", `"`, `\`, "\n", "{{ v1 }}", "}}", "{", "Ёж", "😀", "\u2028", "\x00", `","x":"`, "</script>", "a", "$each", "1"}
	s := words[m.IntN(len(words))]
	for m.IntN(3) == 0 {
		s += words[m.IntN(len(words))]
	}
	return s
}

func empty(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return x == ""
	case []any:
		return len(x) == 0
	case map[string]any:
		return len(x) == 0
	}
	return false
}
