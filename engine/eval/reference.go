package eval

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reference is one use of a variable.
type Reference struct {
	// Name is the name in scope, such as source or an action's id.
	Name string
	// Path is what is read below it, as far as that is written in the source:
	// names of fields, and the digits of indexes.
	Path []string
	// Offset is the byte in the source text where the name stands.
	Offset int
}

// step goes one level down: to a field, or by index, negative from the end.
type step struct {
	key     string
	index   int
	isIndex bool
}

func (s step) String() string {
	if s.isIndex {
		return strconv.Itoa(s.index)
	}
	return s.key
}

// reference reads a variable, or a local value when slot is not negative, and
// walks down from it without asking the expression engine.
type reference struct {
	name  string
	slot  int
	steps []step
	at    int
}

func (f *reference) eval(r *run) (any, error) {
	if err := r.spend(1 + len(f.steps)); err != nil {
		return nil, err
	}
	return f.find(&r.env, r.locals)
}

// find gives nil for everything that is missing.
func (f *reference) find(env *Env, locals []any) (any, error) {
	var v any
	if f.slot >= 0 {
		v = locals[f.slot]
	} else {
		v = env.Vars[f.name]
	}
	v, err := resolve(v)
	for i := 0; i < len(f.steps) && v != nil && err == nil; i++ {
		next, ok, wrong := child(v, &f.steps[i])
		if !ok && i > 0 && f.steps[i-1].key == "headers" {
			next = header(v, f.steps[i].key)
		}
		if wrong {
			return nil, wrongKind(f.at, f.path(i), v, containerFor(&f.steps[i]))
		}
		v, err = resolve(next)
	}
	if err != nil {
		return nil, placed(err, f.at)
	}
	return v, nil
}

// header finds what headers have under a name in lower case: people write names
// as senders document them, in any case.
func header(headers any, name string) any {
	if m, ok := headers.(map[string]any); ok {
		return m[strings.ToLower(name)]
	}
	return nil
}

// path writes the name and its first n steps as people write them.
func (f *reference) path(n int) string {
	var b strings.Builder
	b.WriteString(f.name)
	for _, s := range f.steps[:n] {
		switch {
		case s.isIndex:
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case isName(s.key):
			b.WriteString("." + s.key)
		default:
			b.Write(append(appendText([]byte("["), s.key), ']'))
		}
	}
	return b.String()
}

func (f *reference) asReference() Reference {
	path := make([]string, len(f.steps))
	for i, s := range f.steps {
		path[i] = s.String()
	}
	return Reference{Name: f.name, Path: path, Offset: f.at}
}

// child reads one level of a value that has been resolved. An index into an
// object reads the key with those digits, as PHP writes lists; a key of digits
// into a list reads that element. wrong means that v has no levels below.
func child(v any, s *step) (found any, ok, wrong bool) {
	switch x := v.(type) {
	case nil:
		return nil, false, false
	case map[string]any:
		if s.isIndex {
			found, ok = x[strconv.Itoa(s.index)]
		} else {
			found, ok = x[s.key]
		}
		return found, ok, false
	case []any:
		i := s.index
		if !s.isIndex {
			n, err := strconv.Atoi(s.key)
			if err != nil || n < 0 || strconv.Itoa(n) != s.key {
				return nil, false, true
			}
			i = n
		}
		if i < 0 {
			i += len(x)
		}
		if i < 0 || i >= len(x) {
			return nil, false, false
		}
		return x[i], true, false
	}
	return nil, false, true
}

func containerFor(s *step) string {
	if s.isIndex {
		return "list"
	}
	return "object"
}

// stepOf makes a step of a value computed by an expression.
func stepOf(v any) (step, bool) {
	switch x := v.(type) {
	case string:
		return step{key: x}, true
	case json.Number:
		n, ok := wholeNumber(x)
		return step{index: n, isIndex: true}, ok
	case secret:
		return step{key: x.Reveal()}, true
	}
	return step{}, false
}

// parseReference reads a.b, a?.b, a[0] and a["b"]; anything else is left to
// the expression parser. The offset is that of src.
func parseReference(src string, offset int) (*reference, bool) {
	trimmed := strings.TrimLeft(src, " \t\r\n")
	f := &reference{slot: -1, at: offset + len(src) - len(trimmed)}
	rest := strings.TrimRight(trimmed, " \t\r\n")
	f.name, rest = cutName(rest)
	if f.name == "" || isKeyword(f.name) {
		return nil, false
	}
	for rest != "" {
		var s step
		switch {
		case rest[0] == '.':
			s.key, rest = cutName(rest[1:])
		case strings.HasPrefix(rest, "?."):
			s.key, rest = cutName(rest[2:])
		case rest[0] == '[':
			var ok bool
			if s, rest, ok = cutBracket(rest); !ok {
				return nil, false
			}
			f.steps = append(f.steps, s)
			continue
		default:
			return nil, false
		}
		if s.key == "" {
			return nil, false
		}
		f.steps = append(f.steps, s)
	}
	return f, true
}

// cutBracket reads [0], ["b"] and ['b'] without escapes.
func cutBracket(s string) (step, string, bool) {
	end := strings.IndexByte(s, ']')
	if end < 2 {
		return step{}, "", false
	}
	inside := s[1:end]
	if q := inside[0]; q == '"' || q == '\'' {
		end = strings.IndexByte(s[2:], q) + 2
		if end < 2 || end+1 >= len(s) || s[end+1] != ']' || strings.ContainsAny(s[2:end], "\\\n") {
			return step{}, "", false
		}
		return step{key: s[2:end]}, s[end+2:], utf8.ValidString(s[2:end])
	}
	if len(inside) > 9 || digitsEnd(inside, 0) != len(inside) {
		return step{}, "", false
	}
	n, err := strconv.Atoi(inside)
	return step{index: n, isIndex: true}, s[end+1:], err == nil
}

// cutName cuts the name at the start of s.
func cutName(s string) (name, rest string) {
	for i, r := range s {
		if r == '_' || r == '$' || unicode.IsLetter(r) || i > 0 && unicode.IsDigit(r) {
			continue
		}
		return s[:i], s[i:]
	}
	return s, ""
}

// isName says whether s can be written as a name.
func isName(s string) bool {
	name, rest := cutName(s)
	return name != "" && rest == ""
}

func isKeyword(s string) bool {
	switch s {
	case "true", "false", "nil", "null", "not", "in", "or", "and", "matches", "contains", "startsWith",
		"endsWith", "let", "if", "else":
		return true
	}
	return false
}
