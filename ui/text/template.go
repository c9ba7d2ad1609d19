package text

import (
	"fmt"
	"strings"
)

// template is a sentence taken apart.
type template []part

// part is fixed text, an argument, the forms of a word, or a group of parts.
type part struct {
	text  string   // as it stands
	name  string   // of an argument, shown as how says
	how   string   // "", "size", or the beginning of a key
	forms []string // of a word, chosen by the number in the argument
	group template // left out when an argument in it is empty
}

// parse takes a sentence apart. A word must have as many forms as its language.
func parse(s string, forms int) (template, error) {
	var t template
	for s != "" {
		i := strings.IndexAny(s, "{}[]")
		if i < 0 {
			return append(t, part{text: s}), nil
		}
		if i > 0 {
			t = append(t, part{text: s[:i]})
		}
		inside, rest, err := enclosed(s[i:])
		if err != nil {
			return nil, err
		}
		var p part
		if s[i] == '[' {
			p.group, err = parse(inside, forms)
			if err == nil && !p.group.asks() {
				err = fmt.Errorf("[%s] has no argument", inside)
			}
		} else {
			p, err = placeholder(inside, forms)
		}
		if err != nil {
			return nil, err
		}
		t, s = append(t, p), rest
	}
	return t, nil
}

// enclosed splits a text that begins with a bracket behind its partner.
func enclosed(s string) (inside, rest string, err error) {
	closing := map[byte]string{'{': "}", '[': "]"}[s[0]]
	inside, rest, ok := strings.Cut(s[1:], closing)
	if closing == "" || !ok || strings.Contains(inside, s[:1]) {
		return "", "", fmt.Errorf("a bracket without its partner: %q", s)
	}
	return inside, rest, nil
}

func placeholder(s string, forms int) (part, error) {
	words := strings.Split(s, "|")
	p := part{name: words[0], forms: words[1:]}
	p.name, p.how, _ = strings.Cut(p.name, ":")
	switch {
	case p.name == "":
		return p, fmt.Errorf("{%s} names no argument", s)
	case len(p.forms) != 0 && len(p.forms) != forms:
		return p, fmt.Errorf("{%s} has %d forms, the language has %d", s, len(p.forms), forms)
	}
	return p, nil
}

// asks reports whether t has an argument whose absence could be seen.
func (t template) asks() bool {
	for _, p := range t {
		if p.name != "" && len(p.forms) == 0 {
			return true
		}
	}
	return false
}

// writer fills templates with arguments, in one pass: what an argument holds is
// never taken apart.
type writer struct {
	texts *Texts
	lang  string
	args  map[string]string
}

func (w writer) write(t template) string {
	var b strings.Builder
	for _, p := range t {
		switch {
		case p.group != nil && !w.has(p.group):
		case p.group != nil:
			b.WriteString(w.write(p.group))
		case len(p.forms) > 0:
			b.WriteString(p.forms[form(w.lang, w.args[p.name])])
		case p.name != "":
			b.WriteString(w.argument(p))
		default:
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// has reports whether every argument of a group is there.
func (w writer) has(t template) bool {
	for _, p := range t {
		if p.name != "" && w.args[p.name] == "" {
			return false
		}
	}
	return true
}

func (w writer) argument(p part) string {
	value := w.args[p.name]
	switch p.how {
	case "":
		return value
	case "size":
		return size(w.lang, value)
	}
	if e, ok := w.texts.of[w.lang][p.how+"."+value]; ok {
		return writer{w.texts, w.lang, nil}.write(e.say)
	}
	return value
}
