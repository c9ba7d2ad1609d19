package words

import (
	"fmt"
	"strings"
)

// Voice speaks one language. Every component of a page takes one.
type Voice struct {
	lang string
	of   map[string]phrase
}

// Lang returns the code of the language, as for html[lang].
func (v Voice) Lang() string { return v.lang }

// T returns what is written under key, arguments filled in; they are given as
// names and values in turn. A key that is not there comes back in ⟦⟧, which the
// tests of the pages look for.
func (v Voice) T(key string, args ...any) string {
	p, ok := v.of[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	var b strings.Builder
	for _, one := range p {
		v.write(&b, one, value(args, one.name))
	}
	return b.String()
}

// Pattern returns what is written under key with some arguments left open: {name}
// stands for each of them. A script of the page puts them in.
func (v Voice) Pattern(key string, open ...string) string {
	var args []any
	for _, name := range open {
		args = append(args, name, "{"+name+"}")
	}
	return v.T(key, args...)
}

// Has reports whether there is something under key.
func (v Voice) Has(key string) bool {
	_, ok := v.of[key]
	return ok
}

func (v Voice) write(b *strings.Builder, p piece, arg any) {
	switch {
	case p.name == "":
		b.WriteString(p.text)
	case len(p.forms) == 0:
		b.WriteString(v.say(arg))
	case p.none != "" && v.say(arg) == "0":
		b.WriteString(p.none)
	default:
		b.WriteString(strings.ReplaceAll(p.forms[form(v.lang, arg)], "#", v.say(arg)))
	}
}

// say writes an argument out.
func (v Voice) say(arg any) string {
	switch arg := arg.(type) {
	case nil:
		return ""
	case string:
		return arg
	case int:
		return v.Number(int64(arg))
	case int64:
		return v.Number(arg)
	case float64:
		return v.Decimal(arg, 1)
	}
	return fmt.Sprint(arg)
}

// value finds an argument in names and values in turn.
func value(args []any, name string) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}
