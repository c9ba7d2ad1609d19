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
				l := sample(kind)
				l.Name = name
				l.Failure.Code = "http.rejected"
				l.Failure.Args = map[string]string{"host": name, "message": name}
				checkHarmless(t, d.deliver(t, l))
			}
		}
	}
}

func FuzzNamesStayText(f *testing.F) {
	for _, name := range hostile {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		d := newDesk(t, workspace("pt-BR"))
		l := sample(engine.FirstFailure)
		l.Name, l.Failure.Code, l.Failure.Args = name, "fail.message", map[string]string{"message": name}
		checkHarmless(t, d.deliver(t, l))
	})
}

// markup is what the layout itself writes; a name must add none.
var markup = []string{"<a ", "<img", "<script", "<html", "</title>", "</td>", "<"}

func checkHarmless(t *testing.T, m engine.Mail) {
	t.Helper()
	for _, r := range m.Subject {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			t.Errorf("the subject %q holds %q", m.Subject, r)
		}
	}
	if utf8.RuneCountInString(m.Subject) > 250 {
		t.Errorf("the subject has %d characters", utf8.RuneCountInString(m.Subject))
	}
	for _, s := range []string{m.Subject, m.Text, m.HTML} {
		if !utf8.ValidString(s) || strings.ContainsRune(s, '\x00') || strings.ContainsFunc(s, turns) {
			t.Errorf("not to be shown: %q", s)
		}
	}
	harmless := plainMarkup(t, m)
	for _, tag := range markup {
		if got, want := strings.Count(m.HTML, tag), strings.Count(harmless, tag); got != want {
			t.Errorf("%q stands %d times in the HTML, want %d:\n%s", tag, got, want, m.HTML)
		}
	}
	for line := range strings.Lines(m.Text) {
		if strings.HasPrefix(line, "Bcc:") || strings.HasPrefix(line, "Subject:") {
			t.Errorf("a name began a line of its own: %q", line)
		}
	}
}

// plainMarkup is the HTML of a letter like m with a name that does no harm.
func plainMarkup(t *testing.T, m engine.Mail) string {
	t.Helper()
	lang, _, _ := strings.Cut(strings.SplitN(m.HTML, `lang="`, 2)[1], `"`)
	d := newDesk(t, workspace(lang))
	facts := strings.Count(m.HTML, "padding:2px 16px 2px 0")
	for _, kind := range kinds {
		for _, name := range []string{"name", ""} {
			l := sample(kind)
			l.Name = name
			if like := d.deliver(t, l).HTML; strings.Count(like, "padding:2px 16px 2px 0") == facts &&
				strings.Count(like, "<div") == strings.Count(m.HTML, "<div") {
				return like
			}
		}
	}
	t.Fatalf("no letter is laid out like\n%s", m.HTML)
	return ""
}

func turns(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }
