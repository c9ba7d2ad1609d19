package editor

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// CurlForm asks for a cURL command.
func (d *Draft) CurlForm(value, problem string) PasteView {
	return PasteView{
		Title: d.Voice.T("editor.curl"), Help: d.Voice.T("editor.curl.help"), Go: d.Voice.T("editor.curl.do"),
		Post: d.below("curl"), Field: "command", TestID: "curl-text", Value: value, Error: problem, AtOnce: true,
	}
}

// ExampleForm asks for JSON, or a list of keys.
func (d *Draft) ExampleForm(value, problem string) PasteView {
	return PasteView{
		Title: d.Voice.T("editor.compose.example"), Help: d.Voice.T("editor.example.help"), Go: d.Voice.T("editor.example.do"),
		Post: d.below("example"), Field: "example", TestID: "example-text", Value: value, Error: problem, AtOnce: true,
	}
}

// SendForm asks for the values of a test of the link, one in each line.
func (d *Draft) SendForm() PasteView {
	var lines []string
	for _, p := range d.with(Source).list("params") {
		o := read(p)
		lines = append(lines, o.text("name")+" = "+o.text("example"))
	}
	return PasteView{
		Title: d.Voice.T("editor.send_test"), Help: d.Voice.T("editor.send.help"), Go: d.Voice.T("editor.send.do"),
		Post: d.Home() + "/send?at=" + Source, Field: "values", TestID: "send-text", Value: strings.Join(lines, "\n"),
	}
}

// keyLine is a line of a list of keys as manuals print them: key - what it is.
var keyLine = regexp.MustCompile(`^[\s•*·-]*([A-Za-z_][A-Za-z0-9_]*)(?:\s|[-–—:,]|$)`)

// Example is a template made of JSON, with its values in it, or of a list of
// keys, whose values are empty. It is false if the text is neither.
func Example(s string) (template string, ok bool) {
	s = strings.TrimSpace(s)
	if rows, ok := ReadTemplate(s); ok && strings.HasPrefix(s, "{") {
		return writeRows(rows), true
	}
	var rows []ComposeRow
	for line := range strings.Lines(s) {
		if m := keyLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			rows = append(rows, ComposeRow{Level: 1, Key: m[1], Kind: "text"})
		}
	}
	if len(rows) == 0 || strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") {
		return "", false
	}
	return writeRows(rows), true
}

// Text is a text as the document has it.
func Text(s string) json.RawMessage { return json.RawMessage(quote(s)) }

// Offer is a value that a key may be filled with.
type Offer struct{ Name, Ref, From, Value string }

// Match proposes values for the keys of the template at hand that say nothing
// yet, by their names; what is nearer is proposed first.
func (d *Draft) Match(offers []Offer) MatchView {
	view := MatchView{Post: d.below("match")}
	rows, _ := ReadTemplate(d.with(d.At).text("template"))
	for _, r := range rows {
		if r.Key == "" || r.Value != "" || r.Kind == "object" || r.Kind == "list" {
			continue
		}
		for _, o := range offers {
			if alike(r.Key, o.Name) {
				view.Rows = append(view.Rows, MatchRow{Key: r.Key, Ref: o.Ref, Name: o.From + " › " + o.Name, Value: clip(o.Value, 60)})
				break
			}
		}
	}
	return view
}

// alike reports whether two names are the same but for how they are written, or
// but for whose they are: phone and client_phone.
func alike(key, name string) bool {
	plain := func(s string) string {
		return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
	}
	return plain(key) == plain(name) || strings.HasSuffix(strings.ToLower(name), "_"+strings.ToLower(key))
}

// Filled is the template at hand with values filled in by key.
func (d *Draft) Filled(fill map[string]string) string {
	before := d.with(d.At).text("template")
	rows, ok := ReadTemplate(before)
	if !ok {
		return before
	}
	for i := range rows {
		if ref := fill[rows[i].Key]; ref != "" && rows[i].Value == "" && reference.MatchString(ref) {
			rows[i].Kind, rows[i].Value = "text", "{{ "+ref+" }}"
		}
	}
	return writeRows(rows)
}

// Secret is a value that was written out in a request and may go to one origin.
type Secret struct{ Name, Value, Origin string }

// SecretForm asks what the connection is to be called.
func (d *Draft) SecretForm(title, problem string) SecretView {
	with := d.with(d.At)
	return SecretView{
		Post: d.below("secret"), Name: secretOf(with), Title: or(title, hostOf(with.text("url"))), Origin: originOf(with.text("url")),
		Error: problem,
	}
}

// TakeSecret is the request at hand with its written-out secret replaced by that
// of a connection, and the secret. It is false if there is none, or the origin it
// may be sent to cannot be told from the address.
func (d *Draft) TakeSecret(connection string) (with json.RawMessage, s Secret, ok bool) {
	before := d.with(d.At)
	name := secretOf(before)
	origin := originOf(before.text("url"))
	if name == "" || connection == "" || origin == "" {
		return nil, s, false
	}
	field := strings.Trim(regexp.MustCompile(`[^a-z0-9_]+`).ReplaceAllString(strings.ToLower(name), "_"), "_")
	ref := "{{ connection." + field + " }}"
	s = Secret{Name: field, Origin: origin}
	after := map[string]any{}
	for _, key := range before.keys {
		after[key] = before.of[key]
	}
	after["connection"] = connection
	for _, key := range []string{"query", "headers"} {
		rows := before.inside(key)
		if v := rows.text(name); v != "" && s.Value == "" {
			s.Value = v
			changed := newPairs()
			for _, k := range rows.keys {
				if k == name {
					changed.add(k, ref)
				} else {
					changed.add(k, rows.text(k))
				}
			}
			after[key] = changed.json()
		}
	}
	if s.Value == "" {
		after["url"], s.Value = inQuery(before.text("url"), name, ref)
	}
	raw, err := json.Marshal(after)
	return raw, s, err == nil && s.Value != "" && field != ""
}

// inQuery replaces a value in an address and returns what it was.
func inQuery(address, name, ref string) (replaced, value string) {
	base, query, _ := strings.Cut(address, "?")
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		if key, v, _ := strings.Cut(pair, "="); key == name && value == "" {
			value = v
			if plain, err := url.QueryUnescape(v); err == nil {
				value = plain
			}
			pairs[i] = key + "=" + ref
		}
	}
	return base + "?" + strings.Join(pairs, "&"), value
}

// originOf is the origin of an address that writes it out.
func originOf(address string) string {
	u, err := url.Parse(strings.NewReplacer("{{", "", "}}", "", " ", "").Replace(address))
	host := hostOf(address)
	if err != nil || u.Host == "" || strings.Contains(host, "{{") {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
