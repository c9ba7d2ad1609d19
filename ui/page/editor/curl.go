package editor

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// Curl reads a cURL command as the config of a request, over what the panel has.
// It is false if it is none, or wants a file of the machine it was made for.
func (d *Draft) Curl(command string) (json.RawMessage, bool) {
	args, ok := shellWords(command)
	if !ok || len(args) == 0 || args[0] != "curl" {
		return nil, false
	}
	c := curl{headers: newPairs(), form: newPairs()}
	if !c.read(args[1:]) || c.url == "" {
		return nil, false
	}
	return c.config(d.with(d.At)), true
}

// Taken says in words what of a request's config a command filled: its method and
// address, and the names of what else there is.
func (d *Draft) Taken(with json.RawMessage) string {
	o := read(with)
	all := []string{o.text("method") + " " + clip(o.text("url"), 60)}
	for _, name := range []string{"query", "headers", "body"} {
		if o.has(name) {
			all = append(all, d.label(d.spec(d.At).Type, []string{name}))
		}
	}
	return strings.Join(all, ", ")
}

// curl is what a cURL command says.
type curl struct {
	method, url, user string
	data              []string
	get               bool
	headers, form     pairList
}

// pairList are names with values, in order; a name given twice has both.
type pairList struct {
	names []string
	of    map[string][]string
}

func newPairs() pairList { return pairList{of: map[string][]string{}} }

func (p *pairList) add(name, value string) {
	if !slices.Contains(p.names, name) {
		p.names = append(p.names, name)
	}
	p.of[name] = append(p.of[name], value)
}

// json is the list as an object.
func (p pairList) json() json.RawMessage {
	var parts []string
	for _, name := range p.names {
		value := quote(p.of[name][0])
		if all := p.of[name]; len(all) > 1 {
			var quoted []string
			for _, one := range all {
				quoted = append(quoted, quote(one))
			}
			value = "[" + strings.Join(quoted, ",") + "]"
		}
		parts = append(parts, quote(name)+":"+value)
	}
	return json.RawMessage("{" + strings.Join(parts, ",") + "}")
}

// valued are the options with a value that say nothing a request needs.
var valued = []string{
	"-o", "--output", "-m", "--max-time", "--connect-timeout", "-w", "--write-out", "-c", "--cookie-jar", "--retry", "-x", "--proxy",
	"--cacert", "-E", "--cert", "--key", "--resolve", "--limit-rate",
}

func (c *curl) read(args []string) bool {
	for i := 0; i < len(args); i++ {
		name, value, joined := option(args[i])
		if !strings.HasPrefix(name, "-") {
			if c.url == "" {
				c.url = name
			}
			continue
		}
		takes := slices.Contains(valued, name) || slices.Contains(meant, name)
		if takes && !joined {
			if i++; i >= len(args) {
				return false
			}
			value = args[i]
		}
		if !c.take(name, value) {
			return false
		}
	}
	return true
}

// meant are the options that make the request what it is.
var meant = []string{
	"-X", "--request", "-H", "--header", "-d", "--data", "--data-raw", "--data-ascii", "--data-binary", "--data-urlencode", "--json",
	"-F", "--form", "-u", "--user", "-A", "--user-agent", "-e", "--referer", "-b", "--cookie", "--url",
}

// option takes apart an option that has its value with it, as -XPOST and --url=… do.
func option(arg string) (name, value string, joined bool) {
	if strings.HasPrefix(arg, "--") {
		return strings.Cut(arg, "=")
	}
	if strings.HasPrefix(arg, "-") && len(arg) > 2 && slices.Contains(meant, arg[:2]) {
		return arg[:2], arg[2:], true
	}
	return arg, "", false
}

