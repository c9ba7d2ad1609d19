package draft

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// conditionKey is the key that conditions stand under in every config; they are
// expressions without braces.
const conditionKey = "when"

// rename lets references inside the action t follow new ids: in expressions
// between braces and in conditions.
func (t *tree) rename(ids map[string]string) {
	t.visit(func(one *tree) {
		with := one.child("with")
		if with == nil {
			return
		}
		with.texts("", func(key, s string) string {
			if key == conditionKey && !strings.Contains(s, "{{") {
				return renamed(s, ids)
			}
			return renamedInserts(s, ids)
		})
	})
}

// renamedInserts renames in the expressions of a template.
func renamedInserts(s string, ids map[string]string) string {
	var b strings.Builder
	for {
		open := strings.Index(s, "{{")
		if open < 0 {
			b.WriteString(s)
			return b.String()
		}
		end := insertEnd(s, open+2)
		b.WriteString(s[:open+2])
		b.WriteString(renamed(s[open+2:end], ids))
		s = s[end:]
	}
}

// insertEnd is where the expression ends that begins at i.
func insertEnd(s string, i int) int {
	for depth := 0; i < len(s); {
		switch c := s[i]; {
		case c == '"' || c == '\'' || c == '`':
			i = literalEnd(s, i)
			continue
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		case c == '}' && strings.HasPrefix(s[i:], "}}"):
			return i
		}
		i++
	}
	return len(s)
}

// literalEnd is where the text ends whose quote is at i.
func literalEnd(s string, i int) int {
	quote := s[i]
	for i++; i < len(s); i++ {
		switch {
		case s[i] == quote:
			return i + 1
		case s[i] == '\\' && quote != '`':
			i++
		}
	}
	return len(s)
}

// renamed replaces the names that an expression begins its references with:
// neither members, nor functions, nor keys of maps, nor what is in quotes.
func renamed(s string, ids map[string]string) string {
	var b strings.Builder
	last := byte(0) // of what is neither blank nor part of this name
	for i := 0; i < len(s); {
		c, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == '"' || c == '\'' || c == '`':
			end := literalEnd(s, i)
			b.WriteString(s[i:end])
			i, last = end, '"'
		case nameRune(c, false):
			end := i + strings.IndexFunc(s[i:], func(c rune) bool { return !nameRune(c, true) })
			if end < i {
				end = len(s)
			}
			name := s[i:end]
			if id, ok := ids[name]; ok && refers(s, i, end, last) {
				name = id
			}
			b.WriteString(name)
			i, last = end, 'a'
		default:
			b.WriteString(s[i : i+size])
			if !unicode.IsSpace(c) {
				last = s[i]
			}
			i += size
		}
	}
	return b.String()
}

// refers tells whether the name s[from:to] is the beginning of a reference, given
// what stands before it.
func refers(s string, from, to int, last byte) bool {
	before, after := strings.TrimRight(s[:from], " \t\r\n"), strings.TrimLeft(s[to:], " \t\r\n")
	switch {
	case last == '.' && !strings.HasSuffix(before, ".."), last == '#':
		return false
	case strings.HasPrefix(after, "("):
		return false
	case strings.HasPrefix(after, ":") && (last == '{' || last == ','):
		return false
	}
	return true
}

func nameRune(c rune, inside bool) bool {
	return c == '_' || c == '$' || unicode.IsLetter(c) || inside && unicode.IsDigit(c)
}
