package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/PaesslerAG/gval"
	"github.com/PaesslerAG/jsonpath"
)

// maxFilter bounds what is given to the library's parser.
const maxFilter = 1 << 10

// filter is the condition of [?(…)]. @.a alone holds when a is there and is
// neither null nor false; anything else is left to the JSONPath library.
type filter struct {
	exists *Path
	not    bool
	match  gval.Evaluable
}

func parseFilter(s string) (*filter, bool) {
	s = strings.TrimSpace(s)
	if len(s) > maxFilter {
		return nil, false
	}
	inner := s
	for strings.HasPrefix(inner, "(") && strings.HasSuffix(inner, ")") {
		inner = strings.TrimSpace(inner[1 : len(inner)-1])
	}
	bare, not := strings.CutPrefix(inner, "!")
	if rest, ok := strings.CutPrefix(strings.TrimSpace(bare), "@"); ok {
		if path, err := (&pathParser{s: "$" + rest}).plain(); err == nil {
			return &filter{exists: path, not: not}, true
		}
	}
	if rooted(s) {
		return nil, false
	}
	match, err := evaluable("$[?(" + s + ")]")
	return &filter{match: match}, err == nil
}

// plain parses a path that must be plain.
func (p *pathParser) plain() (*Path, error) {
	if err := p.parse(); err != nil {
		return nil, err
	}
	for _, s := range p.steps {
		if strings.ContainsAny(s.key, "=<>!&|+*/% ~") {
			return nil, p.syntax("plain path")
		}
	}
	if len(p.selectors) > 0 {
		return nil, p.syntax("plain path")
	}
	return &Path{src: p.s, steps: p.steps}, nil
}

// rooted says whether $ stands outside of quotes. The library would look for
// it in the element, which is not what is meant.
func rooted(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '$':
			return true
		case '"', '\'':
			end := literalEnd(s, i)
			if end < 0 {
				return false
			}
			i = end - 1
		}
	}
	return false
}

// evaluable parses a path with the library; a panic in it is an error.
func evaluable(path string) (match gval.Evaluable, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("parsing path: %v", p)
		}
	}()
	return gval.Full(jsonpath.Language()).NewEvaluable(doubleQuoted(path))
}

func (f *filter) holds(w *walk, v any) (bool, error) {
	if f.exists != nil {
		found, ok, err := f.exists.Find(v)
		return (ok && found != nil && found != false) != f.not, err
	}
	loose, err := w.loosened(v)
	if err != nil {
		return false, err
	}
	found, err := evaluated(f.match, []any{loose})
	if err != nil {
		return false, nil // a filter that does not fit an element passes it over
	}
	list, ok := found.([]any)
	return ok && len(list) > 0, nil
}

func evaluated(match gval.Evaluable, v any) (found any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("evaluating path: %v", p)
		}
	}()
	return match(context.Background(), v)
}

// loosened gives numbers the type the library calculates with. A number that
// does not fit it stays text, so that it can be compared with text.
func (w *walk) loosened(v any) (any, error) {
	if err := w.visit(); err != nil {
		return nil, err
	}
	switch x := v.(type) {
	case json.Number:
		return looseNumber(x), nil
	case []any:
		list := make([]any, len(x))
		for i, element := range x {
			loose, err := w.loosened(element)
			if err != nil {
				return nil, err
			}
			list[i] = loose
		}
		return list, nil
	case map[string]any:
		object := make(map[string]any, len(x))
		for key, element := range x {
			loose, err := w.loosened(element)
			if err != nil {
				return nil, err
			}
			object[key] = loose
		}
		return object, nil
	}
	return v, nil
}

func looseNumber(n json.Number) any {
	f, err := n.Float64()
	if err != nil {
		return string(n)
	}
	exact, err := numberOf(f)
	if err != nil || compareNumbers(exact.(json.Number), n) != 0 {
		return string(n)
	}
	return f
}

// doubleQuoted turns '…' into "…": the library takes single quotes for one
// letter only.
func doubleQuoted(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		end := -1
		if c == '"' || c == '\'' {
			end = literalEnd(s, i)
		}
		switch {
		case end < 0:
			b.WriteByte(c)
		case c == '"':
			b.WriteString(s[i:end])
			i = end - 1
		default:
			b.WriteString(strconv.Quote(strings.ReplaceAll(s[i+1:end-1], `\'`, `'`)))
			i = end - 1
		}
	}
	return b.String()
}
