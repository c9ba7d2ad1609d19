package editor

import (
	"strings"

	"stanok/ui/part"
)

// summary is a node's settings in one line.
func (d *Draft) summary(id string) []part.SummaryPiece {
	with := d.with(id)
	typ := d.node(id).Type
	if id == Source {
		typ = d.Definition.Source.Type
	}
	switch typ {
	case "webhook":
		return d.waits(with)
	case "schedule":
		return plain(d.sentence(with))
	case "http.request":
		return d.request(with)
	case "json.parse", "xml.parse", "form.parse", "html.parse", "text.match":
		return append(plain(d.Voice.T("editor.sum.fields", "n", len(with.list("fields")))+" "), d.of(with.text("from"))...)
	case "json.compose":
		return d.composed(with.text("template"))
	case "branch":
		return plain(d.Voice.T("editor.sum.ways", "n", len(d.branches(d.node(id)))))
	case "loop":
		return d.of(with.text("over"))
	case "filter":
		return plain(d.inWords(with.text("when")))
	case "email.send":
		return d.summarize(with.text("to"))
	case "call":
		if id != Source {
			return plain(clip(or(d.Called[with.text("processing")], d.hint(typ)), 80))
		}
	}
	for _, f := range d.spec(id).Fields {
		if s := with.text(f.Name); s != "" && !strings.HasPrefix(s, "{\"") && !strings.HasPrefix(s, "[") {
			return d.summarize(clip(s, 80))
		}
	}
	return plain(d.hint(typ))
}

// hint says what a type is for.
func (d *Draft) hint(typ string) string {
	if typ == "" {
		return d.Voice.T("editor.source.choose")
	}
	_, try := d.Say("type."+typ, nil)
	return try
}

func plain(s string) []part.SummaryPiece {
	if s == "" {
		return nil
	}
	return []part.SummaryPiece{{Text: s}}
}

// waits says what a link expects.
func (d *Draft) waits(with object) []part.SummaryPiece {
	all := plain(d.Voice.T("editor.sum.webhook"))
	for i, p := range with.list("params") {
		if i > 0 {
			all = append(all, part.SummaryPiece{Text: ", "})
		}
		all = append(all, part.SummaryPiece{Text: read(p).text("name"), Kind: "source"})
	}
	if len(all) == 1 {
		return plain(d.Voice.T("editor.sum.webhook_any"))
	}
	return all
}

// request is a method and the address's ends: what lies between says little.
func (d *Draft) request(with object) []part.SummaryPiece {
	method := or(with.text("method"), "GET")
	address := with.text("url")
	if address == "" {
		return plain(method + " · " + d.Voice.T("editor.sum.no_address"))
	}
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	host, path, _ := strings.Cut(rest, "/")
	all := append(plain(method+" "), d.summarize(host)...)
	if path == "" {
		return all
	}
	if i := strings.LastIndex(strings.TrimSuffix(path, "/"), "/"); i > 0 {
		path = "…" + path[i:]
	}
	return append(all, d.summarize("/"+path)...)
}

// of names what a value is taken from.
func (d *Draft) of(value string) []part.SummaryPiece {
	id, ok := d.whose(value)
	if !ok || !d.Has(id) {
		return d.summarize(clip(value, 60))
	}
	b := d.Bead(id)
	return []part.SummaryPiece{{Text: b.Number + " " + d.Name(id), Kind: b.Kind}}
}

// composed tells how many parameters a template has.
func (d *Draft) composed(template string) []part.SummaryPiece {
	n := 0
	for _, s := range spans(template) {
		if s.from != "" || s.text == "ƒ" {
			n++
		}
	}
	return plain(d.Voice.T("editor.sum.composed", "n", n))
}

// clip shortens a text to at most n characters.
func clip(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}
