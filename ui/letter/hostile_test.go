package letter_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"stanok/engine"
	"stanok/ui/text"
)

// hostile are names that would do harm if they were taken for anything else.
var hostile = []string{
	"x\r\nBcc: thief@example.com\r\n\r\n<html>",
	"x\nSubject: other",
	"x\u2028Bcc: thief@example.com\u2029y\u0085z\v\f",
	"<script>alert(1)</script>",
	`"><img src=x onerror=alert(1)>`,
	"</title></td><a href='https://evil.example.com'>",
	"{{.Facts}} {name} {count|a|b} [x]",
	"\u202egpj.exe\u2066 abc\u200f",
	"bad \xff\xfe utf-8 \x00 nul",
	strings.Repeat("длинное имя ", 100),
	"   ",
}

func TestHostileNamesStayText(t *testing.T) {
	for _, lang := range text.Languages {
		d := newDesk(t, workspace(lang))
		for _, name := range hostile {
			for _, kind := range kinds {
				checkHarmless(t, d, kind, name)
			}
		}
	}
}

func FuzzNamesStayText(f *testing.F) {
	for _, name := range hostile {
		f.Add(name)
	}
	d := newDesk(f, workspace("pt-BR"))
	f.Fuzz(func(t *testing.T, name string) { checkHarmless(t, d, engine.FirstFailure, name) })
}

// named is a letter about a processing of a name, by a service that says it too.
func (d desk) named(t *testing.T, kind engine.LetterKind, name string) engine.Mail {
	l := sample(kind)
	l.Name = name
	says := engine.Failure{Code: "http.rejected", Args: map[string]string{"host": name, "message": name}}
	if l.Batch != nil {
		l.Batch.Causes = []engine.BatchCause{{Failure: says, Count: 1}}
	}
	if l.Failure != nil {
		l.Failure.Code, l.Failure.Args = says.Code, says.Args
	}
	for i := range l.Drifted {
		l.Drifted[i].Path, l.Drifted[i].From, l.Drifted[i].Action = name, name, name
	}
	return d.deliver(t, l)
}

// checkHarmless fails if a name is anything but text in a letter.
func checkHarmless(t *testing.T, d desk, kind engine.LetterKind, name string) {
	t.Helper()
	m := d.named(t, kind, name)
	if utf8.RuneCountInString(m.Subject) > 250 || strings.ContainsFunc(m.Subject, breaks) {
		t.Errorf("the subject is %q", m.Subject)
	}
	for _, s := range []string{m.Subject, m.Text, m.HTML} {
		if !utf8.ValidString(s) || strings.ContainsRune(s, '\x00') || strings.ContainsFunc(s, turns) {
			t.Errorf("not to be shown: %q", s)
		}
	}
	shape, plain, empty := shapeOf(m), d.named(t, kind, "name"), d.named(t, kind, "")
	if shape != shapeOf(plain) && shape != shapeOf(empty) {
		t.Errorf("the name %q is more than text in\n%s\n%s", name, m.Text, m.HTML)
	}
}

// shapeOf is what a letter is apart from its words: a name must not change it.
func shapeOf(m engine.Mail) [5]int {
	return [5]int{
		strings.Count(m.HTML, "<"), strings.Count(m.HTML, ">"), strings.Count(m.HTML, `"`),
		strings.Count(m.HTML, "\n"), strings.Count(m.Text, "\n"),
	}
}

func breaks(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

func turns(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }
