package eval

import (
	"strings"

	"github.com/PaesslerAG/gval"
)

// script is a path with computed parts, such as $.list[(@.count - 1)], which
// the JSONPath library evaluates.
type script struct{ match gval.Evaluable }

// scriptPath asks the library about a path this package does not understand.
// Forms whose answer would have no order are refused.
func scriptPath(s string) (*query, bool) {
	if !strings.HasPrefix(s, "$") || len(s) > maxFilter || !strings.Contains(s, "(") ||
		strings.Contains(s, "..") || strings.Contains(s, "*") || strings.Contains(s, "?") {
		return nil, false
	}
	match, err := evaluable(s)
	if err != nil {
		return nil, false
	}
	return &query{script: &script{match}}, true
}

// find gives a list. Numbers of the answer are those of the library.
func (s *script) find(v any) (any, bool, error) {
	w := &walk{}
	loose, err := w.loosened(v)
	if err != nil {
		return nil, false, err
	}
	found, err := evaluated(s.match, loose)
	if err != nil {
		return []any{}, false, nil
	}
	settled, err := newRun(Env{}).settle(found)
	if err != nil {
		return nil, false, fail("parse.limit", -1, "limit", "nodes")
	}
	if list, ok := settled.([]any); ok {
		return list, len(list) > 0, nil
	}
	return []any{settled}, true, nil
}
