package typed

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Fill puts what was typed into its form on a page, with note, which is HTML,
// above it. ok is false, and the page as it was, if the form is not there or has
// no place for any of it.
func (f Form) Fill(page, note []byte) (filled []byte, ok bool) {
	which, found := f.find(page)
	if !found {
		return page, false
	}
	w := filler{form: f, rest: map[string][]string{}, which: which, note: note}
	for name, values := range f.Values {
		w.rest[name] = values
	}
	for t := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := t.Next()
		if kind == html.ErrorToken {
			break
		}
		w.take(t, kind)
	}
	if w.count == 0 && !f.Left {
		return page, false
	}
	return w.out.Bytes(), true
}

// find tells which of the page's forms it is: of those that are sent to the same
// address the one with most of the names.
func (f Form) find(page []byte) (which int, found bool) {
	best, nth, inside, score := 0, 0, false, 0
	for t := html.NewTokenizer(bytes.NewReader(page)); ; {
		switch t.Next() {
		case html.ErrorToken:
			return which, found
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := t.Token()
			if tag.DataAtom == atom.Form {
				nth, inside, score = nth+1, attr(tag, "action") == f.Action, 0
			}
			if _, typed := f.Values[attr(tag, "name")]; inside && (typed || f.Left && attr(tag, "type") == "password") {
				score++
			}
			if inside && score > best {
				which, best, found = nth, score, true
			}
		case html.EndTagToken:
			if t.Token().DataAtom == atom.Form {
				inside = false
			}
		}
	}
}

// filler writes a page anew.
type filler struct {
	form  Form
	which int // of the page's forms, from 1
	note  []byte

	out    bytes.Buffer
	nth    int
	inside bool
	choice string // name of the list around
	skip   bool   // the text of a control that was filled
	rest   map[string][]string
	count  int
}

func (w *filler) take(t *html.Tokenizer, kind html.TokenType) {
	raw := slices.Clone(t.Raw())
	switch kind {
	case html.StartTagToken, html.SelfClosingTagToken:
		tag := t.Token()
		if tag.DataAtom == atom.Form {
			w.nth++
			w.inside = w.nth == w.which
			w.out.Write(raw)
			if w.inside {
				w.out.Write(w.note)
			}
			return
		}
		if w.inside && w.control(&tag) {
			w.out.WriteString(tag.String())
			if w.skip {
				w.out.WriteString("\n" + html.EscapeString(w.next(attr(tag, "name"))))
			}
			return
		}
	case html.EndTagToken:
		switch t.Token().DataAtom {
		case atom.Form:
			w.inside = false
		case atom.Select:
			w.choice = ""
		case atom.Textarea:
			w.skip = false
		}
	case html.TextToken:
		if w.skip {
			return
		}
	}
	w.out.Write(raw)
}

// control changes a tag of the form to say what was typed, and reports whether it
// did.
func (w *filler) control(tag *html.Token) bool {
	name, kind := attr(*tag, "name"), attr(*tag, "type")
	_, fixed := attrOK(*tag, "readonly")
	values, typed := w.form.Values[name]
	switch {
	case tag.DataAtom == atom.Details: // what was typed is seen
		set(tag, "open", "")
		return true
	case tag.DataAtom == atom.Select:
		w.choice = name
		return false
	case tag.DataAtom == atom.Option:
		return w.option(tag)
	case fixed || name == "":
		return false
	case tag.DataAtom == atom.Textarea && typed:
		w.count++
		w.skip = true
		return true
	case tag.DataAtom != atom.Input:
		return false
	}
	switch kind {
	case "password", "file", "submit", "button", "image", "reset":
		return false
	case "hidden":
		if name != "revision" && name != "version" || !typed {
			return false
		}
		set(tag, "value", w.next(name)) // what was typed was typed about this one
		return true
	case "checkbox", "radio":
		w.mark(tag, "checked", slices.Contains(values, attr(*tag, "value")))
		return true
	}
	if len(w.rest[name]) == 0 {
		return false
	}
	w.count++
	set(tag, "value", w.next(name))
	return true
}

func (w *filler) option(tag *html.Token) bool {
	values, typed := w.form.Values[w.choice]
	value, told := attrOK(*tag, "value")
	if w.choice == "" || !typed || !told {
		return false
	}
	w.mark(tag, "selected", slices.Contains(values, value))
	return true
}

// mark sets or takes away an attribute that says yes by being there.
func (w *filler) mark(tag *html.Token, key string, on bool) {
	if _, was := attrOK(*tag, key); was != on {
		w.count++
	}
	tag.Attr = slices.DeleteFunc(tag.Attr, func(a html.Attribute) bool { return a.Key == key })
	if on {
		tag.Attr = append(tag.Attr, html.Attribute{Key: key})
	}
}

// next is the next value of a name that several controls may have.
func (w *filler) next(name string) string {
	values := w.rest[name]
	if len(values) == 0 {
		return ""
	}
	w.rest[name] = values[1:]
	return strings.ReplaceAll(values[0], "\x00", "")
}

func attr(tag html.Token, key string) string {
	value, _ := attrOK(tag, key)
	return value
}

func attrOK(tag html.Token, key string) (string, bool) {
	for _, a := range tag.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func set(tag *html.Token, key, value string) {
	for i := range tag.Attr {
		if tag.Attr[i].Key == key {
			tag.Attr[i].Val = value
			return
		}
	}
	tag.Attr = append(tag.Attr, html.Attribute{Key: key, Val: value})
}