// take does what an option says. It is false for one that reads a file.
func (c *curl) take(name, value string) bool {
	switch name {
	case "-X", "--request":
		c.method = strings.ToUpper(value)
	case "--url":
		c.url = value
	case "-H", "--header":
		if header, v, ok := strings.Cut(value, ":"); ok {
			c.headers.add(strings.TrimSpace(header), strings.TrimSpace(v))
		}
	case "--json":
		c.headers.add("Content-Type", "application/json")
		c.data = append(c.data, value)
	case "-d", "--data", "--data-ascii", "--data-binary":
		if strings.HasPrefix(value, "@") {
			return false
		}
		c.data = append(c.data, value)
	case "--data-raw":
		c.data = append(c.data, value)
	case "--data-urlencode":
		key, v, _ := strings.Cut(value, "=")
		c.data = append(c.data, key+"="+url.QueryEscape(v))
	case "-F", "--form":
		key, v, _ := strings.Cut(value, "=")
		if strings.HasPrefix(v, "@") || strings.HasPrefix(v, "<") {
			return false
		}
		c.form.add(key, v)
	case "-u", "--user":
		c.user = value
	case "-A", "--user-agent":
		c.headers.add("User-Agent", value)
	case "-e", "--referer":
		c.headers.add("Referer", value)
	case "-b", "--cookie":
		c.headers.add("Cookie", value)
	case "-G", "--get":
		c.get = true
	}
	return true
}

// config is the request as a document has it; what a command cannot say stays as
// it was.
func (c *curl) config(before object) json.RawMessage {
	with := map[string]json.RawMessage{}
	for _, key := range before.keys {
		if !slices.Contains([]string{"method", "url", "query", "headers", "body"}, key) {
			with[key] = before.of[key]
		}
	}
	address, query, _ := strings.Cut(c.url, "?")
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	body := strings.Join(c.data, "&")
	if c.get {
		query, body = strings.Trim(query+"&"+body, "&"), ""
	}
	if c.user != "" {
		c.headers.add("Authorization", "{{ \"Basic \" + base64("+quote(c.user)+") }}")
	}
	if query != "" {
		with["query"] = formPairs(query).json()
	}
	if b := c.body(body); b != nil {
		with["body"] = b
	}
	if len(c.headers.names) > 0 {
		with["headers"] = c.headers.json()
	}
	method := c.method
	if method == "" {
		method = map[bool]string{true: "POST", false: "GET"}[with["body"] != nil]
	}
	with["method"], with["url"] = json.RawMessage(quote(method)), json.RawMessage(quote(address))
	raw, _ := json.Marshal(with) // all of it is JSON already
	return raw
}

// body is what is sent: JSON as JSON, a form as its rows, else text. The header
// that says which goes without saying then.
func (c *curl) body(data string) json.RawMessage {
	if len(c.form.names) > 0 {
		return json.RawMessage(`{"kind":"multipart","fields":` + string(c.form.json()) + `}`)
	}
	if data == "" {
		return nil
	}
	media := ""
	for i, name := range c.headers.names {
		if strings.EqualFold(name, "Content-Type") {
			media = c.headers.of[name][0]
			if json.Valid([]byte(data)) || strings.Contains(media, "urlencoded") {
				c.headers.names = slices.Delete(c.headers.names, i, i+1)
			}
			break
		}
	}
	switch {
	case json.Valid([]byte(data)) && (media == "" || strings.Contains(media, "json")):
		return json.RawMessage(`{"kind":"json","from":` + quote(data) + `}`)
	case media == "" || strings.Contains(media, "urlencoded"):
		return json.RawMessage(`{"kind":"form","fields":` + string(formPairs(data).json()) + `}`)
	}
	return json.RawMessage(`{"kind":"text","from":` + quote(data) + `}`)
}

// formPairs are the names and values of a query or a form, read as browsers do.
func formPairs(s string) pairList {
	p := newPairs()
	for pair := range strings.SplitSeq(s, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		if name != "" {
			p.add(name, value)
		}
	}
	return p
}

// shellWords takes a command apart as a shell would, without doing anything that
// a shell does besides: quotes, backslashes, and lines that go on. It is false if
// a quote is not closed.
func shellWords(s string) ([]string, bool) {
	s = strings.NewReplacer("\r\n", "\n", "\\\n", " ", "^\n", " ", "`\n", " ").Replace(strings.TrimSpace(s) + "\n")
	var words []string
	var word strings.Builder
	var in byte
	begun := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case in == '\'' && c != '\'', in == '"' && c != '"' && c != '\\':
			word.WriteByte(c)
		case in != 0 && c == in:
			in = 0
		case in == 0 && (c == '\'' || c == '"'):
			in, begun = c, true
		case c == '\\' && i+1 < len(s):
			i++
			word.WriteByte(s[i])
			begun = true
		case in == 0 && (c == ' ' || c == '\n' || c == '\t'):
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		case in == 0 && c == '$' && i+1 < len(s) && s[i+1] == '\'':
		default:
			word.WriteByte(c)
			begun = true
		}
	}
	return words, in == 0
}
